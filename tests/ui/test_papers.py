"""打印 on the card and for the selected: cards and files are seen as a PDF before they are printed."""

from __future__ import annotations

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from desktop.ui.paperview import PaperView


@pytest.fixture
def page(shell, an_employer, settled):
    for number in range(3):
        an_employer(name=f"大同{number}号石材厂")
    made = shell.open("register")
    settled(shell)
    made.table.show_record(made.model.ids[0])
    return made


def choose(menu, words):
    next(act for act in menu.actions() if words in act.text()).trigger()


def test_the_card_of_the_employer_in_sight_is_seen_saved_and_printed(page, shell, settled, qtbot, tmp_path):
    choose(page.card.print.menu(), "企业卡片")
    settled(shell)
    view = shell.findChild(PaperView)
    assert view.preview.document.pageCount() == 1
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    view.preview.print_to(printer)
    assert (tmp_path / "printed.pdf").exists()
    view.save_as(tmp_path / "卡片.pdf")
    assert "大同0号石材厂" in PdfReader(tmp_path / "卡片.pdf").pages[0].extract_text()
    assert "已保存" in shell.desk.bar.text
    choose(page.card.print.menu(), "一企一档")
    settled(shell)
    view = [found for found in shell.findChildren(PaperView) if found.isVisible()][-1]
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.isHidden()


def test_the_selected_are_printed_together(page, shell, settled, tmp_path):
    page.table.selectAll()
    choose(page.side.fill_menu(), "选中的 3 家的企业卡片")
    settled(shell)
    view = shell.findChild(PaperView)
    assert view.preview.document.pageCount() == 3
    view.save_as(tmp_path / "no" / "x.pdf")
    assert "写不进" in shell.desk.bar.text
    choose(page.side.fill_menu(), "选中的 3 家的一企一档")
    dialog = next(found for found in page.children() if type(found).__name__ == "QFileDialog")
    dialog.fileSelected.emit(str(tmp_path / "档案"))
    dialog.close()
    settled(shell)
    assert len(list((tmp_path / "档案").glob("*.pdf"))) == 3
    assert "已写出 3 家" in shell.desk.bar.text
