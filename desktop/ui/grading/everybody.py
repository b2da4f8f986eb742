"""Grading the whole register, from whatever page it is asked for."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.ui.desk import Desk
from desktop.work import grading
from desktop.work.change import Change
from desktop.work.progress import Progress


def grade_everybody(desk: Desk, owner: QWidget) -> None:
    """Grade every employer by the edition in force, as a job; one undo."""
    office = desk.office
    on = office.today()

    def work(progress: Progress) -> Change:
        return office.do(lambda session: grading.grade_all(session, office.rulebook, on, progress=progress))

    desk.start(owner, work, desk.told, "正在分级", writes=True)
