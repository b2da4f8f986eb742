"""到期事项: the ladder, groups, the card with its log, what is copied and written."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from desktop.work import settings


@pytest.fixture
def page(shell, office, an_employer, settled):
    office.do(lambda session: settings.add_areas(session, ["大同村", "小溪村"]))
    areas = {area.name: area.id for area in office.ask(settings.areas)}
    an_employer(name="大同石材厂", area_id=areas["大同村"], declared=(date(2025, 10, 1),), phone="19000000001")
    an_employer(name="小溪木业", area_id=areas["小溪村"], declared=(date(2025, 12, 1),))
    made = shell.open("duties")
    settled(shell)
    return made


def cells(page, column):
    return [page.model.index(row, column).data() for row in range(page.model.rowCount())]


def press(page, step, qtbot):
    qtbot.mouseClick(page.steps[step], Qt.MouseButton.LeftButton)


def test_the_most_urgent_stands_first_with_shape_and_reason(page):
    assert cells(page, 1)[0].startswith("■ 逾期")
    assert "应于" in page.card.told.text()
    assert "依据：" in page.card.told.text()
    assert any(text.startswith("？ 缺少依据") for text in cells(page, 1))


def test_a_step_of_the_ladder_shows_its_items_and_a_second_press_all(page, qtbot):
    whole = page.model.rowCount()
    counts = {step: int(chip.text().split()[-1].replace(",", "")) for step, chip in page.steps.items()}
    assert sum(counts.values()) == whole
    for step, number in counts.items():
        press(page, step, qtbot)
        assert page.model.rowCount() == number, step
        press(page, step, qtbot)
    assert page.model.rowCount() == whole


def test_the_sidebar_and_the_first_page_tell_the_count_once(page, shell, settled):
    shell.open("home")
    shell.pages["home"].heard(type("C", (), {"employers": frozenset()})())
    settled(shell)
    badge = shell.sidebar._badges["duties"].property("count")
    assert badge == len([text for text in cells(page, 1) if text[0] in "■◆△"])
    assert "到期事项：2 家" in shell.pages["home"].due_line.text()
    shell.pages["home"].due_line.click()
    assert shell.page is page


def test_groups_narrow_the_list_and_give_the_words_for_the_village(page, qtbot):
    page.by.setCurrentIndex(page.by.findData("village"))
    page.by.activated.emit(0)
    assert page.group.itemText(1).startswith("大同村（")
    page.group.setCurrentIndex(1)
    page.group.activated.emit(1)
    assert set(cells(page, 0)) == {"大同石材厂"}
    assert page.copy_village.isVisible()
    page.copy_village.click()
    assert "【职业健康催办】大同村" in QGuiApplication.clipboard().text()
    assert "19000000001" in QGuiApplication.clipboard().text()


def test_the_reminder_of_one_employer_is_copied(page):
    page.card.copy.click()
    assert QGuiApplication.clipboard().text().startswith("【职业健康提醒】")
    assert "已复制" in page.desk.bar.text


def test_an_urging_is_written_down_from_the_card(page, qtbot, settled, shell):
    dialog = page.card.ask_urge()
    dialog.how.setCurrentText("微信")
    dialog.answer.setCurrentText("下周办")
    dialog.promised.setText("月底")
    dialog.accept()
    assert "不是准确的日期" in dialog.reason.text()
    assert dialog.isVisible()
    dialog.promised.setText("2026-11-30")
    qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    settled(shell)
    assert page.card.log_title.text() == "催办记录 1 次"
    assert page.card.log_model.index(0, 3).data() == "下周办"
    assert "11-23 微信" in cells(page, 6)


def test_letters_and_calendar_are_written(page, shell, settled, tmp_path):
    page.write_letters(tmp_path / "催办函.pdf")
    settled(shell)
    assert "2 份" in page.desk.bar.text
    page.write_calendar(tmp_path / "到期.ics")
    settled(shell)
    assert (tmp_path / "催办函.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "到期.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    for ask in (page._ask_letters, page._ask_calendar):
        dialog = ask()
        assert isinstance(dialog, QFileDialog)
        dialog.reject()


def test_every_column_can_be_sorted_by(page):
    for number, column in enumerate(page.model.columns):
        if column.key:
            for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
                page.model.sort(number, order)
    assert page.model.rowCount() == len(page.shown)


def test_a_change_elsewhere_is_seen(page, shell, office, settled):
    from desktop.work import editing

    before = page.model.rowCount()
    first = office.ask(lambda s: editing.identify(s, "小溪木业"))
    shell.desk.change(lambda s: editing.edit(s, first, "status", "查无", rulebook=office.rulebook, on=office.today()))
    settled(shell)
    assert page.model.rowCount() < before
    assert set(cells(page, 0)) == {"大同石材厂"}


def test_an_office_without_employers_says_so(shell, settled):
    made = shell.open("duties")
    settled(shell)
    assert made._stack.currentIndex() == 1
    assert not made.letters.isEnabled()
    assert not made.card.urge.isEnabled()


def test_the_employer_opens_in_the_register(page, shell, settled):
    page.card.open.click()
    settled(shell)
    assert shell.page.name == "register"


def test_a_change_is_noted_and_falls_due(page, qtbot, settled, shell):
    dialog = page.card.ask_happening()
    dialog.accept()
    assert "还没有填写日期" in dialog.reason.text()
    dialog.day.setText("昨天")
    dialog.accept()
    assert "不是一个日期" in dialog.reason.text()
    dialog.day.setText("2026-11-20")
    dialog.note.setText("更名")
    qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    settled(shell)
    assert "变更申报（名称、场所、负责人）" in cells(page, 2)


def test_somebody_who_leaves_is_noted_also_without_a_day(page, settled, shell):
    dialog = page.card.ask_happening()
    dialog.kind.setCurrentIndex(dialog.kind.findData("离岗"))
    dialog.accept()
    assert "姓名" in dialog.reason.text()
    dialog.note.setText("王某")
    dialog.accept()
    settled(shell)
    assert "离岗体检" in cells(page, 2)
