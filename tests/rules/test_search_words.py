"""The words of the search box: understood ones become conditions, the others stay text, none is dropped."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules import search_words
from desktop.rules.reading import Broken
from desktop.rules.search_times import time_at
from desktop.rules.search_words import Entry, understand
from tests.conftest import RESOURCES

ON = date(2026, 11, 23)
TEXT = (RESOURCES / "rules" / "search_words.toml").read_text(encoding="utf-8")
WORDS = search_words.read({search_words.FILE: TEXT}).with_words(
    {
        "苯": Entry("factor", "C016", "苯"), "苯乙烯": Entry("factor", "C017", "苯乙烯"),
        "co": Entry("factor", "C050", "一氧化碳"), "溪东村": Entry("village", 3, "溪东村"),
        "停产": Entry("status", "停产", "停产"), "正常": Entry("status", "在营", "在营"),
    }
)  # fmt: skip
NAMES = ("一级石材厂", "正常五金厂")


def said(text):
    found = understand(text, WORDS, ON, lambda word: word in NAMES)
    return [c.said for c in found.conditions], list(found.words), [u.written for u in found.unused]


@pytest.mark.parametrize(
    ("text", "conditions", "words", "unused"),
    [
        ("三季度没巡查的丙类 苯", ["2026年第三季度没有巡查", "丙类", "苯"], [], []),
        ("三季度没处罚的丙类", ["丙类"], [], ["三季度没处罚"]),
        ("没有隐患", ["没有未销号隐患"], [], []),
        ("三季度没检测的丙类 苯乙烯", ["2026年第三季度没有检测", "丙类", "苯乙烯"], [], []),
        ("溪东村石材", ["溪东村"], ["石材"], []),
        ("恒盛机械", [], ["恒盛机械"], []),
        ("qyjx 13800000001", [], ["qyjx", "13800000001"], []),
        ("没电话", ["联系电话未登记"], [], []),
        ("信用代码未登记", ["信用代码未登记"], [], []),
        ("申报逾期 停产", ["申报逾期", "停产"], [], []),
        ("没有申报过", ["没有申报"], [], []),
        ("去年没体检", ["2025年度没有体检"], [], []),
        ("检测 三季度", ["2026年第三季度检测过"], [], []),
        ("接害50人以上", ["接害人数 ≥50 人"], [], []),
        ("从业人员不足20人", ["从业人员 ≤19 人"], [], []),
        ("不是丙类", ["不是丙类"], [], []),
        ("甲类、乙类", ["甲类或乙类"], [], []),
        ("没有苯", ["没有苯"], [], []),
        ("没名堂", [], ["没名堂"], []),
        ("一级石材厂", [], ["一级石材厂"], []),
        ("正常五金厂", [], ["正常五金厂"], []),
        ("III级", ["Ⅲ级"], [], []),
        ("未超标", ["不是最近检测超标"], [], []),
        ("CO", ["一氧化碳"], [], []),
        ("co", [], ["co"], []),
        ("三季度", [], [], ["三季度"]),
        ("逾期", ["事项逾期"], [], []),
        ("体检逾期 检测逾期", ["体检逾期", "检测逾期"], [], []),
        ("快到期的申报", ["申报临近到期"], [], []),
        ("检测没逾期", ["没有检测逾期"], [], []),
        ("没有体检逾期", ["没有体检逾期"], [], []),
        ("三同时 缺少依据", ["三同时缺少依据"], [], []),
        ("劳动合同未到期", ["劳动合同未到期"], [], []),
        ("今年检测到期", ["2026年度检测到期"], [], []),
        ("核实逾期", ["核实逾期"], [], []),
        ("三同时", [], [], ["三同时"]),
        ("逾期 临近", ["事项逾期"], [], ["临近"]),
        ("的", [], ["的"], []),
        ("检测名堂", ["检测过"], ["名堂"], []),
        ("名堂检测", ["检测过"], ["名堂"], []),
        ("检测没名堂", ["检测过"], ["没名堂"], []),
        ("没 石材", [], ["没石材"], []),
        ("没 没检测", ["没有检测"], [], ["没"]),
        ("未登记", [], ["未登记"], []),
        ("接害50人以下", ["接害人数 ≤50 人"], [], []),
        ("接害≤50人", ["接害人数 ≤50 人"], [], []),
        ("接害超过50人", ["接害人数 ≥51 人"], [], []),
        ("超过50人", [], [], ["超过50人"]),
        ("未临近的检测", ["没有检测临近到期"], [], []),
        ("三季度 四季度 检测", ["2026年第四季度检测过"], [], ["三季度"]),
        ("三季度 到期", ["2026年第三季度事项到期"], [], []),
        ("没", [], ["没"], []),
        ("", [], [], []),
    ],
)
def test_what_is_typed_is_understood_or_stays_text(text, conditions, words, unused):
    assert said(text) == (conditions, words, unused)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("三季度", date(2026, 7, 1), date(2026, 9, 30)),
        ("第4季度", date(2026, 10, 1), ON),
        ("2025年一季度", date(2025, 1, 1), date(2025, 3, 31)),
        ("2026Q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("去年", date(2025, 1, 1), date(2025, 12, 31)),
        ("上半年", date(2026, 1, 1), date(2026, 6, 30)),
        ("12月", date(2025, 12, 1), date(2025, 12, 31)),
        ("九月份", date(2026, 9, 1), date(2026, 9, 30)),
        ("上个月", date(2026, 10, 1), date(2026, 10, 31)),
        ("上季度", date(2026, 7, 1), date(2026, 9, 30)),
        ("近3个月", date(2026, 8, 24), ON),
        ("近半年", date(2026, 5, 24), ON),
        ("近一年", date(2025, 11, 24), ON),
        ("2025年9月", date(2025, 9, 1), date(2025, 9, 30)),
        ("去年三月", date(2025, 3, 1), date(2025, 3, 31)),
        ("2024年", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_spans_of_time_are_read_as_people_write_them(written, first, last):
    span = time_at(search_words.fold(written), 0, ON)
    assert (span.first, span.last) == (first, last)
    assert span.end == len(written)


@pytest.mark.parametrize("written", ["五季度", "13月", "季度", "石材", "2026"])
def test_what_is_no_time_is_left_alone(written):
    assert time_at(written, 0, ON) is None


@given(st.text(alphabet="三季度没检测的丙类苯溪东村石材逾期临近到电话未登记 甲乙1人以上x", max_size=24))
def test_no_letter_that_was_typed_gets_lost(text):
    """Every piece is a condition, a searched word, said as unused, or one of the little words between them."""
    found = understand(text, WORDS, ON)
    told = "".join((*(c.written for c in found.conditions), *found.words, *(u.written for u in found.unused)))
    little = "".join(WORDS.fillers)
    for letter in set(search_words.fold(text)) - set(" ,，"):
        assert letter in told or letter in little


def test_a_word_of_two_meanings_stops_the_start():
    twice = TEXT + '\n[[unknown]]\nlabel = "两义"\nwritten = ["丙类"]\nwhy = "不清楚"\n'
    with pytest.raises(Broken, match="丙类"):
        search_words.read({search_words.FILE: twice})
    with pytest.raises(Broken, match="没有“nonsense”这一类"):
        search_words.read({search_words.FILE: TEXT.replace('kind = "present"', 'kind = "nonsense"')})


def test_a_due_state_that_does_not_exist_is_refused():
    with pytest.raises(Broken, match="没有“过期”这种到期状态"):
        search_words.read({search_words.FILE: TEXT.replace('standings = ["逾期"]', 'standings = ["过期"]', 1)})
