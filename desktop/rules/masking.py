"""What must not be shown of a person in a picture that is passed on: the middle of a number, the given name."""

from __future__ import annotations

import re

PHONE = re.compile(r"(?<!\d)(\d{3})\d{4}(\d{4})(?!\d)")
LANDLINE = re.compile(r"(\d{3})\d{4}(?!\d)")
IDENTITY = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")


def masked(text: str, personal: str) -> str:
    """138****1234, 王某某; health is not shown at all. personal: contact, identity or health; "" shows everything."""
    if not personal or not text:
        return text
    if personal == "health":
        return "***"
    if not any(char.isdigit() for char in text):
        return "、".join(_name(part) for part in re.split(r"[、,，/ ]+", text) if part)
    hidden = IDENTITY.sub(r"\1********\2", text)
    hidden = PHONE.sub(r"\1****\2", hidden)
    return hidden if hidden != text else LANDLINE.sub(r"\1****", text)


def _name(name: str) -> str:
    return name[:1] + "某" * min(2, max(1, len(name) - 1))
