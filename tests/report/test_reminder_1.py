"""The reminder letters as printed: read back from the PDF."""

from __future__ import annotations

from datetime import date

import pytest
from pypdf import PdfReader

from desktop.report import reminder_1
from desktop.report.reminder_1 import Letter, Line, Sender
from tests.report.builders import packaged_fonts, text_of

SENDER = Sender("梅溪镇人民政府", "小陈 0572-0000000", date(2026, 11, 23))
TESTING = Line("定期检测", "应于2026年10月1日前完成，已逾期53天", "令5号第20条", "检测报告")


def letter(name="大同石材厂", lines=1, lacking=()):
    return Letter(name, "大同村", (TESTING,) * lines, lacking)


def test_a_letter_names_the_employer_the_items_and_who_writes(tmp_path):
    file = tmp_path / "a.pdf"
    printed = reminder_1.write(file, [letter(lacking=("工伤保险",))], SENDER, packaged_fonts())
    text = text_of(file)
    for words in (
        "职业健康到期事项催办函", "大同石材厂：", "有下列1项", "已逾期53天", "令5号第20条", "检测报告", "工伤保险。",
        "小陈0572-0000000", "梅溪镇人民政府", "2026年11月23日", "沿此线剪下", "回执", "签收人",
    ):  # fmt: skip
        assert words in text, words
    assert printed.pages == len(PdfReader(file).pages)
    assert not printed.warnings


def test_a_short_letter_has_its_receipt_on_the_same_sheet(tmp_path):
    file = tmp_path / "a.pdf"
    assert reminder_1.write(file, [letter()], SENDER, packaged_fonts()).pages == 1
    assert "回执" in text_of(file, 1)


def test_every_letter_begins_a_sheet_with_page_1(tmp_path):
    file = tmp_path / "a.pdf"
    printed = reminder_1.write(file, [letter("甲厂", 14), letter("乙厂"), letter("丙厂")], SENDER, packaged_fonts())
    texts = [text_of(file, page) for page in range(1, len(PdfReader(file).pages) + 1)]
    assert printed.pages == len(texts)
    starts = [number for number, text in enumerate(texts) if "经核对职业健康台账" in text]
    assert [next(n for n in ("甲厂", "乙厂", "丙厂") if n in texts[place]) for place in starts] == [
        "甲厂",
        "乙厂",
        "丙厂",
    ]
    assert all("—1—" in texts[place] for place in starts)


def test_a_long_letter_keeps_all_its_lines(tmp_path):
    file = tmp_path / "a.pdf"
    reminder_1.write(file, [letter(lines=40)], SENDER, packaged_fonts())
    assert text_of(file).count("定期检测") == 80


def test_without_a_person_no_empty_contact_is_printed(tmp_path):
    file = tmp_path / "a.pdf"
    reminder_1.write(file, [letter()], Sender("梅溪镇人民政府", None, date(2026, 11, 23)), packaged_fonts())
    assert "联系人" not in text_of(file)
    assert "None" not in text_of(file)


def test_the_same_letters_are_the_same_file(tmp_path):
    for name in ("a.pdf", "b.pdf"):
        reminder_1.write(tmp_path / name, [letter(), letter("乙厂")], SENDER, packaged_fonts())
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_no_letters_are_no_file(tmp_path):
    with pytest.raises(ValueError, match="nothing"):
        reminder_1.write(tmp_path / "a.pdf", [], SENDER, packaged_fonts())
