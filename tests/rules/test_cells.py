"""One cell -> a value, nothing, or doubt with advice."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules import cells
from desktop.rules.cell_dates import EPOCH_1904, day
from desktop.rules.cells import Phones, Unclear
from desktop.rules.words import PartialDate

ON = date(2026, 11, 23)
TYPED_AS_DATE = datetime(2026, 3, 5)  # noqa: DTZ001 - spreadsheets know no time zones
MARCH_5 = PartialDate(date(2026, 3, 5))


@pytest.mark.parametrize(
    ("written", "heads"),
    [
        (12, 12), (12.0, 12), (" 12 ", 12), ("'12", 12), ("１２", 12), ("1,234", 1234), ("1，234人", 1234),
        ("12 人", 12),
        ("12名", 12), ("12家", 12), ("共12人", 12), ("十二", 12), ("一百零五", 105), ("二十人", 20),
        ("两", 2), ("0", 0), ("一二三", 123), ("三百", 300), ("一万二千", 12000), ("200000", 200_000),
        (0, 0), ("12.0", 12), ("", None), ("/", None), ("—", None), (None, None),
    ],
)  # fmt: skip
def test_a_headcount_is_read_however_it_is_written(written, heads):
    assert cells.headcount(written) == heads


@pytest.mark.parametrize(
    "written",
    ["约50", "50余人", "近200", "3-5人", "3~5", "16－19", "1000+", "几十人", "二三十人", "12多人", "12左右",
     "10以上", -3,
     "-3", 12.5, "12.5", "#REF!", "12(女3)", TYPED_AS_DATE, True, 13988309985.0, "十几人"],
)  # fmt: skip
def test_an_approximate_or_impossible_headcount_is_never_taken_as_exact(written):
    found = cells.headcount(written)
    assert isinstance(found, Unclear)
    assert found.why
    assert found.instead


@given(st.integers(0, 99_999))
def test_every_plain_number_survives_the_usual_habits(number):
    for written in (number, float(number), str(number), f" {number}人 ", f"{number:,}", f"'{number}"):
        assert cells.headcount(written) == number


@pytest.mark.parametrize(
    "written",
    ["2026.3.5", "2026.03.05", "2026-3-5", "2026/3/5", "2026年3月5日", "26.3.5", "20260305", 20260305.0, 46086, "46086",
     "2026-3-5 0:00", "2026-03-05T00:00:00", "２０２６．３．５", "2026.3.5（初次）", "二〇二六年三月五日", "2026。3。5",
     TYPED_AS_DATE, date(2026, 3, 5)],
)  # fmt: skip
def test_a_day_is_read_in_every_habit(written):
    assert day(written, on=ON) == MARCH_5


@pytest.mark.parametrize("written", ["2026.3", "2026年3月", "2026-03", "202603", 202603.0, 2026.3])
def test_a_month_stays_a_month(written):
    assert day(written, on=ON) == PartialDate(date(2026, 3, 1), "month")


def test_a_year_stays_a_year():
    assert day("2026年", on=ON) == day(2026.0, on=ON) == PartialDate(date(2026, 1, 1), "year")


@pytest.mark.parametrize(
    "written",
    [2026.1, "2026.2.30", "2026.13.5", "3月5日", "2036.1.1", "1912-1-1", "已申报",
     "2026年第一季度", "2026年3月底", 12.0,
     "2026.3.5-3.7", "2025.1.2、2026.3.5", "#N/A", True, "5/3/2026"],
)  # fmt: skip
def test_a_date_that_could_be_another_is_for_a_person(written):
    assert isinstance(day(written, on=ON), Unclear)


@pytest.mark.parametrize("written", ["2026.3.5－3.7", "2026.3.5-2026.3.7", "2026年3月5日至7日", "2026.3.5~3.7"])
def test_a_range_gives_its_first_day_only_where_that_is_asked_for(written):
    assert day(written, on=ON, ranges=True) == MARCH_5
    assert isinstance(day(written, on=ON), Unclear)


@pytest.mark.parametrize("written", ["", None, "/", "无", "未申报", "未检测", "—"])
def test_no_date_is_no_date(written):
    assert day(written, on=ON) is None


def test_serial_numbers_follow_the_date_system_of_the_file():
    assert day(44624, on=ON, epoch=EPOCH_1904) == MARCH_5


@given(st.dates(date(2001, 1, 1), date(2026, 11, 23)))
def test_every_day_survives_the_usual_habits(on):
    for written in (
        on.isoformat(), f"{on.year}.{on.month}.{on.day}", f"{on.year}年{on.month}月{on.day}日", on.strftime("%Y%m%d"),
        (on - date(1899, 12, 30)).days, f"{on.year}/{on.month}/{on.day} 0:00",
    ):  # fmt: skip
        assert day(written, on=ON) == PartialDate(on)


@pytest.mark.parametrize(
    ("written", "first", "more"),
    [
        ("13988309985", "13988309985", ()), (13988309985.0, "13988309985", ()), ("'13615589268", "13615589268", ()),
        ('="17850262146"', "17850262146", ()), ("139 1234 5678", "13912345678", ()),
        ("139-1234-5678", "13912345678", ()), ("+86 13912345678", "13912345678", ()),
        ("0572-5123456", "0572-5123456", ()), ("(0572)5123456", "0572-5123456", ()),
        ("0572-5123456转8012", "0572-5123456转8012", ()), ("02112345678", "02112345678", None),
        ("15061238042\n13911111111", "15061238042", ("13911111111",)),
        ("13911111111/13922222222", "13911111111", ("13922222222",)),
        ("0572-5123456、13912345678", "0572-5123456", ("13912345678",)),
        ("400-820-1234", "400-820-1234", ()),
    ],
)  # fmt: skip
def test_a_phone_is_read_however_it_is_written(written, first, more):
    found = cells.phone(written)
    if more is None:  # a local number cannot begin with 1
        assert isinstance(found, Unclear)
    else:
        assert found == Phones(first, more)


@pytest.mark.parametrize(
    "written", ["1.39E+10", "1391234567", "139123456789", 5725123456.0, "330523199001011234", "张三"]
)
def test_a_damaged_phone_is_not_guessed(written):
    assert isinstance(cells.phone(written), Unclear)


def test_a_name_beside_a_number_is_kept():
    assert cells.phone("马娟 13837783533") == Phones("13837783533", (), "马娟")


@pytest.mark.parametrize(
    ("written", "answer"),
    [("√", True), ("✓", True), ("是", True), ("有", True), ("已设置", True), ("×", False), ("否", False), ("无", False),
     ("未设置", False), ("", None), ("/", None)],
)  # fmt: skip
def test_ticks_and_crosses(written, answer):
    assert cells.yes_no(written) is answer


def test_percent_in_its_three_habits():
    assert cells.percent("95%") == cells.percent(95) == cells.percent(0.95, fraction=True) == 95.0
    assert isinstance(cells.percent(120), Unclear)


def test_a_choice_is_found_whole_or_as_its_longest_part():
    variants = {"停产": "停产", "半停产": "半停产", "正常": "在营"}
    assert cells.choice("半停产（季节性）", variants) == "半停产"
    assert cells.choice("正常生产", variants) == "在营"
    assert isinstance(cells.choice("很好", variants), Unclear)


def test_stretched_names_are_drawn_together_and_words_stay_apart():
    assert cells.name("王 　强") == "王强"
    assert cells.text("  东路 12 号\n3 楼 ") == "东路 12 号 3 楼"
    assert cells.names("林英\n李某") == ("林英", "李某")


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (200_001, "太大"), (float("nan"), "不是一个数"), (float("inf"), "不是一个数"), ("1.2E+03", "科学计数法"),
        ("-3.5人", "负数"), ("12.5人", "小数"), ("多人", "约数"), ("张三", "不是一个人数"),
    ],
)  # fmt: skip
def test_what_is_no_headcount_says_which_mistake_it_is(written, why):
    assert why in cells.headcount(written).why


@pytest.mark.parametrize("written", [TYPED_AS_DATE, True])
def test_a_date_where_a_number_or_a_phone_belongs_is_said(written):
    assert "应是一个数" in cells.number(written).why
    assert "应是电话号码" in cells.phone(written).why


@pytest.mark.parametrize(
    ("written", "value"),
    [(86.5, 86.5), (86, 86.0), ("86.5分", 86.5), ("1,200 万元", 1200.0), ("-3", -3.0), ("85dB(A)", 85.0), ("/", None)],
)
def test_a_quantity_is_read_without_its_unit(written, value):
    assert cells.number(written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [(73.66, 73.66), ("135.05", 135.05), (119.12345678, 119.123457), ("/", None), ("东经119度", Unclear)],
)
def test_a_number_with_bounds_is_taken_up_to_and_with_them(written, value):
    found = cells.number_within(written, 73.66, 135.05)
    assert isinstance(found, Unclear) if value is Unclear else found == value


@pytest.mark.parametrize("written", [73.659, 135.051])
def test_a_number_outside_its_bounds_says_them(written):
    assert cells.number_within(written, 73.66, 135.05).why.endswith("不在 73.66 到 135.05 之间")


def test_a_quantity_in_words_is_for_a_person():
    assert "“八十多分”不是一个数" in cells.number("八十多分").why


@pytest.mark.parametrize("written", ["0", "/", "", None])
def test_no_phone_is_no_phone(written):
    assert cells.phone(written) is None


@pytest.mark.parametrize(("written", "answer"), [(True, True), (False, False), ("√√", True), ("不具备条件", False)])
def test_ticks_of_every_kind(written, answer):
    assert cells.yes_no(written) is answer


def test_a_word_that_is_neither_yes_nor_no_is_for_a_person():
    assert "看不出" in cells.yes_no("部分").why


def test_a_choice_that_could_be_two_things_is_for_a_person():
    variants = {"停产": "停产", "注销": "注销", "注销手续": "注销"}
    assert cells.choice("停产", variants) == "停产"
    assert cells.choice("/", variants) is None
    assert cells.choice("注销手续办理中", variants) == "注销"
    assert "不在可选的内容里" in cells.choice("停产，已注销手续", variants).why


@pytest.mark.parametrize(
    ("written", "words"), [(None, None), ("无", None), ("'东路", "东路"), ('="东路"', "东路"), (12.0, "12")]
)
def test_words_are_freed_from_what_spreadsheets_put_around_them(written, words):
    assert cells.text(written) == words


@pytest.mark.parametrize(("written", "error"), [("#REF!", "#REF!"), ("#NAME?", "#NAME?"), ("王强、#REF!", "#REF!")])
def test_an_error_of_a_formula_is_no_name(written, error):
    assert f"公式错误 {error}" in cells.names(written).why


def test_an_error_of_a_formula_is_no_text():
    assert "公式错误 #REF!" in cells.text("#REF!").why


@pytest.mark.parametrize(
    ("written", "persons"),
    [
        ("王强", ("王强",)),
        ("王强、李明", ("王强", "李明")),
        ("王强、无", ("王强",)),
        (";", None),
        ("/", None),
        (None, None),
        (7, ("7",)),
    ],
)
def test_the_first_of_several_persons_is_in_charge(written, persons):
    assert cells.names(written) == persons


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("260305", MARCH_5), (260305, MARCH_5), ("二〇二六年三月十日", PartialDate(date(2026, 3, 10))),
        ("二〇二六年十二月二十日", PartialDate(date(2026, 12, 20))), ("98.3.5", PartialDate(date(1998, 3, 5))),
        (2026.12, PartialDate(date(2026, 12, 1), "month")),
    ],
)  # fmt: skip
def test_short_and_spoken_dates(written, found):
    assert day(written, on=ON) == found


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (2026.13, "不是一个日期"), (2026.123, "不是一个日期"), ("99999", "不是一个日期"), ("2026.3.5.7", "一段时间"),
        ("2026.3.5、3.7、3.9", "不止一个日期"),
        ("甲年三月", "不是一个日期"), ("3.5", "没有写年份"), ("991305", "不是一个日期"),
    ],
)  # fmt: skip
def test_what_is_no_date_says_which_mistake_it_is(written, why):
    assert why in day(written, on=ON).why
