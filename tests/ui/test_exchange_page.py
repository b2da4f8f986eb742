"""数据交换: recognised, planned, decided, taken in, taken back."""

from __future__ import annotations

import pytest
from openpyxl import Workbook, load_workbook

from desktop.work import register
from desktop.work.register import Query
from tests.conftest import SAMPLES

FIRST = SAMPLES / "sheets-1"


@pytest.fixture
def page(shell, settled):
    made = shell.open("exchange")
    settled(shell)
    return made


@pytest.fixture
def doubtful(tmp_path, an_employer):
    """A sheet with one row that may be either of two employers of the register."""
    an_employer(name="大同石材厂", phone="13800000001")
    an_employer(name="大同石材有限公司", phone="13800000001")
    book = Workbook()
    book.active.append(["单位名称", "联系电话", "接害人数"])
    book.active.append(["大同石材加工", "13800000001", 9])
    book.active.append(["新丰五金厂", "13900000002", "约30"])
    book.save(tmp_path / "村里报来.xlsx")
    return tmp_path / "村里报来.xlsx"


def read(page, file, shell, settled):
    shell.open("exchange", file)
    settled(shell)


def test_a_file_shows_what_its_columns_were_understood_as(page, shell, settled):
    read(page, FIRST / "t01_clean.xlsx", shell, settled)

    assert page.step == 1
    part = next(iter(page.columns.sheets.values()))
    assert "name" in {box.currentData() for box in part.meanings.values()}
    assert page.forward.text() == "下一步：核对每一行"


def test_nothing_is_written_before_the_import_is_pressed(page, shell, settled, office):
    read(page, FIRST / "t01_clean.xlsx", shell, settled)
    page.forward.click()

    assert page.step == 2
    assert office.ask(register.count) == 0


def test_the_plan_adds_up_in_words(page, shell, settled):
    read(page, FIRST / "t05_numbers.xlsx", shell, settled)
    page.forward.click()

    assert page.review.sum.text().startswith("读到 40 行 = 新增 40 + 更新 0 + 未变 0 + 待定 0 + 退回 0")
    assert page.review.tabs.tabText(1) == f"待更正的单元格 {page.review.cells.model().rowCount()}"
    assert page.review.cells.model().rowCount() > 0


def test_a_refused_cell_names_its_place_and_what_to_write(page, shell, settled):
    read(page, FIRST / "t05_numbers.xlsx", shell, settled)
    page.forward.click()

    model = page.review.cells.model()
    line = [model.index(0, column).data() for column in range(5)]
    assert line[0].startswith("E")
    assert "整数" in line[4]


def test_an_import_is_one_step_and_is_taken_back_by_one_press(page, shell, settled, office):
    read(page, FIRST / "t01_clean.xlsx", shell, settled)
    page.forward.click()
    page.forward.click()
    settled(shell)
    assert page.step == 3
    taken = office.ask(register.count)
    assert taken > 0
    assert page.start._past[0].new == taken

    page.result.undo.click()
    settled(shell)

    assert office.ask(register.count) == 0
    assert not page.result.undo.isEnabled()


def test_the_same_file_again_changes_nothing(page, shell, settled, office):
    for _ in range(2):
        read(page, FIRST / "t01_clean.xlsx", shell, settled)
        page.forward.click()
        page.forward.click()
        settled(shell)

    counts = page.intake.plan.sheets[0].row_counts
    assert counts["same"] == counts["read"]


def test_a_corrected_column_is_planned_anew(page, shell, settled):
    read(page, FIRST / "t01_clean.xlsx", shell, settled)
    part = next(iter(page.columns.sheets.values()))
    index = next(n for n, box in part.meanings.items() if box.currentData() == "phone")
    part.meanings[index].setCurrentIndex(0)
    page.forward.click()
    settled(shell)

    assert page.step == 2
    column = next(c for c in page.intake.plan.sheets[0].recognised.columns if c.index == index)
    assert column.field is None


def test_a_doubtful_row_is_decided_by_hand(page, shell, settled, office, doubtful):
    read(page, doubtful, shell, settled)
    page.forward.click()
    assert page.review.undecided() == 1
    assert "1 行待定" in page.tally.text()
    options = page.review.panel.options
    chosen = next(key for key in options if isinstance(key, int))

    options[chosen].click()
    assert page.review.undecided() == 0
    page.forward.click()
    settled(shell)

    assert office.ask(lambda s: register.rows(s, [chosen]))[chosen].exposed_workers == 9
    assert office.ask(register.count) == 3


def test_an_undecided_row_is_left_out_and_the_rest_goes_in(page, shell, settled, office, doubtful):
    read(page, doubtful, shell, settled)
    page.forward.click()
    page.forward.click()
    settled(shell)

    assert office.ask(register.count) == 3
    assert "1 行待定，没有导入" in page.result.rest.text()
    new = office.ask(lambda s: register.find(s, Query(text="新丰五金厂")))
    assert office.ask(lambda s: register.rows(s, new))[new[0]].exposed_workers is None


def test_the_sender_gets_the_rows_to_correct(page, shell, settled, doubtful, tmp_path):
    read(page, doubtful, shell, settled)
    page.forward.click()
    page.write_correction(tmp_path / "待更正.xlsx")
    settled(shell)

    text = "\n".join(
        str(cell.value) for row in load_workbook(tmp_path / "待更正.xlsx").active.iter_rows() for cell in row
    )
    assert "约30" in text
    assert "大同石材加工" in text


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\x89PNG\r\n"])
def test_a_file_that_cannot_be_read_is_told_on_the_bar(page, shell, settled, tmp_path, content):
    file = tmp_path / "坏的.xlsx"
    file.write_bytes(content)
    read(page, file, shell, settled)

    assert page.step == 0
    assert "坏的.xlsx" in shell.desk.bar.text
    assert "怎么办" in shell.desk.bar.text


def test_a_blank_template_can_be_read_back(page, shell, settled, tmp_path):
    page.write_blank(tmp_path / "空白.xlsx")
    settled(shell)
    book = load_workbook(tmp_path / "空白.xlsx")
    book.active["A3"], book.active["J3"] = "新填石材厂", 12
    book.save(tmp_path / "填好.xlsx")
    read(page, tmp_path / "填好.xlsx", shell, settled)

    assert page.step == 1
    assert [row.name for row in page.intake.plan.sheets[0].rows] == ["新填石材厂"]  # the sample line is nobody


def test_writing_elsewhere_waits_while_an_import_runs(page, shell, settled, an_employer):
    read(page, FIRST / "t01_clean.xlsx", shell, settled)
    page.forward.click()
    page.forward.click()
    shell.desk.undo()

    assert "正在导入" in shell.desk.bar.text
    settled(shell)
