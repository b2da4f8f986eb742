"""Working days: weekends, days off, make-up days, and years that were never announced."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.rules.calendar import WorkCalendar
from desktop.rules.catalogue import Holiday
from tests.rules.conftest import shipped

BOOK = shipped()
CALENDAR = WorkCalendar.of(BOOK.holidays)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),  # Monday
        (date(2026, 11, 22), False),  # Sunday
        (date(2026, 10, 1), False),  # 国庆节
        (date(2026, 10, 10), True),  # Saturday, made up
        (date(2026, 9, 20), True),  # Sunday, made up
        (date(2025, 1, 26), True),  # Sunday, made up
        (date(2027, 1, 4), None),  # 2027 was not announced: only its statutory days are known
        (date(2027, 1, 1), None),
        (date(2024, 12, 31), None),
    ],
)
def test_a_day_works_or_not_or_is_not_known(day, works):
    assert CALENDAR.works(day) is works


def test_the_working_day_before_and_after_a_day_off():
    assert CALENDAR.last_before(date(2026, 10, 3)) == date(2026, 9, 30)
    assert CALENDAR.first_from(date(2026, 10, 3)) == date(2026, 10, 8)
    assert CALENDAR.last_before(date(2026, 11, 23)) == date(2026, 11, 23)
    assert CALENDAR.first_from(date(2027, 1, 1)) is None
    assert CALENDAR.last_before(date(2025, 1, 1)) is None


def test_working_days_are_counted_over_make_up_days():
    assert CALENDAR.add(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert CALENDAR.add(date(2026, 9, 30), 0) == date(2026, 9, 30)
    assert CALENDAR.add(date(2026, 12, 30), 5) is None


def test_what_is_said_of_a_due_date():
    assert CALENDAR.said(date(2026, 11, 23)) == ""
    assert CALENDAR.said(date(2026, 10, 3)) == "这一天休息（国庆节），前一个工作日是 2026-09-30"
    assert "周末" in CALENDAR.said(date(2026, 11, 22))
    assert "没有 2027 年的工作日历" in CALENDAR.said(date(2027, 3, 1))
    assert "没有 2024 年的工作日历" in CALENDAR.said(date(2025, 1, 1))


def test_an_imported_year_replaces_the_packaged_one():
    mine = [
        Holiday(date(2026, 1, 1), "off", "元旦", "导入", "sourced"),
        Holiday(date(2027, 1, 1), "off", "元旦", "", ""),
    ]
    calendar = WorkCalendar.of(BOOK.holidays, mine)
    assert calendar.years == {2025, 2026, 2027}
    assert calendar.works(date(2026, 10, 1)) is True
    assert calendar.works(date(2027, 1, 1)) is False
    assert calendar.works(date(2025, 10, 1)) is False
