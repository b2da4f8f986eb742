"""When something is due, and how it stands on a day. The only place that turns dates into 未到, 临近, 到期, 逾期."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar, TypeVarTuple

from desktop.rules.duty.terms import Term, Terms
from desktop.rules.words import PartialDate, add_months

NOT_YET, NEAR, NOW, LATE, LACKING = "未到", "临近", "到期", "逾期", "缺少依据"
STANDINGS = (LATE, NOW, NEAR, LACKING, NOT_YET)
ORDER = {standing: place for place, standing in enumerate(STANDINGS)}
ONE_DAY = timedelta(days=1)
Made = TypeVar("Made")
Key = TypeVarTuple("Key")


class Due(NamedTuple):
    """One obligation of one employer. due None: cannot be told, `because` says what is missing.

    standing: one of STANDINGS; late: days overdue, at least, when the date is only known to the month or year.
    since: what the clock counts from. evidence: what would close it. who: the person, for a leaving examination.
    """

    duty: str
    label: str
    group: str
    factor: str | None
    since: date | None
    due: date | None
    standing: str
    late: int
    clause: str
    evidence: str
    because: str
    unconfirmed: bool
    who: str | None = None

    @property
    def state(self) -> str:
        """As printed: “逾期 12 天”."""
        return f"{LATE} {self.late} 天" if self.standing == LATE else self.standing


class Reach(NamedTuple):
    """A due date: `early` for sure not before it, `late` for sure reached. Different when a date is only a month."""

    early: date
    late: date

    @classmethod
    def after(cls, on: date, precision: str, *, months: int = 0, days: int = 0) -> Reach:
        """So long after a day known to the day, month or year."""
        if precision == "day":
            end = add_months(on, months) if months else on
            if days:
                end += timedelta(days=days)
            return cls(end, end)
        last = add_months(on, 12 if precision == "year" else 1) - ONE_DAY
        return cls(add_months(on, months) + timedelta(days=days), add_months(last, months) + timedelta(days=days))


class About(NamedTuple):
    """What else is to be said of an item: since when, for which factor or person, its own clause, whether in doubt.

    opens: from when it is near, if not by the ladder.
    """

    since: date | None = None
    factor: str | None = None
    clause: str = ""
    doubt: bool = False
    who: str | None = None
    opens: date | None = None


NOTHING = About()


@dataclass(frozen=True, slots=True)
class Clock:
    """A day, and the terms it is asked with. For as many employers as there are: see `once`."""

    on: date
    terms: Terms
    _made: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, make: Callable[[Clock, *Key], Made], *key: *Key) -> Made:
        """`make(self, *key)`, worked out once: many employers differ in nothing else than a date or two."""
        asked = (make, key)
        found: Made | None = self._made.get(asked)
        if found is None:
            found = self._made[asked] = make(self, *key)
        return found

    def due(self, term: Term, reach: Reach, because: str, about: About = NOTHING) -> Due:
        """An obligation whose date is known."""
        late = 0
        if self.on > reach.late:
            late, standing = (self.on - reach.late).days, LATE
        elif self.on > reach.early:
            standing = LACKING
            because += "；日期没有登记到日，还不能断定是否已经到期"
        elif self.on == reach.early:
            standing = NOW
        else:
            near = about.opens or reach.early - timedelta(days=self.terms.lead)
            standing = NEAR if self.on >= near else NOT_YET
        return Due(
            term.id, term.label, term.group, about.factor, about.since, reach.early, standing, late,
            about.clause or term.clause, term.evidence, because, term.unconfirmed or about.doubt, about.who,
        )  # fmt: skip

    def lacking(self, term: Term, what: str, about: About = NOTHING, due: date | None = None) -> Due:
        """An obligation that cannot be told for want of `what`; `due`: the latest day it can be, if that is known."""
        return self.once(_lacking, term.id, what, about, due)

    def never(self, term: Term, what: str, start: date | None, months: int, about: About = NOTHING) -> Due:
        """Nothing of the kind was ever recorded: overdue once the employer is known for longer than the interval."""
        return self.once(_never, term.id, what, start, months, about)


def _lacking(clock: Clock, id: str, what: str, about: About, due: date | None) -> Due:
    term = clock.terms[id]
    because = f"缺少{what}，无法推算" + (f"；最迟应在 {due.isoformat()} 前完成" if due else "")
    return Due(
        term.id, term.label, term.group, about.factor, about.since, due, LACKING, 0,
        about.clause or term.clause, term.evidence, because, term.unconfirmed or about.doubt, about.who,
    )  # fmt: skip


def _never(clock: Clock, id: str, what: str, start: date | None, months: int, about: About) -> Due:
    term = clock.terms[id]
    if start is None:
        return clock.lacking(term, f"{what}和建档（投产）日期", about)
    reach = Reach.after(start, "day", months=months)
    if clock.on > reach.late:
        because = f"{start.isoformat()} 建档（投产）以来没有{what}，应于 {reach.early.isoformat()} 前完成"
        return clock.due(term, reach, because, about._replace(since=start))
    return clock.lacking(term, what, about, reach.early)


def told(on: date, precision: str) -> str:
    """A date as precise as it is known."""
    return on.isoformat() if precision == "day" else str(PartialDate(on, precision))
