"""The sub-ledgers on the card: add, change, remove, wrong values that stay, results of the chosen report."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.work import register


@pytest.fixture
def page(shell, an_employer, settled):
    an_employer(name="大同石材厂", factors=("矽尘", "噪声"), tests=((date(2026, 3, 5), 12, 0),))
    an_employer(name="梅溪木业有限公司")
    made = shell.open("register")
    settled(shell)
    made.table.show_record(made.model.ids[0])
    return made


def tab(page, title):
    return page.card.show_tab(title).ledgers


def cells(part):
    model = part.table.model()
    return [[model.index(row, n).data() for n in range(model.columnCount())] for row in range(model.rowCount())]


def fill(dialog, **written):
    for key, text in written.items():
        box = dialog.boxes[key]
        box.put(text)


def test_a_report_typed_in_the_dialog_stands_in_the_table_and_is_undone_in_one_step(page, shell, office):
    part = tab(page, "检测评价").parts["test_report"]
    dialog = part.ask_new()
    fill(dialog, tested_on="2026.9.1", points="4", points_over="1", institution="某检测公司")
    dialog.keep.click()

    assert len(part.found) == 2
    assert cells(part)[0][0] == "2026-09-01"
    assert "■ 超标" in cells(part)[0]
    assert "新增检测报告 2026-09-01" in shell.footer.said.text()
    shell.desk.undo()
    assert len(part.found) == 1


def test_wrong_cells_stay_marked_and_the_dialog_stays_open(page, office, qtbot):
    part = tab(page, "检测评价").parts["test_report"]
    dialog = part.ask_new()
    fill(dialog, tested_on="去年", points="约30")
    dialog.keep.click()

    assert dialog.isVisible()
    assert dialog.boxes["tested_on"].refused
    assert dialog.boxes["points"].refused
    assert "整数" in dialog.boxes["points"].mark.text()
    assert dialog.boxes["points"].editor.text() == "约30"
    fill(dialog, tested_on="2026-10-01", points="30")
    dialog.keep.click()
    assert len(part.found) == 2


def test_a_cell_is_checked_when_it_is_left(page, qtbot):
    dialog = tab(page, "体检").parts["health_exam"].ask_new()
    box = dialog.boxes["due"]
    qtbot.keyClicks(box.editor, "3-5")
    box.editor.editingFinished.emit()
    assert box.refused
    dialog.reject()


def test_results_belong_to_the_chosen_report_and_move_the_grade(page, office):
    made = tab(page, "检测评价")
    employer = page.card.record
    dialog = made.parts["test_result"].ask_new()
    fill(dialog, written="矽尘", points="2", points_over="1")
    dialog.keep.click()

    assert cells(made.parts["test_result"])[0][:2] == ["矽尘", "■ 超标"]
    assert office.ask(lambda s: register.rows(s, [employer]))[employer].level is not None


def test_a_line_is_changed_and_removed(page, shell):
    part = tab(page, "检测评价").parts["test_report"]
    dialog = part.ask_change()
    assert dialog.boxes["points"].written == "12"
    fill(dialog, points="13")
    dialog.keep.click()
    assert "12 → 13" in shell.footer.said.text()
    part.remove.click()
    assert part.found == []
    assert part.nothing.isVisible()


@pytest.mark.parametrize(
    "title", ["危害与岗位", "体检", "申报与变更", "培训", "三同时", "合同与工伤", "防护与告知", "劳务派遣/外包"]
)
def test_every_ledger_has_its_words_when_empty(page, title):
    made = tab(page, title)
    for part in made.parts.values():
        if part.form.key != "exposure":  # both have factors
            assert part.nothing.isVisible()
        assert part.add.isEnabled()


def test_the_next_employer_shows_its_own_lines(page):
    part = tab(page, "检测评价").parts["test_report"]
    page.table.show_record(page.model.ids[1])
    assert part.found == []
    page.table.show_record(page.model.ids[0])
    assert len(part.found) == 1
