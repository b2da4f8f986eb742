"""巡查: the calendar with its drags, the list, a day's round, the papers, in the real window."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt

from desktop.work import planning_rows
from desktop.work.planning_paper import ROUTE, WEEK, Order
from tests import patrols
from tests.report.builders import text_of

WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = (date(2026, 11, 25 + n) for n in range(4))


@pytest.fixture
def page(shell, office, an_employer, settled):
    """Six visits of six employers in the week of 2026-11-23, by two crews."""
    for _ in range(6):
        an_employer()
    office.do(patrols.staff)
    patrols.visits(office, [(n, WEDNESDAY if n < 4 else THURSDAY, 1 + n % 2) for n in range(1, 7)])
    made = shell.open("patrol")
    settled(shell)
    return made


def row(office, visit):
    return office.ask(lambda session: planning_rows.row_of(session, visit))


def drag(page, qtbot, visit, to):
    """With the real mouse events: press, over the threshold, on, let go."""
    board = page.calendar.board
    start = board.place_of(visit).center()
    qtbot.mousePress(board, Qt.MouseButton.LeftButton, pos=start)
    for at in (start + QPoint(15, 15), to):
        qtbot.mouseMove(board, at)
    qtbot.mouseRelease(board, Qt.MouseButton.LeftButton, pos=to)


def test_a_visit_dragged_to_another_day_stays_there_fixed_and_undo_brings_it_back(page, office, qtbot, settled, shell):
    drag(page, qtbot, 1, page.calendar.board.square_of(FRIDAY).center())
    settled(shell)
    assert (row(office, 1).on, row(office, 1).pinned) == (FRIDAY, True)
    assert "走访改到 2026-11-27" in shell.footer.said.text()
    shell.desk.undo()
    settled(shell)
    assert row(office, 1).on == WEDNESDAY


def test_in_the_week_a_visit_is_dragged_to_another_crew(page, office, qtbot, settled, shell):
    page.calendar.show_kind("week")
    settled(shell)
    drag(page, qtbot, 1, page.calendar.board.square_of(WEDNESDAY, 1).center())
    settled(shell)
    assert (row(office, 1).on, row(office, 1).crew) == (WEDNESDAY, "一组")


def test_a_drop_that_a_rule_forbids_is_said_in_words_and_escape_lets_go_before(page, office, qtbot, settled, shell):
    drag(page, qtbot, 1, page.calendar.board.square_of(SATURDAY).center())
    settled(shell)
    assert "不上班" in shell.desk.bar.text
    assert "可以改到" in shell.desk.bar.text
    assert row(office, 1).on == WEDNESDAY
    assert page.calendar.board.place_of(1).isValid()

    board = page.calendar.board
    start, to = board.place_of(1).center(), board.square_of(FRIDAY).center()
    qtbot.mousePress(board, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(board, to)
    qtbot.keyClick(board, Qt.Key.Key_Escape)
    qtbot.mouseRelease(board, Qt.MouseButton.LeftButton, pos=to)
    assert row(office, 1).on == WEDNESDAY


def test_the_arrows_walk_over_the_visits_the_card_tells_why_and_the_menu_what_can_be_done(page, qtbot):
    board = page.calendar.board
    for _ in range(3):
        qtbot.keyClick(board, Qt.Key.Key_Down)
    qtbot.keyClick(board, Qt.Key.Key_Right)
    assert page.card.visit.on == THURSDAY
    assert "每半年一次" in page.card.reason.text()
    assert board.accessibleDescription()
    words = {action.text(): action.isEnabled() for action in page.acts.menu(1).actions()}
    assert words == {
        "固定在这一天": True, "改日期或小组…": True, "记录走访…": True, "取消走访…": True, "在台账中打开": True,
    }  # fmt: skip


def test_the_card_fixes_moves_and_cancels(page, office, qtbot, settled, shell):
    page.calendar.board.choose(1)
    qtbot.mouseClick(page.card.pin, Qt.MouseButton.LeftButton)
    settled(shell)
    assert row(office, 1).pinned
    assert page.card.pin.text() == "取消固定"
    dialog = page.acts.ask_cancel(row(office, 1))
    dialog.accept()
    assert "没有写取消的原因" in dialog.reason.text()
    dialog.why.setText("停产检修")
    dialog.accept()
    settled(shell)
    assert row(office, 1).state == "取消"


def test_a_visit_is_recorded_with_its_people_and_what_was_found(page, office, settled, shell):
    patrols.visits(office, [(1, date(2026, 11, 23), 1)])
    page.reload()
    settled(shell)
    dialog = page.acts.ask_record(row(office, 7))
    assert dialog.names.text() == "周明、吴静"
    dialog.names.clear()
    dialog.accept()
    assert "还没有填写谁去的" in dialog.reason.text()
    dialog.names.setText("周明，吴静")
    dialog.outcome.setPlainText("警示标识褪色")
    dialog.accept()
    settled(shell)
    assert (row(office, 7).state, row(office, 7).names) == ("已访", ("周明", "吴静"))


def test_the_dialog_says_which_days_would_do(page, office, settled, shell):
    dialog = page.acts.ask_move(row(office, 1))
    dialog.on.setDate(SATURDAY)
    dialog.accept()
    assert dialog.isVisible()
    assert "不上班" in dialog.reason.text()
    assert "可以改到" in dialog.reason.text()
    dialog.on.setDate(FRIDAY)
    dialog.accept()
    settled(shell)
    assert row(office, 1).on == FRIDAY


def test_the_list_is_searched_and_filtered_and_the_calendar_shows_one_person_alone(page, settled, shell):
    page.tabs.setCurrentIndex(1)
    assert page.listing.model.rowCount() == 6
    page.listing.search.setText("二组 石材")
    assert page.listing.model.rowCount() == 3
    page.listing.search.clear()
    page.listing.choose("已排")
    assert page.listing.model.rowCount() == 6
    assert page.listing.chips["已排"].isChecked()
    who = page.calendar.who
    assert [who.itemText(n) for n in range(who.count())] == ["全部人员", *patrols.PEOPLE]
    who.setCurrentIndex(who.findData("郑国强"))
    who.activated.emit(who.currentIndex())
    assert {visit.crew for visit in page.calendar.shown()} == {"二组"}


def test_the_day_shows_its_rounds_and_a_sketch_when_places_are_known(page, office, settled, shell):
    page.tabs.setCurrentIndex(3)
    page.day.turned.emit(WEDNESDAY)
    settled(shell)
    assert page.day.model.rowCount() == 3
    assert page.day.sketch.known == 0
    assert "经纬度" in page.day._nothing.text()


def test_sidebar_and_first_page_count_what_is_to_be_done_today(page, office, settled, shell):
    patrols.visits(office, [(1, date(2026, 11, 23), 1), (2, date(2026, 11, 20), 1)])
    page.reload()
    settled(shell)
    assert shell.sidebar._badges["patrol"].property("count") == 2
    assert shell.state.text() == "今天 1 家，逾期 1 家"
    shell.open("home")
    settled(shell)
    assert shell.page.tiles["patrol"].number.text() == "1 家"
    shell.page.tiles["patrol"].click()
    settled(shell)
    assert shell.page is page
    assert page.tabs.currentIndex() == 3


def test_a_week_is_printed_and_marked_a_day_without_visits_refused_and_the_calendar_written(
    page, office, settled, shell, tmp_path
):
    file = tmp_path / "周.pdf"
    page.output.print_paper(Order(WEEK, date(2026, 11, 23), date(2026, 11, 29), "周明"), file)
    settled(shell)
    assert "周明本周巡查安排" in text_of(file)
    assert row(office, 2).printed_on == date(2026, 11, 23)
    assert row(office, 1).printed_on is None
    assert "已写出" in shell.desk.bar.text
    page.output.print_paper(Order(ROUTE, FRIDAY, FRIDAY), tmp_path / "a.pdf")
    settled(shell)
    assert "没有安排走访" in shell.desk.bar.text
    assert not (tmp_path / "a.pdf").exists()
    page.output.write_calendar(tmp_path / "a.ics")
    settled(shell)
    text = (tmp_path / "a.ics").read_text(encoding="utf-8")
    assert text.count("BEGIN:VEVENT") == 6
    assert "DTSTART;VALUE=DATE:20261125" in text


def test_what_cannot_be_planned_is_said_with_the_way_to_mend_it(page, settled, shell):
    page.plan.click()
    page.planning.last.setDate(date(2027, 3, 31))
    settled(shell)
    assert "没有 2027 年的放假安排" in page.planning.refused.text()
    assert not page.planning.begin.isEnabled()
    page.planning.go_mend.click()
    assert shell.page.name == "settings"
