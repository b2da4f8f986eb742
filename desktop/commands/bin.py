"""The commands of the bin: put employers in, list it, put back, discard for good."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from sqlalchemy.orm import Session

from desktop.work import bin, editing
from desktop.work.change import Change
from desktop.work.office import Office
from desktop.work.progress import Progress

Answer = tuple[object, str]


def remove(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Put employers into the bin."""

    def work(session: Session) -> Change:
        ids = [editing.identify(session, words) for words in wanted.employers]
        return bin.remove(session, ids, on=office.today())

    return _done(office.do(work))


def listed(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """What is in the bin; with --discard, remove records from it for good."""
    if wanted.discard:
        return _done(office.do(lambda session: bin.discard(session, wanted.discard)))
    found = office.ask(lambda session: bin.items(session, office.rulebook))
    answer = [{**asdict(item), "removed_on": item.removed_on.isoformat()} for item in found]
    lines = [f"{i.id}\t{i.removed_on}\t{i.kind}\t{i.name}\t{i.owner or ''}\t{i.lines} 条记录" for i in found]
    return answer, "\n".join(lines) or "回收站是空的。"


def put_back(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Restore records by their number in the bin."""
    change = office.do(lambda s: bin.restore(s, wanted.numbers, rulebook=office.rulebook, on=office.today()))
    return _done(change)


def _done(change: Change) -> Answer:
    return {"said": change.said, "operation": change.number}, change.said
