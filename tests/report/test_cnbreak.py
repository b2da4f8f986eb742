"""Lines of Chinese: nothing that may not stand at a line's start or end stands there."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from desktop.report.cnbreak import NO_END, NO_START, RUN, break_lines
from desktop.report.cnparagraph import CnParagraph
from desktop.report.fonts import Fonts
from desktop.report.official import BODY
from desktop.report.paper import LEADING, PITCH, TEXT_WIDTH
from tests.report.builders import packaged_fonts

WORDS = (
    *("用人单位", "职业病危害因素", "噪声", "粉尘", "检测", "劳动者", "青岚镇", "工作场所", "接触", "登记", "申报"),
    *("体检", "台账", "村民委员会", "整改", "网格", "协管员", "的", "和", "已", "在"),
)
RUNS = (
    *("2026", "12.5", "95.6%", "GBZ2.1-2019", "PM2.5", "dB(A)", "91330523MA2B0X1234", "80", "mg/m³", "ISO45001"),
    *("0.05", "A01", "12345", "10:30"),
)
MARKS = "，。；：！？、，。，、"
PAIRS = ("“”", "（）", "《》", "〔〕", "【】", "「」")


def random_paragraph(chance: random.Random) -> str:
    """Words, numbers, units, nested brackets and quotes, marks after brackets: as papers have them."""
    parts = []
    for _ in range(chance.randint(20, 90)):
        word = chance.choice(RUNS if chance.random() < 0.25 else WORDS)
        if chance.random() < 0.15:
            opening, closing = chance.choice(PAIRS)
            word = f"{opening}{word}{chance.choice(WORDS)}{closing}"
        if chance.random() < 0.03:
            word = chance.choice(("……", "——")) + word
        parts.append(word + (chance.choice(MARKS) if chance.random() < 0.4 else ""))
        if chance.random() < 0.03:
            parts.append(" ")
    return "".join(parts).strip() + "。"


@pytest.fixture(scope="module")
def broken() -> list[tuple[str, list[str]]]:
    chance, fonts = random.Random(20261123), packaged_fonts()
    texts = [random_paragraph(chance) for _ in range(300)]
    return [(text, CnParagraph.of(text, BODY, fonts).lines(TEXT_WIDTH)) for text in texts]


def test_no_line_of_300_random_paragraphs_starts_with_a_mark_that_may_not_start_one(broken):
    assert [line for _, lines in broken for line in lines[1:] if line[0] in NO_START] == []
    assert sum(len(lines) for _, lines in broken) > 2000


def test_no_line_of_300_random_paragraphs_ends_with_a_mark_that_may_not_end_one(broken):
    assert [line for _, lines in broken for line in lines if line.rstrip()[-1] in NO_END] == []


def test_no_number_or_latin_word_is_cut_and_no_character_is_lost(broken):
    for text, lines in broken:
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        whole = [run for run in RUN.findall(text) if len(run) > 1]
        assert [run for line in lines for run in RUN.findall(line) if len(run) > 1] == whole


def test_dashes_and_dots_in_pairs_stay_together(broken):
    pairs = ("—", "…")
    lines_of = [lines for _, lines in broken]
    parted = [
        above for lines in lines_of for above, below in pairwise(lines) if above[-1] in pairs and below[0] == above[-1]
    ]
    assert parted == []


def test_no_line_is_wider_than_the_page_by_more_than_the_eye_sees(broken):
    fonts = packaged_fonts()
    for _, lines in broken[:40]:
        for number, line in enumerate(lines):
            room = TEXT_WIDTH - (2 * PITCH if number == 0 else 0)
            assert CnParagraph.of(line.rstrip(), BODY, fonts).widest <= room * 1.025 + 0.01


def test_twenty_eight_characters_fill_a_line():
    lines = CnParagraph.of("职" * 82, BODY, packaged_fonts()).lines(TEXT_WIDTH)
    assert [len(line) for line in lines] == [26, 28, 28]


def test_a_run_longer_than_a_line_is_cut_rather_than_lost():
    text = "编号" + "A1" * 60 + "止"
    lines = CnParagraph.of(text, BODY, packaged_fonts()).lines(TEXT_WIDTH)
    assert "".join(lines) == text
    assert len(lines) > 2


def test_nothing_but_forbidden_marks_still_breaks():
    lines = break_lines("，" * 50, [1.0] * 50, 10, 10)
    assert [line.end - line.start for line in lines] == [10] * 5


def test_an_empty_text_has_one_empty_line_and_line_feeds_are_kept():
    assert len(break_lines("", [], 10, 10)) == 1
    assert [line.end - line.start for line in break_lines("一\n\n二", [1, 0, 0, 1], 10, 10)] == [1, 0, 1]


@pytest.mark.parametrize("lines_above", [1, 3, 7])
def test_a_paragraph_split_over_pages_goes_on_where_it_stopped(lines_above: int):
    fonts: Fonts = packaged_fonts()
    text = random_paragraph(random.Random(5))
    whole = CnParagraph.of(text, BODY, fonts).lines(TEXT_WIDTH)
    above, below = CnParagraph.of(text, BODY, fonts).split(TEXT_WIDTH, lines_above * LEADING + 3)
    assert above.lines(TEXT_WIDTH) == whole[:lines_above]
    assert below.lines(TEXT_WIDTH) == whole[lines_above:]
