"""报表: figures with their rows, cross-checks, the real PDF, its issue."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from desktop.rules.words import Period
from desktop.work import summary


@pytest.fixture
def page(shell, an_employer, settled):
    an_employer(name="大同石材厂", exposed_workers=12, declared=(date(2026, 5, 1),))
    an_employer(name="梅溪木业", exposed_workers=None)
    made = shell.open("summary")
    settled(shell)
    return made


def line(page, figure):
    model = page.figures.view.model()
    for row in range(model.rowCount()):
        if model.index(row, 0).data() == figure:
            return row, [model.index(row, column).data() for column in range(model.columnCount())]
    raise AssertionError(figure)


def test_figures_say_value_unknown_numerator_and_denominator(page):
    assert line(page, "A02")[1][2:4] == ["2", "家"]
    assert line(page, "A06")[1][2:5] == ["12", "人", "1 家"]
    assert line(page, "B02")[1][2:7] == ["50.0%", "", "", "1", "2"]


def test_a_double_click_opens_the_employers_behind_a_figure(page, shell, settled, qtbot):
    row, _ = line(page, "B01")
    view = page.figures.view
    view.show_record(row)
    place = view.visualRect(view.model().index(row, 1)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settled(shell)

    assert shell.page.name == "register"
    assert shell.page.model.rowCount() == 1
    assert "B01" in shell.page.filters.conditions()[0][2]


def test_another_period_is_gathered_anew(page, shell, settled):
    page.period.choose(Period(2026, quarter=1))
    settled(shell)

    assert page.summary.period == Period(2026, quarter=1)
    assert "2026年第一季度" in shell.state.text()


def test_a_change_elsewhere_reaches_the_figures(page, shell, settled, an_employer):
    shell.open("home")
    an_employer(name="新丰五金厂")
    shell.desk.undo()
    shell.desk.redo()
    shell.open("summary")
    settled(shell)

    assert line(page, "A02")[1][2] == "3"


def test_the_preview_shows_the_real_pdf(page, shell, settled):
    page.tabs.setCurrentIndex(4)
    settled(shell)

    assert page.preview.document.pageCount() >= 2
    assert page.preview.pages.text().startswith("共 ")


def test_pdf_and_workbook_are_saved_where_the_person_wants(page, shell, settled, tmp_path):
    page.save_to(tmp_path)
    settled(shell)

    assert {file.suffix for file in tmp_path.glob("2026*")} == {".pdf", ".xlsx"}
    assert "已保存" in shell.desk.bar.text


def test_issuing_asks_first_and_keeps_the_report(page, shell, settled, office):
    question = page.ask_issue()
    question.yes.click()
    settled(shell)

    issued = office.ask(summary.issued)
    assert [report["period"] for report in issued] == ["2026Q4"]
    assert list((office.folder / "报告").glob("*.pdf"))
    assert "已出具" in shell.desk.bar.text
    assert page.tabs.tabText(5) == "已出具 1"


def test_leaving_the_question_issues_nothing(page, shell, settled, office):
    page.ask_issue().reject()
    settled(shell)

    assert office.ask(summary.issued) == []


def test_a_file_that_cannot_be_written_is_told_in_words(page, shell, settled, tmp_path):
    page.save_to(tmp_path)
    settled(shell)
    for file in list(tmp_path.glob("2026*")):
        file.unlink()
        file.mkdir()
    page.save_to(tmp_path)
    settled(shell)

    assert "报告写" in shell.desk.bar.text
    assert "怎么办" in shell.desk.bar.text


def test_a_correction_keeps_the_files_of_the_report_it_corrects(page, shell, settled, office):
    for _ in range(2):
        page.issue_it()
        settled(shell)

    kept = sorted(file.name for file in (office.folder / "报告").iterdir())
    assert len(kept) == 4
    assert sum("更正2" in name for name in kept) == 2
    assert len(office.ask(summary.issued)) == 2


def test_a_report_whose_files_cannot_be_written_is_not_issued(page, shell, settled, office):
    (office.folder / "报告").write_text("a file in the way", encoding="utf-8")
    page.issue_it()
    settled(shell)

    assert office.ask(summary.issued) == []
    assert "报告写不出来" in shell.desk.bar.text
