"""隐患整改: the states, the card with its next steps, and what the tests bring here by themselves."""

from __future__ import annotations

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.ui.paperview import PaperView
from desktop.work import ledgers, settings
from desktop.work.change import Change
from tests.conftest import TODAY


@pytest.fixture
def page(shell, office, an_employer, settled):
    office.do(lambda session: settings.add_areas(session, ["大同村", "小溪村"]))
    areas = {area.name: area.id for area in office.ask(settings.areas)}
    stone = an_employer(name="大同石材厂", area_id=areas["大同村"], factors=("矽尘",), exposed_workers=8)
    an_employer(name="小溪木业", area_id=areas["小溪村"])
    text = {"tested_on": "2026-06-05", "points": "4", "points_over": "1"}
    office.do(lambda s: ledgers.add(s, stone, "test_report", text, rulebook=office.rulebook, on=TODAY)[0])
    made = shell.open("findings")
    settled(shell)
    return made


def cells(page, column):
    return [page.model.index(row, column).data() for row in range(page.model.rowCount())]


def enter(page, shell, settled, name="小溪木业", described="没有公告栏"):
    dialog = page.ask_new()
    dialog.employer.setText(name)
    dialog.described.setText(described)
    dialog.accept()
    settled(shell)
    return dialog


def test_a_result_over_the_limit_stands_here_by_itself(page, shell):
    assert cells(page, 1) == ["■ 逾期"]
    assert cells(page, 2) == ["大同石材厂"]
    assert "1 个超标" in page.card.described.text()
    assert "逾期 81 天" in page.card.told.text()
    assert shell.sidebar._badges["findings"].property("count") == 1


def test_a_finding_is_entered_worked_on_and_closed(page, shell, settled, qtbot):
    assert "还没有写单位名称" in enter(page, shell, settled, name="").reason.text()
    enter(page, shell, settled)
    assert cells(page, 2) == ["大同石材厂", "小溪木业"]
    page.table.show_record(1)
    page._picked(1)
    assert page.card.name.text() == "小溪木业"
    dialog = page.card.take(page.desk.office.rulebook.casework.steps["put_off"])
    qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    assert "还没有写" in dialog.reason.text()
    dialog.boxes["deadline"].setCurrentIndex(3)
    dialog.boxes["note"].setText("设备未到")
    dialog.accept()
    settled(shell)
    assert page.card.row.deadline.isoformat() == "2026-12-23"
    qtbot.mouseClick(page.card.steps["passed"], Qt.MouseButton.LeftButton)
    dialog = page.card.findChildren(type(dialog))[-1]
    dialog.boxes["rechecked_by"].setText("小陈")
    dialog.accept()
    settled(shell)
    assert cells(page, 2) == ["大同石材厂"]
    qtbot.mouseClick(page.chips["已销号"], Qt.MouseButton.LeftButton)
    assert cells(page, 1) == ["○ 已销号"]
    assert page.card.model.index(page.card.model.rowCount() - 1, 1).data() == "复查合格，销号"
    qtbot.mouseClick(page.chips["已销号"], Qt.MouseButton.LeftButton)
    assert cells(page, 2) == ["大同石材厂"]


def test_the_list_is_narrowed_and_sorted(page, shell, settled):
    enter(page, shell, settled)
    page.village.setCurrentIndex(page.village.findData("小溪村"))
    page.village.activated.emit(1)
    assert cells(page, 2) == ["小溪木业"]
    page.period.setCurrentIndex(1)
    page.period.activated.emit(1)
    assert page._stack.currentIndex() == 1
    assert page.card.row is None
    for box in (page.village, page.period):
        box.setCurrentIndex(0)
    page.show_held()
    for place, column in enumerate(page.model.columns):
        page.model.sort(place, Qt.SortOrder.DescendingOrder)
        assert page.model.rowCount() == 2, column.title


def test_a_file_from_before_findings_offers_to_catch_up(page, shell, office, an_employer, settled):
    from datetime import date

    an_employer(name="老厂", tests=((date(2026, 5, 5), 4, 1),))
    shell.open("home")
    shell.desk.told(Change("新增 老厂", frozenset({1}), listed=True))
    shell.open("findings", "待整改")
    settled(shell)
    assert "1 项检测超标还没有登记" in page.catch_up.text()
    page.catch_up.click()
    settled(shell)
    assert page.catch_up.isHidden()
    assert page.state == "待整改"


def test_a_paper_is_seen_before_it_is_printed(page, shell, settled):
    page.card._lay_menu()
    named = [act.text() for act in page.card.print.menu().actions()]
    assert named == ["整改建议书", "整改情况复查记录", "违法线索报告单", "送达回执"]
    page.card.print.menu().actions()[0].trigger()
    settled(shell)
    (view,) = shell.findChildren(PaperView)
    assert "整改建议书（大同石材厂）" in [told.text() for told in view.findChildren(QLabel)]
    view.close_it()


def test_photos_belong_to_the_finding(page, shell, office, settled, tmp_path):
    Image.new("RGB", (40, 30), "#6b8e9e").save(tmp_path / "整改前.png")
    page.card.tabs.setCurrentWidget(page.card.gallery)
    page.card.photos.take([tmp_path / "整改前.png"])
    settled(shell)
    assert [kept.name for kept in page.card.photos.found] == ["整改前.png"]
    assert page.card.photos.found[0].of == ("finding", page.card.row.id)
    enter(page, shell, settled)
    page.table.show_record(1)
    page._picked(1)
    assert page.card.row.name == "小溪木业"
    assert page.card.photos.found == [], "of another finding"


def test_closing_says_what_may_become_of_the_grade(page, shell, settled, qtbot):
    dialog = page.card.take(page.desk.office.rulebook.casework.steps["passed"])
    dialog.boxes["rechecked_by"].setText("小陈")
    dialog.accept()
    settled(shell)
    told = page.desk.bar.findChildren(QLabel)
    assert any("复测合格，则为" in label.text() for label in told)
    assert any("分级可能变化" in label.text() for label in told)
