"""The printed report, read back from the PDF."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from desktop.report import editions, summary_1, wording
from desktop.report.summary_1_tables import t1_lines, t2_rows
from desktop.report.wording import NOTHING, Sentences, number
from desktop.rules.figures import Figure
from desktop.rules.words import Period
from tests.report.builders import Firm, firms, packaged_fonts, rate, summary_of, text_of, township

REFERENCE = Path(__file__).parent / "reference" / "summary_1.txt"


def paper(folder: Path, summary, *, draft: bool = False) -> Path:
    file = folder / "report.pdf"
    summary_1.write(file, summary, draft=draft, fonts=packaged_fonts())
    return file


def without_spaces(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module")
def usual(tmp_path_factory) -> Path:
    return paper(tmp_path_factory.mktemp("paper"), township(), draft=True)


def test_the_letter_has_title_addressee_signature_and_attachments(usual):
    text = text_of(usual)
    for part in (
        "青岚镇关于2026年第三季度职业健康工作情况的报告",
        "云溪县卫生健康局：",
        "一、底数情况",
        "六、存在问题与下一步工作",
        "（一）存在问题",
        "附件：1.2026年第三季度职业健康工作情况统计表2.2026年第三季度职业健康工作分村统计表",
        "青岚镇人民政府职业健康办公室2026年10月9日",
    ):
        assert part in text


def test_the_text_equals_the_reference(usual):
    """After a deliberate change of layout before first issue: write the new text into the reference file."""
    pages = [[without_spaces(line) for line in page.extract_text().splitlines()] for page in PdfReader(usual).pages]
    text = "\n\n".join("\n".join(filter(None, lines)) for lines in pages) + "\n"
    assert text == REFERENCE.read_text(encoding="utf-8")


def test_every_sentence_of_the_narrative_is_on_the_paper(usual):
    text = text_of(usual)
    letter = re.sub(r"—\d+—|草稿", "", text)
    for line in summary_1.narrative(township()).splitlines():
        assert without_spaces(line) in letter


def test_every_number_of_the_narrative_stands_in_the_table():
    summary = township()
    sentences = Sentences(wording.load("summary/1"), summary)
    table = set()
    for line in t1_lines(sentences):
        table |= {number(line.value, line.unit), number(line.year_to_date, line.unit)}
        table |= set(re.findall(r"\d+", line.note))
    said = re.sub(r"\d+年\d+月\d+日|\d+年|近\d+个月|附件\d", "", summary_1.narrative(summary))
    assert set(re.findall(r"\d[\d.]*%?", said)) - table == set()


def test_the_total_row_equals_the_township_and_the_sum_of_the_villages():
    summary = township()
    sentences = Sentences(wording.load("summary/1"), summary)
    *villages, total = t2_rows(summary, sentences)
    t1 = {line.label: line.value for line in t1_lines(sentences)}
    for index, cell in enumerate(total.cells):
        if cell.unit != "%":
            assert sum(row.cells[index].value for row in villages) == cell.value
    assert total.cells[0].value == t1["在册用人单位数"]
    assert total.cells[5].value == t1["接害人数"]


def test_unknown_headcounts_are_said_not_hidden(tmp_path):
    summary = summary_of(
        [Firm(1, "甲厂", "甲村", exposed=40), *(Firm(n, f"厂{n}", "甲村", exposed=None) for n in range(2, 14))]
    )
    text = text_of(paper(tmp_path, summary))
    assert "接触职业病危害因素的劳动者40人（另有12家未登记）" in text
    assert "40*" in text


def test_a_rate_with_nothing_to_divide_by_is_a_dash_and_is_not_said(tmp_path):
    summary = township()
    figures = {**summary.figures, "D01": rate("D01", 0, 0), "B02": rate("B02", 0, 80)}
    text = text_of(paper(tmp_path, replace(summary, figures=figures)))
    assert "没有登记在岗期间职业健康检查的应检和实检人数，不计算体检率。" in text
    assert "在岗体检率%——0/0" in text
    assert "申报率0.0%" in text


def test_a_clause_with_zero_is_dropped_or_said_as_none(tmp_path):
    listed = [Firm(n, f"厂{n}", "甲村", points=0, points_passed=0) for n in range(1, 4)]
    text = text_of(paper(tmp_path, summary_of(listed)))
    assert "没有年度更新逾期的用人单位" in text
    assert "本季度没有登记检测结果" in text
    assert "按危害程度分，一般3家。" in text
    assert "严重0家" not in text


def test_nobody_is_said_to_be_within_limits_where_nobody_was_tested():
    listed = [Firm(n, f"厂{n}", "甲村", tested=False, points=0, points_passed=0) for n in range(1, 4)]
    assert "没有发现超标" not in summary_1.narrative(summary_of(listed))


def test_a_township_without_employers_has_a_whole_report(tmp_path):
    text = text_of(paper(tmp_path, summary_of([])))
    assert "辖区内没有在册用人单位" in text
    assert "还没有设置村（社区）" in text
    assert "对照台账，没有发现突出问题。" in text
    assert "None" not in text


@pytest.mark.parametrize(
    ("period", "title", "words"),
    [
        (Period(2026, month=9), "青岚镇关于2026年9月职业健康工作情况的报告", "本月办理申报"),
        (Period(2026), "青岚镇关于2026年度职业健康工作情况的报告", "本年度办理申报"),
        (Period(2026, quarter=4), "青岚镇关于2026年第四季度职业健康工作情况的报告", "本季度办理申报"),
    ],
)
def test_months_quarters_and_years_have_their_own_words(tmp_path, period, title, words):
    text = text_of(paper(tmp_path, township(period)))
    assert title in text
    assert words in text
    assert ("本年累计" in text) == (period != Period(2026))


def test_no_cell_of_the_tables_is_blank_where_a_number_belongs():
    summary = replace(
        township(), figures={**township().figures, "A06": Figure("A06", "接害人数", "人", None, unknown=81)}
    )
    sentences = Sentences(wording.load("summary/1"), summary)
    line = next(line for line in t1_lines(sentences) if line.label == "接害人数")
    assert number(line.value, line.unit) == NOTHING
    assert line.note == "另有81家未登记"
    assert all(cell.text for row in t2_rows(summary, sentences) for cell in row.cells)


def test_a_figure_that_no_group_names_is_printed_all_the_same(tmp_path):
    summary = township()
    figures = {**summary.figures, "X99": Figure("X99", "新指标", "家", 7)}
    assert "其他22新指标家7——" in text_of(paper(tmp_path, replace(summary, figures=figures)))


def test_sixty_villages_run_over_several_lying_pages_with_the_head_on_each(tmp_path):
    summary = summary_of(firms([f"第{n}村" for n in range(1, 61)], 2))
    file = paper(tmp_path, summary)
    lying = [page for page in PdfReader(file).pages if page.mediabox.width > page.mediabox.height]
    texts = [without_spaces(page.extract_text()) for page in lying]
    assert len(lying) >= 3
    assert all("村（社区）" in text and "在岗体检" in text for text in texts)
    assert [f"第{n}村" for n in range(1, 61) if f"第{n}村" not in "".join(texts)] == []
    assert "合计" in texts[-1]
    assert "第60村" in texts[-1], "the total never stands alone"


def test_markup_in_names_is_printed_as_written(tmp_path):
    listed = [Firm(1, "甲", "<b>甲&乙</b>村"), Firm(2, "乙", "{period}村")]
    text = text_of(paper(tmp_path, summary_of(listed, office="A&B<i>办公室")))
    assert "<b>甲&乙</b>村" in text
    assert "{period}村" in text
    assert "A&B<i>办公室" in text


def test_rare_characters_are_printed_and_unprintable_ones_are_reported(tmp_path):
    summary = summary_of([Firm(1, "甲", "𠮷䶮村"), Firm(2, "乙", "空\U000e2345村")])
    printed = summary_1.write(tmp_path / "a.pdf", summary, draft=False, fonts=packaged_fonts())
    assert "𠮷䶮村" in text_of(tmp_path / "a.pdf")
    assert len(printed.warnings) == 1
    assert printed.pages == len(PdfReader(tmp_path / "a.pdf").pages)


def test_a_draft_says_so_on_every_page_and_an_issued_report_nowhere(usual, tmp_path):
    assert all("草稿" in page.extract_text() for page in PdfReader(usual).pages)
    assert "草稿" not in text_of(paper(tmp_path, township()))


def test_pages_are_numbered_at_the_outer_side(usual):
    for number_, page in enumerate(PdfReader(usual).pages, start=1):
        assert f"—{number_}—" in without_spaces(page.extract_text())


def test_rules_that_wait_for_confirmation_are_marked(usual):
    text = text_of(usual)
    assert "待核对：1.定期检测周期（严重12个月、一般36个月）依据条文待核对" in text
    assert "检测周期按危害程度；待核对" in text


def test_a_reprint_is_the_same_file(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert paper(tmp_path / "a", township()).read_bytes() == paper(tmp_path / "b", township()).read_bytes()


def test_both_files_are_written_with_one_call(tmp_path):
    files, printed = editions.write_both(tmp_path / "new", "报告", township(), draft=True, fonts=packaged_fonts())
    assert [file.name for file in files] == ["报告.pdf", "报告.xlsx"]
    assert all(file.stat().st_size > 5000 for file in files)
    assert printed.fonts
