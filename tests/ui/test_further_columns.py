"""Every field of the catalogue as a column of the register, and what is refused on the card."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from desktop.work import editing, register
from tests.conftest import TODAY


@pytest.fixture
def page(shell, an_employer, settled):
    an_employer(name="大同石材厂", staff=20, exposed_workers=8, migrants=5, alarm=True, drilled_on=date(2026, 3, 5))
    an_employer(name="梅溪木业有限公司", migrants=9)
    made = shell.open("register")
    settled(shell)
    return made


def number_of(page, title):
    return next(n for n, column in enumerate(page.model.columns) if column.title == title)


def tick(page, group, title):
    menu = page.columns.menu()
    below = next(action.menu() for action in menu.actions() if action.text() == group)
    next(action for action in below.actions() if action.text() == title).trigger()
    menu.close()


def test_a_further_field_is_ticked_shown_sorted_written_and_exported_in_its_place(page, office, tmp_path, settled):
    number = number_of(page, "其中农民工")
    assert page.table.isColumnHidden(number)
    tick(page, "人员", "其中农民工")
    tick(page, "管理", "报警装置")
    assert not page.table.isColumnHidden(number)
    shown = [page.model.index(row, number).data() for row in range(2)]
    assert sorted(shown) == ["5", "9"]
    assert page.model.index(0, number_of(page, "报警装置")).data() == "是"

    page._sort("migrants", False)
    page.model.reload()
    assert page.model.index(0, 0).data() == "梅溪木业有限公司"
    page._write_cell((page.model.ids[0], "migrants", "7"))
    assert page.model.index(0, number).data() == "7"

    header = page.table.horizontalHeader()
    header.moveSection(header.visualIndex(number), 1)
    page.table.setColumnHidden(number_of(page, "联系电话"), True)
    page.export_to(tmp_path / "看到的.xlsx")
    settled(page.window())
    sheet = openpyxl.load_workbook(tmp_path / "看到的.xlsx").worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    assert titles[:2] == ["单位名称", "农民工"]
    assert "报警装置" in titles
    assert "联系电话" not in titles
    assert [sheet["A2"].value, sheet["B2"].value] == ["梅溪木业有限公司", 7]


def test_contradictory_heads_stay_on_the_card_marked_with_what_to_write(page, office):
    page.table.show_record(page.model.ids[0])
    box = page.card.show_tab("基本信息").forms["人员"].boxes["exposed_workers"]
    box.editor.setText("80")
    box.commit()
    assert box.refused
    assert box.editor.text() == "80"
    assert "外委" in box.mark.text()
    page.table.show_record(page.model.ids[1])
    page.table.show_record(page.model.ids[0])
    assert box.editor.text() == "80"  # still there, still marked
    assert box.refused
    assert office.ask(lambda s: register.rows(s, [page.model.ids[0]]))[page.model.ids[0]].exposed_workers == 8
    office.do(lambda s: editing.edit(s, page.model.ids[0], "outsourced", "70", rulebook=office.rulebook, on=TODAY))
    box.commit()
    assert not box.refused


def test_the_help_page_lists_every_field(page, shell):
    shown = shell.help()
    text = shown.text.toPlainText()
    for words in ("行业标签", "公告栏内容", "培训人员名单", "作业分级", "泄险区", "全部字段"):
        assert words in text
    assert "{{" not in text
    shown.close()
