"""Examinations on the job, factor by factor, by the edition of GBZ 188 in force when they fall due; and on leaving."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from desktop.rules.duty.clock import About, Clock, Due, Reach, told
from desktop.rules.duty.cycles import Cycle, grade_of
from desktop.rules.duty.facts import DutyFacts, Examined, Exposed, Leaver

ON_JOB, BEFORE = "在岗", "上岗前"
LAW = "职业病防治法（2018-12-29修正）第35条；"
RECORDS = "在岗体检记录"


class Post(NamedTuple):
    """What the interval at a post depends on."""

    code: str
    grade: str | None
    noise: float | None


class Last(NamedTuple):
    """When the last examination was, and how that is said."""

    on: date
    precision: str
    said: str


def _before(last: Examined) -> Last:
    counts = "" if last.due is None or last.examined is None else f"（应检 {last.due} 人，实检 {last.examined} 人）"
    return Last(last.on, last.precision, f"上次{last.kind}体检 {told(last.on, last.precision)}{counts}")


class Coming(NamedTuple):
    """The next examination for one factor: its edition's cycle, and when."""

    cycle: Cycle
    reach: Reach

    @property
    def clause(self) -> str:
        return LAW + self.cycle.clause


def examining(facts: DutyFacts, clock: Clock, name_of: Callable[[str | None], str | None]) -> Iterator[Due]:
    """One item per factor that is to be examined for; one for each leaver."""
    rounds = [entry for entry in facts.exams if entry.kind in (ON_JOB, BEFORE) and entry.on <= clock.on]
    last = max(rounds, default=None, key=lambda entry: (entry.on, entry.kind == ON_JOB))
    before = _before(last) if last else None
    found: dict[str, Due] = {}
    for entry in facts.exposures:
        due = _of_factor(clock, entry, name_of(entry.code) or entry.written, before, facts.started_on)
        if due is not None and (due.factor not in found or _sooner(due, found[due.factor or ""])):
            found[due.factor or ""] = due
    yield from found.values()
    if not facts.exposures:
        yield clock.lacking(clock.terms["on_job_exam"], "接触的危害因素名称")


def leaving(facts: DutyFacts, clock: Clock) -> Iterator[Due]:
    """The examination of everybody who leaves and was exposed."""
    term = clock.terms["leaving_exam"]
    for leaver in facts.leavers:
        if leaver.on is None:
            yield clock.lacking(term, f"{leaver.who}的离岗日期", About(who=leaver.who))
        elif not _examined(leaver, leaver.on, clock.on, term.counts):
            because = (
                f"{leaver.who} {leaver.on.isoformat()} 离岗，没有离岗体检，离岗前 {term.counts} 日内也没有在岗体检，"
                f"应在离岗前 {term.days} 日内组织，应于 {leaver.on.isoformat()} 前完成"
            )
            reach = Reach(leaver.on, leaver.on)
            opens = leaver.on - timedelta(days=term.days)
            yield clock.due(term, reach, because, About(opens, who=leaver.who, opens=opens))


def _examined(leaver: Leaver, on: date, today: date, counts: int) -> bool:
    first = on - timedelta(days=counts)
    leaving_exam, job_exam = leaver.exam_on, leaver.on_job_exam_on
    if leaving_exam is not None and first <= leaving_exam <= today:
        return True
    return job_exam is not None and first <= job_exam <= min(on, today)


def _of_factor(clock: Clock, entry: Exposed, name: str, last: Last | None, start: date | None) -> Due | None:
    term = clock.terms["on_job_exam"]
    if entry.code is None:
        return clock.lacking(term, f"“{entry.written}”对应的目录因素", About(factor=name))
    coming = clock.once(_coming, Post(entry.code, entry.grade, entry.noise), last and last[:2])
    if isinstance(coming, Cycle):
        if coming.listed:
            return None  # nothing on the job
        return clock.lacking(term, f"体检周期（{coming.said}）", About(None, name, LAW + coming.clause, True))
    cycle = coming.cycle
    if last is None:
        return clock.once(_never, name, cycle, start)
    because = f"{last.said}，{cycle.said}，应于 {coming.reach.early.isoformat()} 前完成"
    return clock.due(term, coming.reach, because, About(last.on, name, coming.clause, cycle.unconfirmed))


def _never(clock: Clock, name: str, cycle: Cycle, start: date | None) -> Due:
    assert cycle.months is not None, "a coming examination has an interval"
    about = About(None, name, LAW + cycle.clause, cycle.unconfirmed)
    never = clock.never(clock.terms["on_job_exam"], RECORDS, start, cycle.months, about)
    return never._replace(because=f"{never.because}（{cycle.said}）")


def _coming(clock: Clock, entry: Post, last: tuple[date, str] | None) -> Coming | Cycle:
    """The next examination after `last`, a day and its precision; or the cycle that asks for none, or is not known."""
    cycles, grade = clock.terms.exams, grade_of(entry.grade)
    present = max((n for n, edition in enumerate(cycles.editions) if edition.since <= clock.on), default=0)
    now = cycles.cycle(present, entry.code, grade, entry.noise)
    if last is not None:  # what fell due under an earlier edition stays due by it
        for number in range(present):
            before = cycles.cycle(number, entry.code, grade, entry.noise)
            if before.months is None:
                continue
            reach = Reach.after(*last, months=before.months)
            if reach.early < cycles.editions[number + 1].since:
                return Coming(now if now.months == before.months else before, reach)
    if now.months is None:
        return now
    if last is None:
        return Coming(now, Reach(clock.on, clock.on))
    reach = Reach.after(*last, months=now.months)
    return _next_edition(clock, entry, present, Coming(now, reach), last)


def _next_edition(clock: Clock, entry: Post, present: int, coming: Coming, last: tuple[date, str]) -> Coming | Cycle:
    """An examination that falls due only after a later edition is in force is asked for by that one."""
    cycles, grade = clock.terms.exams, grade_of(entry.grade)
    for number in range(present + 1, len(cycles.editions)):
        since = cycles.editions[number].since
        if coming.reach.early < since:
            return coming
        later = cycles.cycle(number, entry.code, grade, entry.noise)
        if later.months is None:
            return later
        reach = Reach.after(*last, months=later.months)
        coming = Coming(later, Reach(max(reach.early, since), max(reach.late, since)))
    return coming


def _sooner(due: Due, other: Due) -> bool:
    """Of two posts with the same factor the one that must be examined first counts."""
    return (due.due or date.max) < (other.due or date.max)
