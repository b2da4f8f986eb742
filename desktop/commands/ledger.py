"""The command for the sub-ledgers: list, add, change and remove lines, as the card in the window does."""

from __future__ import annotations

from argparse import Namespace
from functools import partial

from sqlalchemy.orm import Session

from desktop.work import attachment_files, attachments, editing, ledgers
from desktop.work.change import Change
from desktop.work.office import Office
from desktop.work.problem import Problem
from desktop.work.progress import Progress

Answer = tuple[object, str]


def ledger(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """`list`, `add key=value …`, `change ID key=value …`, `remove ID`. Keys may be the labels of the window."""
    form = ledgers.form_of(office.rulebook, wanted.ledger)
    employer = office.ask(lambda session: editing.identify(session, wanted.employer))
    words = list(wanted.words)
    if wanted.action == "list":
        return _listed(office, employer, form.key)
    line = int(_number(words)) if wanted.action in ("change", "remove") else 0
    text = {}
    for word in words:
        key, given, value = word.partition("=")
        if not given:
            raise Problem(f"“{word}”不是 栏=内容 的写法。", "请写成例如 tested_on=2026-03-05。")
        field = form.field(key)
        text[field.key if field else key] = value
    made: list[int] = [line]

    def work(session: Session) -> Change:
        rulebook, on = office.rulebook, office.today()
        if wanted.action == "remove":
            _refuse_foreign(session, office, employer, form.key, line)
            return ledgers.remove(session, form.key, [line], rulebook=rulebook, on=on)
        if wanted.action == "change":
            _refuse_foreign(session, office, employer, form.key, line)
            return ledgers.change(session, form.key, line, text, rulebook=rulebook, on=on)
        change, made[0] = ledgers.add(session, employer, form.key, text, rulebook=rulebook, on=on)
        return change

    change = office.do(work)
    return ({"said": change.said, "operation": change.number, "id": made[0]}, f"{change.said}（编号 {made[0]}）")


def attach(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Keep files with an employer; without files, list what it has."""
    employer = office.ask(lambda session: editing.identify(session, wanted.employer))
    if not wanted.files:
        found = office.ask(lambda session: attachments.listing(session, employer, office.rulebook))
        answer = [
            {"id": k.id, "name": k.name, "size": k.size, "added_on": k.added_on.isoformat(), "kind": k.kind,
             "caption": k.caption, "taken_on": k.taken_on and k.taken_on.isoformat(), "of": k.subject}
            for k in found
        ]  # fmt: skip
        return (answer, "\n".join(f"{k.id}\t{k.name}\t{k.added_on}" for k in found) or "还没有附件。")
    ledger, _, line = (wanted.line or "").partition(":")
    of = (ledgers.form_of(office.rulebook, ledger).key, int(_number([line]))) if wanted.line else None
    if of:
        office.ask(lambda session: _refuse_foreign(session, office, employer, *of))
    taken = attachment_files.take_in(wanted.files, office.folder, progress)
    add = partial(
        attachments.add, employer_id=employer, stored=taken.stored, on=office.today(), of=of, kind=wanted.kind
    )
    try:
        with attachment_files.keeping(taken.stored, office.folder):
            change = office.do(add)
    finally:
        attachment_files.discard(taken.stored, office.folder)
    refused = [problem.what for problem in taken.refused]
    told = {"said": change.said, "operation": change.number, "refused": refused}
    return told, "\n".join([change.said, *refused])


def _listed(office: Office, employer: int, ledger: str) -> Answer:
    on = office.today()
    found = office.ask(lambda session: ledgers.lines(session, employer, ledger, rulebook=office.rulebook, on=on))
    labels = {field.key: field.label for field in office.rulebook.ledgers[ledger].fields}
    answer = [{"id": line.id, **line.cells} for line in found]
    words = [
        f"{line.id}\t" + "，".join(f"{labels[key]} {value}" for key, value in line.cells.items() if value is not None)
        for line in found
    ]
    return (answer, "\n".join(words) or office.rulebook.ledgers[ledger].empty)


def _number(words: list[str]) -> str:
    if not words or not words[0].isdigit():
        raise Problem("没有写明是哪一行。", "请写上编号；用 list 可以列出每一行的编号。")
    return words.pop(0)


def _refuse_foreign(session: Session, office: Office, employer: int, ledger: str, line: int) -> None:
    held = {one.id for one in ledgers.lines(session, employer, ledger, rulebook=office.rulebook)}
    if line not in held:
        raise Problem(f"这家企业没有编号 {line} 的这种记录。", "用 list 可以列出每一行的编号。")
