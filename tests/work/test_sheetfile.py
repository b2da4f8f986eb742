"""Spreadsheet files: read by content, measured before they are read, and refused in words."""

from __future__ import annotations

import shutil
import tracemalloc
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from desktop.work.problem import Cancelled, Problem
from desktop.work.progress import Progress
from desktop.work.sheetfile import address, read
from tests.conftest import SAMPLES
from tests.work.sheets import csv, ods, raw_xlsx, worksheet, xlsx

ROWS = [["单位名称", "接害人数"], ["大同石材厂", 12], ["大同五金厂", 3]]
HTML = (
    "<html><body><table><tr><td rowspan=2>单位名称</td><td colspan=2>人数</td></tr>"
    "<tr><td>职工</td><td>接害</td></tr><tr><td>大同&nbsp;石材厂<br>（总厂）</td><td>12</td><td>&lt;3</td></tr>"
    "</table></body></html>"
)
XML = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="台账"><Table><Row>'
    '<Cell><Data ss:Type="String">单位名称</Data></Cell><Cell ss:Index="3"><Data ss:Type="Number">12</Data></Cell>'
    "</Row></Table></Worksheet></Workbook>"
)


def refused(path: Path) -> Problem:
    with pytest.raises(Problem) as found:
        read(path)
    assert path.name in found.value.what
    assert found.value.remedy
    assert found.value.kept == "数据没有改动。"
    return found.value


def cells(path: Path) -> list[list[object]]:
    return read(path).sheets[0].rows


def test_addresses_are_those_a_person_sees():
    assert [address(16, 2), address(0, 0), address(199_999, 701), address(9, 26)] == ["C17", "A1", "ZZ200000", "AA10"]


def test_an_xlsx_keeps_types_merges_and_what_is_hidden(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    for row in [["台账", None], *ROWS, [date(2026, 3, 5), True]]:
        page.append(row)
    page.merge_cells("A1:B1")
    page.column_dimensions["B"].hidden = True
    page.row_dimensions[3].hidden = True
    book.create_sheet("底稿").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")

    file = read(tmp_path / "a.xlsx")
    sheet = file.sheets[0]

    assert file.kind == "xlsx"
    assert sheet.rows[2] == ["大同石材厂", 12.0]
    assert sheet.rows[4] == [date(2026, 3, 5), True]
    assert sheet.merged == ((0, 0, 0, 1),)
    assert (sheet.hidden_columns, sheet.hidden_rows) == ({1}, {2})
    assert [sheet.hidden for sheet in file.sheets] == [False, True]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_text_file_is_read_in_any_encoding_and_with_any_separator(tmp_path, encoding, separator):
    path = csv(tmp_path / "a.csv", [*ROWS, ["大同县铸造厂", 5]], encoding=encoding, separator=separator)
    assert cells(path) == [["单位名称", "接害人数"], ["大同石材厂", "12"], ["大同五金厂", "3"], ["大同县铸造厂", "5"]]


def test_long_numbers_kept_whole_by_a_tab_or_a_formula_are_unwrapped(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('单位名称,信用代码,电话\r\n大同厂,\t91330523391500087X,"=""13912345678"""\r\n', encoding="gb18030")
    assert cells(path)[1] == ["大同厂", "91330523391500087X", "13912345678"]


def test_html_under_the_name_xls_keeps_spans_and_line_breaks(tmp_path):
    path = tmp_path / "a.xls"
    path.write_text(HTML, encoding="utf-8")
    file = read(path)
    assert file.kind == "html"
    assert file.sheets[0].rows == [
        ["单位名称", "人数", ""],
        ["", "职工", "接害"],
        ["大同 石材厂\n（总厂）", "12", "<3"],
    ]
    assert set(file.sheets[0].merged) == {(0, 0, 1, 0), (0, 1, 0, 2)}


def test_an_xml_table_under_the_name_xls_is_read(tmp_path):
    path = tmp_path / "a.xls"
    path.write_text(XML, encoding="utf-8")
    assert (read(path).kind, cells(path)) == ("xml", [["单位名称", "", 12.0]])


@pytest.mark.parametrize("name", ["表.et", "表.xlsx", "表.dat"])
def test_content_decides_and_never_the_extension(tmp_path, name):
    shutil.copy(SAMPLES / "sheets-1" / "t02_merged.xls", tmp_path / name)
    file = read(tmp_path / name)
    assert (file.kind, file.sheets[0].rows[4][1]) == ("xls", "安宁泰泰水泥制品厂")


def test_an_ods_keeps_merges_and_what_is_hidden(tmp_path):
    cell = '<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'
    rows = (
        '<table:table-column table:visibility="collapse"/><table:table-column/><table:table-row>'
        + cell.format(text="台账", more=' table:number-columns-spanned="2"') + "<table:covered-table-cell/>"
        + '</table:table-row><table:table-row table:visibility="collapse">'
        + cell.format(text="单位名称", more="") + cell.format(text="人数", more="") + "</table:table-row>"
    )  # fmt: skip
    sheet = read(ods(tmp_path / "a.ods", rows)).sheets[0]
    assert sheet.rows == [["台账", ""], ["单位名称", "人数"]]
    assert (sheet.merged, sheet.hidden_columns, sheet.hidden_rows) == (((0, 0, 0, 1),), {0}, {1})


def test_the_1904_date_system_is_left_right(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"date_1904": True}) as book:
        page = book.add_worksheet()
        page.write_datetime(0, 0, datetime(2026, 3, 5), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
    file = read(tmp_path / "a.xlsx")
    assert file.since_1904
    assert file.sheets[0].rows[0][0] == date(2026, 3, 5)


def test_formatted_but_empty_rows_do_not_count(tmp_path):
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="ZZ{n}" s="0"/></row>' for n in range(3, 60_000))
    body = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>单位名称</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
    )
    assert cells(raw_xlsx(tmp_path / "a.xlsx", worksheet(body + empty))) == [["单位名称"], [1.0]]


def test_a_million_formatted_empty_rows_are_an_empty_table(tmp_path):
    body = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(1, 1_000_001))
    assert "没有任何内容" in refused(raw_xlsx(tmp_path / "a.xlsx", worksheet(body))).what


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("空.xlsx", b"", "是空的"),
        ("空.csv", b"\xef\xbb\xbf\r\n \r\n", "是空的"),
        ("文件.xlsx", b"%PDF-1.7 ...", "PDF"),
        ("照片.xls", b"\xff\xd8\xff\xe0" + b"x" * 99, "图片"),
        ("软件.xlsx", b"MZ\x90\0" + b"\0" * 99, "程序"),
        ("包.xlsx", b"Rar!\x1a\x07" + b"\0" * 99, "压缩包"),
        ("乱.csv", bytes(range(256)) * 9, "不是表格"),
        ("断.xls", bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 700, "损坏"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_words(tmp_path, name, content, word):
    (tmp_path / name).write_bytes(content)
    assert word in refused(tmp_path / name).what


@pytest.mark.parametrize("source", ["t01_clean.xlsx", "t02_merged.xls"])
@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused_in_words(tmp_path, source, part):
    whole = (SAMPLES / "sheets-1" / source).read_bytes()
    (tmp_path / source).write_bytes(whole[: int(len(whole) * part)])
    refused(tmp_path / source)


def test_a_password_is_named(tmp_path):
    for name, text in (("新.xlsx", "EncryptedPackage"), ("旧.doc.xlsx", "WordDocument")):
        (tmp_path / name).write_bytes(compound(text))
    assert "密码" in refused(tmp_path / "新.xlsx").what
    assert "Word" in refused(tmp_path / "旧.doc.xlsx").what
    assert "密码" in refused(ods(tmp_path / "开.ods", "", encrypted=True)).what


def test_a_password_in_an_old_workbook_is_named(tmp_path):
    records = bytes.fromhex("0908") + (16).to_bytes(2, "little") + b"\0\6" + b"\5\0" + b"\0" * 12
    records += bytes.fromhex("2F00") + (6).to_bytes(2, "little") + b"\0" * 6
    (tmp_path / "旧.xls").write_bytes(compound("Workbook", records))
    assert "密码" in refused(tmp_path / "旧.xls").what


def test_a_word_document_gets_advice(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "粘贴" in refused(tmp_path / "a.docx").remedy


def test_one_cell_at_the_end_of_the_world_is_refused_at_once(tmp_path):
    body = '<row r="1"><c r="A1"><v>1</v></c></row><row r="200000"><c r="ZZ200000"><v>1</v></c></row>'
    path = raw_xlsx(tmp_path / "a.xlsx", worksheet(body).replace('r="ZZ', "r='ZZ").replace('0"><v', "0'><v"))
    tracemalloc.start()
    problem = refused(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "ZZ200000" in problem.what
    assert peak < 50_000_000


def test_an_ods_that_repeats_itself_without_end_is_refused(tmp_path):
    row = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" '
        'table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    assert "超出了台账应有的大小" in refused(ods(tmp_path / "a.ods", row)).what


def test_a_zip_bomb_is_not_opened(tmp_path):
    sheet = worksheet('<row r="1"><c r="A1" t="inlineStr"><is><t>' + "A" * 90_000_000 + "</t></is></c></row>")
    path = raw_xlsx(tmp_path / "a.xlsx", sheet)
    assert path.stat().st_size < 1_000_000
    assert "压缩炸弹" in refused(path).what


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xml"])
def test_external_entities_are_refused(tmp_path, kind):
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    path = tmp_path / f"a.{kind}"
    if kind == "xlsx":
        body = worksheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>')
        raw_xlsx(path, body.replace("?>", "?>" + entity, 1))
    elif kind == "ods":
        ods(path, "")
        with zipfile.ZipFile(path) as archive:
            content = archive.read("content.xml").decode()
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", content.replace("?>", "?>" + entity, 1))
    else:
        path.write_text(XML.replace("?>", "?>" + entity, 1).replace("单位名称", "&e;"), encoding="utf-8")
    assert "外部引用" in refused(path).what


def test_a_missing_file_and_a_folder_are_problems_too(tmp_path):
    with pytest.raises(Problem, match="找不到"):
        read(tmp_path / "没有.xlsx")
    with pytest.raises(Problem, match="打不开"):
        read(tmp_path)


def test_reading_can_be_cancelled(tmp_path):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        read(xlsx(tmp_path / "a.xlsx", ROWS), progress)


def compound(stream: str, content: bytes = b"\0" * 8) -> bytes:
    """A compound file (MS-CFB) with one stream in one allocation sector."""
    content = content.ljust(4096, b"\0")
    count = len(content) // 512
    header = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 16 + bytes.fromhex("3E000300FEFF09000600") + b"\0" * 6
    header += b"".join(n.to_bytes(4, "little") for n in (0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0))
    header += b"\xff" * (512 - len(header))
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + count), 0xFFFFFFFE]
    sector = b"".join(n.to_bytes(4, "little") for n in table).ljust(512, b"\xff")
    return (
        header
        + sector
        + (_entry("Root Entry", 5, 0xFFFFFFFE, 0) + _entry(stream, 2, 2, 4096)).ljust(512, b"\0")
        + content
    )


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    title = name.encode("utf-16-le") + b"\0\0"
    entry = title.ljust(64, b"\0") + len(title).to_bytes(2, "little") + bytes([kind, 1]) + b"\xff" * 12
    return entry.ljust(116, b"\0") + start.to_bytes(4, "little") + size.to_bytes(8, "little")
