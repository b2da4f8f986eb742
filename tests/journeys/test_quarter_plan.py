"""A quarter of patrols: three people, sixty employers; planned, adjusted by hand, mended after an illness, printed."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt

from desktop.work import planning_paper, planning_rows
from tests import patrols
from tests.report.builders import text_of

ON = date(2026, 9, 28)


@pytest.fixture
def town(office):
    """The sample township with three people in two crews, three days before the quarter begins."""
    office.today = lambda: ON
    patrols.township(office, ON, 60)
    return office


def test_a_quarter_is_planned_dragged_mended_and_printed(town, shell, settled, qtbot, tmp_path):
    page = shell.open("patrol")
    settled(shell)
    planned = plan_the_quarter(page, shell, settled, qtbot)

    page.calendar.show_day(planned[0].on, "week")
    settled(shell)
    dragged = [drag_somewhere(page, shell, settled, qtbot) for _ in range(2)]
    assert all(row_of(town, visit).pinned and row_of(town, visit).on == day for visit, day in dragged)

    ill, moved = mend_an_illness(page, shell, settled, qtbot, {visit for visit, _ in dragged})
    assert moved
    assert all(row_of(town, visit).on == day for visit, day in dragged)
    absent = [row for row in rows(town) if row.on == ill and row.crew == "二组"]
    assert absent == []

    file = tmp_path / "周.pdf"
    first, last = planning_paper.week_of(ill)
    page.output.print_paper(planning_paper.Order(planning_paper.WEEK, first, last, "周明"), file)
    settled(shell)
    printed = text_of(file)
    assert "周明本周巡查安排" in printed
    week = [row for row in rows(town) if first <= row.on <= last and "周明" in row.names]
    assert all("".join(row.employer.split()) in printed for row in week)
    assert all(row.printed_on == ON for row in week)


def plan_the_quarter(page, shell, settled, qtbot):
    qtbot.mouseClick(page.plan, Qt.MouseButton.LeftButton)
    page.planning.which.setCurrentText("2026年第四季度")
    page.planning.which.activated.emit(page.planning.which.currentIndex())
    settled(shell)
    assert page.planning.can.text().startswith("需要 ")
    page.planning.effort.setCurrentIndex(0)
    qtbot.mouseClick(page.planning.begin, Qt.MouseButton.LeftButton)
    settled(shell)
    draft = page.draft
    assert draft is not None
    assert draft.left == ()
    assert "还没有采用" in page.banner.text()
    page.calendar.show_day(draft.rows[0].on, "week")
    settled(shell)
    dragged, day = drag_somewhere(page, shell, settled, qtbot)
    assert "手工改了 1 次" in page.banner.text()
    assert rows(shell.desk.office) == []
    draft = page.draft
    qtbot.mouseClick(page.planning.result.adopt, Qt.MouseButton.LeftButton)
    settled(shell)
    kept = rows(shell.desk.office)
    assert len(kept) == len(draft.rows) == draft.plan.required
    assert "采用巡查计划" in shell.footer.said.text()
    employer = next(row.employer_id for row in draft.rows if row.id == dragged)
    assert [row.on for row in kept if row.pinned] == [day]
    assert [row.employer_id for row in kept if row.pinned] == [employer]
    return kept


def drag_somewhere(page, shell, settled, qtbot):
    """Drag the first visit that is not fixed, to the first square that takes it."""
    board = page.calendar.board
    slots = [slot for line in board.sheet.lines for slot in line]
    entry = next(e for slot in slots for e in slot.entries if not e.pinned)
    for slot in slots:
        if (slot.day, slot.crew) == (entry.on, entry.crew_id):
            continue
        start, to = board.place_of(entry.id).center(), board.square_of(slot.day, slot.crew).center()
        qtbot.mousePress(board, Qt.MouseButton.LeftButton, pos=start)
        qtbot.mouseMove(board, start + QPoint(20, 20))
        qtbot.mouseMove(board, to)
        qtbot.mouseRelease(board, Qt.MouseButton.LeftButton, pos=to)
        settled(shell)
        now = next(e for line in board.sheet.lines for s in line for e in s.entries if e.id == entry.id)
        if now.pinned:
            return entry.id, slot.day
        assert "怎么办" in shell.desk.bar.text
    raise AssertionError("no square took the visit")


def mend_an_illness(page, shell, settled, qtbot, fixed):
    """郑国强 is ill on the first day on which his crew has visits that are not fixed."""
    office = shell.desk.office
    free = [row for row in rows(office) if row.crew == "二组" and row.id not in fixed]
    kept = {row.on for row in rows(office) if row.crew == "二组" and row.id in fixed}
    ill = next(row.on for row in free if row.on not in kept)
    qtbot.mouseClick(page.mend, Qt.MouseButton.LeftButton)
    page.mending.who.setCurrentText("郑国强")
    page.mending.first.setDate(ill)
    page.mending.last.setDate(ill)
    qtbot.mouseClick(page.mending.work_out, Qt.MouseButton.LeftButton)
    settled(shell)
    assert page.mending.refused.isHidden(), page.mending.refused.text()
    assert "改期" in page.mending.summary.text()
    moved = page.mended.moved
    qtbot.mouseClick(page.mending.accept, Qt.MouseButton.LeftButton)
    settled(shell)
    return ill, moved


def rows(office):
    return office.ask(lambda session: planning_rows.rows(session, ON, date(2026, 12, 31)))


def row_of(office, visit):
    return office.ask(lambda session: planning_rows.row_of(session, visit))
