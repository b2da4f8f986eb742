"""The exposure level of one factor (符合 or 不符合), from the employer's latest test that still counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from desktop.rules.intervals import Interval

Why = Literal["", "none", "expired", "no_result", "unexplained"]


class Tested(NamedTuple):
    """One result. `factor` None: the report as a whole. `over_limit` None: not recorded."""

    on: date
    factor: str | None = None
    over_limit: bool | None = None
    points: int | None = None
    points_over: int | None = None
    result: float | None = None
    unit: str | None = None
    limit: str = ""  # what `result` was held against, in words
    doubt: str = ""  # why the judgement by that limit is to be checked

    @property
    def over(self) -> bool | None:
        """Whether any point is over its limit; None when neither the mark nor the points say so."""
        if self.points_over:
            return True
        if self.over_limit is None and self.points_over == 0 and self.points != 0:
            return False
        return self.over_limit

    @property
    def partly(self) -> bool:
        """Some points over the limit, but not all."""
        return bool(self.points and self.points_over and self.points_over < self.points)


Tested.__test__ = False  # type: ignore[attr-defined]  # not a test case for pytest


@dataclass(frozen=True, slots=True)
class Outcome:
    """`over` None: no level can be given, and `why` says what is wanting. `test` is the latest one there is."""

    over: bool | None
    test: Tested | None
    why: Why = ""


def outcome(code: str | None, tests: Sequence[Tested], on: date, interval: Interval, severe: bool) -> Outcome:
    """The result that holds for factor `code` on `on`.

    The latest day on which the factor was tested decides, if it is not older than the testing interval. On that day
    its own result counts; without one, the result of the whole report. A report over the limit of which every factor
    is said to be within it contradicts itself and gives no level.
    """
    latest = date.min
    for test in tests:
        if latest < test.on <= on and (test.factor is None or test.factor == code):
            latest = test.on
    if latest is date.min:
        return Outcome(None, None, "none")
    own, whole = _of_day(tests, latest, code)
    shown = (own or whole)[0]
    if interval.valid_until(latest, severe) < on:
        return Outcome(None, shown, "expired")
    over = _any([test.over for test in own])
    if over is None:
        over = _any([test.over for test in whole])
        shown = next((test for test in (*own, *whole) if test.over), shown)
    elif not over and _any([test.over for test in whole]) and not _named(tests, latest):
        return Outcome(None, whole[0], "unexplained")
    else:
        shown = next((test for test in own if test.over), shown)
    return Outcome(over, shown, "" if over is not None else "no_result")


def _of_day(tests: Sequence[Tested], day: date, code: str | None) -> tuple[list[Tested], list[Tested]]:
    """The results of the factor on that day, and those of whole reports."""
    own, whole = [], []
    for test in tests:
        if test.on == day:
            if test.factor is None:
                whole.append(test)
            elif test.factor == code:
                own.append(test)
    return own, whole


def _named(tests: Sequence[Tested], day: date) -> bool:
    """Whether a factor is said to be over its limit on that day."""
    return any(test.over for test in tests if test.on == day and test.factor)


def over_limits(tests: Sequence[Tested], on: date) -> tuple[Tested, ...]:
    """超标就是隐患: the results over the limit by what was known on `on`, as far as nothing later takes them back.

    A later result of the same factor or of a later whole report takes a result back; a whole report only a later whole
    report. A whole report whose over-limit factors are named is not counted beside them. In the order of the tests.
    """
    known = [test for test in tests if test.on <= on]

    def stands(test: Tested) -> bool:
        later = (other for other in known if other.on > test.on and other.over is not None)
        return not any(other.factor is None or other.factor == test.factor for other in later)

    named = {test.on for test in known if test.over and test.factor}
    return tuple(test for test in known if test.over and stands(test) and (test.factor or test.on not in named))


def _any(results: Sequence[bool | None]) -> bool | None:
    """True if one is true, False if all are known to be false, None otherwise."""
    if True in results:
        return True
    return False if results and None not in results else None
