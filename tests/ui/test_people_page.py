"""人员网格 in a real window: written in place, asked in dialogs, handed over with one undo, printed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop.ui.people.page import PeoplePage
from desktop.ui.register.patrolling import Patrolling
from desktop.work import assignments, grids, people, settings, tasks, visits
from tests.conftest import TODAY


@pytest.fixture
def page(qtbot, desk, an_employer):
    """The page with two people, one village and one employer in it."""
    office = desk.office
    office.do(lambda s: settings.add_areas(s, ["大同村"]))
    area = office.ask(settings.areas)[0].id
    for name in ("李明", "王芳"):
        office.do(lambda s, name=name: people.add(s, {"name": name, "role": "网格员"}, on=TODAY))
    office.do(lambda s: grids.assign(s, ["李明"], area, since=TODAY, on=TODAY))
    an_employer(name="大同石材厂", area_id=area)
    made = PeoplePage(desk)
    qtbot.addWidget(made)
    desk.changed.connect(made.heard)
    made.resize(1200, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.enter()
    return made


def cell(listing, title, line=0):
    titles = [column.title for column in listing.model.columns]
    return listing.model.index(line, titles.index(title))


def test_a_cell_is_written_in_place_and_a_refused_one_says_why(page, desk):
    staff = page.staff.staff
    staff.model.setData(cell(staff, "电话"), "19000000000")
    assert desk.ask(lambda s: people.rows(s, TODAY))[0].phone == "19000000000"
    at = cell(staff, "到岗日期")
    staff.model.setData(at, "去年")
    assert staff.model.data(at) == "去年"
    assert "请写成" in staff.model.data(at, Qt.ItemDataRole.ToolTipRole)


def test_a_person_and_a_crew_are_entered(page, desk):
    dialog = page.staff.ask_person()
    dialog.fields["name"].setText("李明")
    dialog.accept()
    assert "已经登记了" in dialog.reason.text()
    dialog.fields["name"].setText("赵立")
    dialog.accept()
    assert len(page.staff.staff.rows) == 3
    crew = page.staff.ask_crew()
    crew.fields["name"].setText("第一组")
    crew.fields["members"].setText("李明，赵立")
    crew.accept()
    assert page.staff.crews.chosen.members == ("李明", "赵立")


def test_the_responsible_person_is_typed_into_the_tree(page, desk):
    page.tabs.setCurrentIndex(1)
    tree = page.grids.tree
    tree.model.setData(cell(tree, "责任人"), "王芳")
    assert tree.chosen.responsible == "王芳"
    tree.model.setData(cell(tree, "网格（村、社区）"), "新大同村")
    assert "起初 大同村" in page.grids.said.text()
    tree.model.setData(cell(tree, "责任人"), "")
    assert "没有责任人" in page.grids.warning.text()


def test_days_nobody_goes_and_distances_are_asked(page, desk):
    page.tabs.setCurrentIndex(1)
    assert page.grids.ask_distance() is None
    desk.change(lambda s: settings.add_areas(s, ["小溪村"]))
    dialog = page.grids.ask_distance()
    dialog.fields["km"].setText("很远")
    dialog.accept()
    assert "公里数" in dialog.reason.text()
    dialog.fields["km"].setText("3.5")
    dialog.accept()
    dialog = page.grids.ask_block()
    dialog.fields["last"].setText("2026-11-01")
    dialog.accept()
    assert "早于开始日期" in dialog.reason.text()
    dialog.fields["last"].setText("")
    dialog.accept()
    dialog = page.grids.ask_block()
    assert "不去的日子：2026-11-23 至 2026-11-23" in page.grids.said.text()
    dialog.fields["what"].setCurrentIndex(1)
    dialog.accept()
    assert "不去的日子" not in page.grids.said.text()
    dialog = page.grids.ask_move()
    dialog.fields["parent"].setCurrentText("小溪村")
    dialog.accept()
    assert [row.depth for row in page.grids.tree.rows.values()] == [0, 1]


def test_a_hand_over_is_looked_at_done_and_undone(page, desk):
    dialog = page.staff.ask_handover()
    assert "责任 1 项：大同村" in dialog.told.text()
    dialog.taker.setCurrentText("李明")
    dialog.look_ahead()
    assert not dialog.keep.isEnabled()
    dialog.taker.setCurrentText("王芳")
    dialog.look_ahead()
    dialog.accept()
    held = desk.ask(lambda s: assignments.answering(s, TODAY)).of_areas
    assert set(held.values()) == {("王芳",)}
    desk.undo()
    assert set(desk.ask(lambda s: assignments.answering(s, TODAY)).of_areas.values()) == {("李明",)}


def test_leave_is_entered_and_taken_away(page):
    page.tabs.setCurrentIndex(2)
    dialog = page.leaves.ask()
    dialog.fields["last_on"].setText("2026-11-20")
    dialog.accept()
    assert "早于开始日期" in dialog.reason.text()
    dialog.fields["last_on"].setText("2026-11-25")
    dialog.accept()
    assert [row.days for row in page.leaves.rows.values()] == [3]
    page.leaves.remove.click()
    assert not page.leaves.rows
    assert page.leaves.nothing.isVisible()


def test_the_workload_says_what_is_missing(page, desk, settled):
    page.tabs.setCurrentIndex(3)
    settled(desk)
    assert [load.name for load in page.load.loads] == ["李明"]
    assert "还没有巡查小组" in page.load.capacity.text()


def test_a_visit_is_asked_for_and_withdrawn(page):
    page.enter("tasks")
    assert page.tasks.nothing.isVisible()
    dialog = page.tasks.ask()
    dialog.fields["employer"].setText("大同石材")
    dialog.accept()
    assert "最迟哪一天" in dialog.reason.text()
    dialog.fields["deadline"].setText("2026-12-01")
    dialog.fields["why"].setText("群众反映粉尘大")
    dialog.accept()
    ((kind, wanted),) = [(one.kind, one.wanted) for one in page.tasks.rows]
    assert (kind, wanted) == ("投诉核查", 1)
    page.tasks.end.click()
    assert page.tasks.rows == []


def test_a_number_is_changed_after_its_effect_was_looked_at(page, desk, settled):
    page.enter("rules")
    assert "待核对" in page.rules.counted.text()
    page.rules.table.show_record(1)
    dialog = page.rules.ask()
    dialog.number.setText("600")
    dialog.see.click()
    assert "0 到 12 之间" in dialog.reason.text()
    dialog.number.setText("6")
    dialog.see.click()
    settled(desk)
    assert "1 家次数变多" in dialog.told.text()
    dialog.accept()
    assert "依据" in dialog.reason.text()
    dialog.basis.setText("梅政办〔2026〕3号")
    dialog.accept()
    assert (page.rules.rows[1].number, page.rules.rows[1].basis) == (6, "梅政办〔2026〕3号")
    page.rules.table.show_record(1)
    page.rules.back.click()
    assert (page.rules.rows[1].number, page.rules.rows[1].basis) == (2, None)
    page.rules.table.show_record(1)
    assert not page.rules.back.isEnabled()


def test_chosen_employers_are_put_on_a_campaign_recorded_and_given_a_person(page, desk):
    asking = Patrolling(desk, page, [1])
    dialog = asking.campaign()
    dialog.fields["name"].setText("粉尘治理")
    dialog.accept()
    assert "结束日期" in dialog.reason.text()
    dialog.fields["last"].setText("2026-12-20")
    dialog.accept()
    dialog = asking.record()
    assert dialog.fields["kind"].currentText() == "联合检查"
    dialog.accept()
    assert "谁去的" in dialog.reason.text()
    dialog.fields["by"].setText("李明、县疾控")
    dialog.accept()
    (row,) = desk.ask(lambda s: visits.visits_of(s, 1))
    assert (row.kind, row.counts, row.done_by) == ("联合检查", True, "李明、县疾控")
    dialog = asking.assign()
    dialog.fields["names"].setCurrentText("王芳")
    dialog.accept()
    assert desk.ask(lambda s: assignments.answering(s, TODAY)).of_employers == {1: ("王芳",)}
    dialog = asking.request()
    dialog.fields["deadline"].setText("2026-12-01")
    dialog.fields["why"].setText("上级交办")
    dialog.accept()
    assert [one.key for one in desk.ask(lambda s: tasks.open_tasks(s, TODAY))] == ["request:1", "campaign:1"]


def test_the_responsibility_table_is_written(page, desk, settled, tmp_path):
    page.grids.write(tmp_path / "a.pdf")
    settled(desk)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
