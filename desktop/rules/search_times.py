"""Spans of time as people write them: 三季度, 去年, 上个月, 2025年9月, 近3个月, 近半年."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.rules.words import Period, add_months

NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
           "十一": 11, "十二": 12, "两": 2}  # fmt: skip
_N = r"(\d{1,2}|十[一二]?|[一二三四五六七八九两])"
_Y = r"(?:(20\d\d)年?|(今年|去年|前年|本年))?"


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, how it is said, and where in the text it ends."""

    first: date
    last: date
    label: str
    end: int = 0


def time_at(text: str, at: int, on: date) -> Span | None:
    """The span of time written at this place; None when there is none. A quarter without a year is the latest begun."""
    for pattern, make in PATTERNS:
        if (match := pattern.match(text, at)) and (span := make(match, on)):
            return Span(span.first, span.last, span.label, match.end())
    return None


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else NUMBERS[written]


def _year(written: str | None, word: str | None, on: date) -> int | None:
    if written:
        return int(written)
    return {"今年": on.year, "本年": on.year, "去年": on.year - 1, "前年": on.year - 2}.get(word or "")


def _of(period: Period, on: date) -> Span:
    return Span(period.start, min(period.end, on) if period.start <= on else period.end, period.label)


def _quarter(match: re.Match[str], on: date) -> Span | None:
    number = _number(match[3])
    if not 1 <= number <= 4:
        return None
    year = _year(match[1], match[2], on)
    if year is None:
        year = on.year if Period(on.year, quarter=number).start <= on else on.year - 1
    return _of(Period(year, quarter=number), on)


def _month(match: re.Match[str], on: date) -> Span | None:
    number = _number(match[3])
    if not 1 <= number <= 12:
        return None
    year = _year(match[1], match[2], on)
    if year is None:
        year = on.year if number <= on.month else on.year - 1
    return _of(Period(year, month=number), on)


def _half(match: re.Match[str], on: date) -> Span:
    year = _year(match[1], match[2], on) or on.year
    first, last = (date(year, 1, 1), date(year, 6, 30)) if match[3] == "上" else (date(year, 7, 1), date(year, 12, 31))
    return Span(first, last, f"{year}年{match[3]}半年")


def _whole_year(match: re.Match[str], on: date) -> Span | None:
    year = int(match[1]) if match[1] else _year(None, match[2], on)
    return _of(Period(year), on) if year else None


def _this(match: re.Match[str], on: date) -> Span:
    period = Period.quarter_of(on) if match[2].startswith("季") else Period(on.year, month=on.month)
    return _of(period.previous if match[1] == "上" else period, on)


def _back(match: re.Match[str], on: date) -> Span:
    number = _number(match[1] or match[3])
    months = number * 12 if match[2] == "年" else number
    return Span(add_months(on, -months) + timedelta(days=1), on, f"近{number}{'年' if match[2] == '年' else '个月'}")


def _back_half(_match: re.Match[str], on: date) -> Span:
    return Span(add_months(on, -6) + timedelta(days=1), on, "近半年")


PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Span | None]], ...] = (
    (re.compile(_Y + r"第?" + _N + r"季度?"), _quarter),
    (re.compile(r"(20\d\d)?-?()q([1-4])"), _quarter),
    (re.compile(_Y + r"([上下])半年"), _half),
    (re.compile(_Y + _N + r"月份?(?!内|以)"), _month),
    (re.compile(r"(20\d\d)年度?|(今年|去年|前年|本年)度?"), _whole_year),
    (re.compile(r"([本上])个?(季度?|月)"), _this),
    (re.compile(r"(?:近|最近|过去)" + _N + r"个?(月|年)(?:内|以内|以来)?()"), _back),
    (re.compile(_N + r"个?(月|年)(?:以内|内)()"), _back),
    (re.compile(r"(?:近|最近|过去)半年(?:内|以内|以来)?|半年(?:以内|内)"), _back_half),
)
