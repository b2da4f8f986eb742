"""Rows that only their password opens: a random key seals each row, the password and a recovery code wrap that key.

AES-256-GCM for rows and wraps, scrypt for the password. Nothing here touches the database.
"""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SHORTEST_PASSWORD = 8
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # of a recovery code: none that are mistaken for each other
GROUPS, GROUP = 6, 4
COST = {"n": 2**15, "r": 8, "p": 1}
PASSWORD, RECOVERY = "password", "recovery"


class WrongSecret(Exception):
    """Neither the password nor the recovery code."""


@dataclass(frozen=True, slots=True)
class Key:
    """The opened key of the sealed rows. Never shown, never written."""

    secret: bytes = field(repr=False)


def new_recovery_code() -> str:
    """A code to be printed, 120 bits."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(GROUPS * GROUP))
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def new_key() -> Key:
    return Key(secrets.token_bytes(32))


def wrapped(key: Key, way: str, secret: str) -> dict[str, Any]:
    """The key as it may be kept: only `secret` opens it."""
    salt = secrets.token_bytes(16)
    text = _sealed(_stretched(secret, salt, COST), way, key.secret)
    return {"salt": b64encode(salt).decode(), **COST, "key": text}


def opened(wraps: Mapping[str, Mapping[str, Any]], secret: str) -> Key:
    """The key behind a password or a recovery code. Raises WrongSecret."""
    for way, wrap in wraps.items():
        said = _plain_code(secret) if way == RECOVERY else secret
        try:
            return Key(_opened(_stretched(said, b64decode(wrap["salt"]), wrap), way, wrap["key"]))
        except WrongSecret:
            continue
    raise WrongSecret


def seal(key: Key, place: str, values: Mapping[str, Any]) -> str:
    """A row as ciphertext. `place` names the row; the text opens nowhere else."""
    return _sealed(key.secret, place, json.dumps(values, ensure_ascii=False).encode())


def unseal(key: Key, place: str, text: str) -> dict[str, Any]:
    """The row of a ciphertext. Raises WrongSecret when key, place or text do not belong together."""
    found: dict[str, Any] = json.loads(_opened(key.secret, place, text))
    return found


def recovery_wrap(key: Key, code: str) -> dict[str, Any]:
    """The wrap that a recovery code opens, however it is typed later."""
    return wrapped(key, RECOVERY, _plain_code(code))


def _plain_code(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter in LETTERS)


def _stretched(secret: str, salt: bytes, cost: Mapping[str, Any]) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, n=int(cost["n"]), r=int(cost["r"]), p=int(cost["p"])).derive(secret.encode())


def _sealed(key: bytes, place: str, plain: bytes) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(12)
    return b64encode(nonce + AESGCM(key).encrypt(nonce, plain, place.encode())).decode()


def _opened(key: bytes, place: str, text: str) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    raw = b64decode(text)
    try:
        return AESGCM(key).decrypt(raw[:12], raw[12:], place.encode())
    except InvalidTag:
        raise WrongSecret from None
