"""The commands for an employer on paper: the card of one page, the whole file."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from sqlalchemy.orm import Session

from desktop.work import editing, employer_papers
from desktop.work.office import Office
from desktop.work.progress import Progress

Answer = tuple[object, str]


def card(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Print the cards of one or more employers into one PDF."""
    *words, out = wanted.what

    def work(session: Session) -> int:
        ids = [editing.identify(session, word) for word in words]
        return employer_papers.write_cards(
            session, ids, Path(out), rulebook=office.rulebook, on=office.today(), progress=progress
        )

    number = office.ask(work)
    return {"file": out, "cards": number}, f"企业卡片已写出：{out}（{number} 家）"


def whole_file(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Print everything that is kept about an employer."""

    def work(session: Session) -> list[Path]:
        id = editing.identify(session, wanted.employer)
        return employer_papers.write_files(
            session, [id], wanted.out, rulebook=office.rulebook, on=office.today(), folder=office.folder,
            progress=progress,
        )  # fmt: skip

    office.ask(work)
    return {"file": str(wanted.out)}, f"一企一档已写出：{wanted.out}"
