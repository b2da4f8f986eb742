"""The commands for the restricted ledger; the password comes from a file, so that it stands in no command history."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from desktop.work import editing, patients
from desktop.work.change import Change
from desktop.work.office import Office
from desktop.work.patients import PATIENT, VISIT, Opened
from desktop.work.problem import Problem
from desktop.work.progress import Progress

Answer = tuple[object, str]


def patients_of(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """`list`, `add key=value …`, `change ID key=value …`, `remove ID`; --of and --visit mean follow-up rounds."""
    employer = office.ask(lambda session: editing.identify(session, wanted.employer))
    secret = _secret(wanted.password_file)
    opened = Opened(office.ask(lambda session: patients.unlock(session, secret)), office.rulebook, office.today())
    if wanted.action == "list":
        return _listed(office, employer, opened)
    ledger = VISIT if wanted.visit or wanted.of is not None else PATIENT
    words = list(wanted.words)
    line = int(_number(words)) if wanted.action != "add" else 0
    text = _cells(office, ledger, words)
    made = [line]

    def work(session: Session) -> Change:
        for key, number in ((PATIENT, wanted.of), (ledger, line or None)):
            if number is not None and patients.owner_of(session, key, number) != employer:
                raise Problem(f"这家企业没有编号 {number} 的这种记录。", "用 list 可以列出每一行的编号。")
        if wanted.action == "remove":
            return patients.remove(session, ledger, line, opened)
        if wanted.action == "change":
            return patients.change(session, ledger, line, text, opened)
        owner = employer if ledger == PATIENT else wanted.of
        if owner is None:
            raise Problem("没有写明是谁的随访。", "请用 --of 写上病人那一行的编号。")
        change, made[0] = patients.add(session, ledger, owner, text, opened)
        return change

    change = office.do(work)
    return ({"said": change.said, "operation": change.number, "id": made[0]}, f"{change.said}（编号 {made[0]}）")


def password(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Choose the password, or change it with --new-password-file; prints the new recovery code once."""
    secret, codes = _secret(wanted.password_file), []

    def work(session: Session) -> Change:
        if not patients.is_set_up(session):
            change, code = patients.set_up(session, secret)
        elif wanted.new_password_file is None:
            raise Problem("受限台账已经设过密码。", "要改密码，请用 --new-password-file 写明新密码的文件。")
        else:
            key = patients.unlock(session, secret)
            change, code = patients.change_password(session, key, _secret(wanted.new_password_file))
        codes.append(code)
        return change

    change = office.do(work)
    return ({"said": change.said, "recovery_code": codes[0]}, f"{change.said}\n恢复码（请打印后锁好）：{codes[0]}")


def _listed(office: Office, employer: int, opened: Opened) -> Answer:
    def ask(session: Session) -> list[dict[str, Any]]:
        return [
            {
                "id": line.id,
                **line.cells,
                "visits": [{"id": one.id, **one.cells} for one in patients.visits(session, line.id, opened)],
            }
            for line in patients.people(session, employer, opened)
        ]

    found = office.ask(ask)
    lines = [
        f"{one['id']}\t{one['name']}\t{one['standing']}\t{one['disease']}\t随访 {len(one['visits'])} 次"
        for one in found
    ]
    return found, "\n".join(lines) or "没有登记病人。"


def _cells(office: Office, ledger: str, words: list[str]) -> dict[str, str]:
    form = office.rulebook.ledgers[ledger]
    text = {}
    for word in words:
        key, given, value = word.partition("=")
        if not given:
            raise Problem(f"“{word}”不是 栏=内容 的写法。", "请写成例如 name=王某。")
        field = form.field(key)
        text[field.key if field else key] = value
    return text


def _number(words: list[str]) -> str:
    if not words or not words[0].isdigit():
        raise Problem("没有写明是哪一行。", "请写上编号；用 list 可以列出每一行的编号。")
    return words.pop(0)


def _secret(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError):
        raise Problem(f"读不出密码文件：{file}", "请把密码写在一个文本文件（UTF-8）的第一行。") from None
