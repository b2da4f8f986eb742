"""Print as seen and copy as a picture: what is on the screen, and no more of a person than may be passed on."""

from __future__ import annotations

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop.ui import printing
from desktop.ui.register.columns import COLUMNS
from tests.ui.grid_hands import select

TITLES = [column.title for column in COLUMNS]
NAME, HEADS, STAFF, CONTACT, PHONE = (
    TITLES.index(title) for title in ("单位名称", "接害人数", "从业人员", "联系人", "联系电话")
)


@pytest.fixture
def page(shell, an_employer, settled):
    for number in range(1, 61):
        an_employer(name=f"大同{number}号厂", contact="王小明", phone="19012341234", exposed_workers=number % 9)
    made = shell.open("register")
    settled(shell)
    return made


def test_a_list_is_printed_with_the_columns_order_sorting_and_conditions_that_are_seen(page, shell, settled, qtbot):
    for number in range(len(TITLES)):
        page.table.setColumnHidden(number, number not in (NAME, HEADS, STAFF))
    head = page.table.head
    head.moveSection(head.visualIndex(STAFF), head.visualIndex(HEADS))
    page.table.sort_by([(HEADS, False)])
    page.filters.search.setText("大同")
    page.filters._typed()
    page.seen.print()
    settled(shell)
    preview = page.seen.preview
    assert preview.isVisible()
    document = PdfDocument(preview.file)
    pages = [document[n].get_textpage().get_text_bounded() for n in range(len(document))]
    assert document[0].get_size()[0] < document[0].get_size()[1]
    assert len(pages) == 2
    words = pages[0].replace("\r\n", " ").replace("\n", " ")
    assert "单位名称 从业人员 接害人数" in words
    assert "条件：大同" in words
    assert "排序：接害人数降序。共 60 行。" in words
    assert "第 1 页 共 2 页" in words
    assert "从业人员" in pages[1]
    preview.close_it()


def test_a_wide_list_lies_and_a_wider_one_takes_a3(page, shell, settled):
    page.seen.print()
    settled(shell)
    wide, high = PdfDocument(page.seen.preview.file)[0].get_size()
    assert (round(wide), round(high)) == (1191, 842)
    page.seen.preview.close_it()


def test_a_picture_of_a_block_hides_names_and_numbers_and_has_its_heads(page, shell, monkeypatch):
    drawn = []
    made = printing._drawn
    monkeypatch.setattr(printing, "_drawn", lambda texts, numeric: drawn.append(texts) or made(texts, numeric))
    select(page.table, 0, CONTACT, 1, PHONE)
    page.seen.copy_picture()
    assert drawn[0] == [["联系人", "联系电话"], ["王某某", "190****1234"], ["王某某", "190****1234"]]
    image = QGuiApplication.clipboard().image()
    assert not image.isNull()
    assert "隐去" in shell.desk.bar.text


def test_the_menu_of_a_right_click_says_what_can_be_done(page, shell):
    words = [act.text() for act in page.seen.menu().actions() if act.text()]
    assert words == [
        "复制（Ctrl+C）",
        "连同标题复制（Ctrl+Shift+C）",
        "复制为图片（隐去姓名、电话）",
        "打印所见…（Ctrl+P）",
    ]
    assert page.table.contextMenuPolicy() == Qt.ContextMenuPolicy.CustomContextMenu
