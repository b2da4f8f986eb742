"""Training of leaders, officers and workers: so many hours at first, so many every year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from desktop.rules.duty.clock import About, Clock, Due, Reach, told
from desktop.rules.duty.facts import DutyFacts, Trained
from desktop.rules.words import add_months

AUDIENCES = (
    ("主要负责人", "first_leader_training", "leader_training"),
    ("管理人员", "first_officer_training", "officer_training"),
    ("劳动者", "first_worker_training", "worker_training"),
)


class Hours(NamedTuple):
    """Hours recorded up to a day: for sure, and whether there are some whose number is not recorded."""

    sure: float
    unknown: bool


class Last(NamedTuple):
    """When a training was."""

    on: date
    precision: str


def training(facts: DutyFacts, clock: Clock) -> Iterator[Due]:
    """For each audience: the first training where none of enough hours is recorded, and the yearly one."""
    if not facts.trainings:
        yield from clock.once(_untrained, facts.started_on)
        return
    by_audience: dict[str, list[Trained]] = {}
    for entry in facts.trainings:
        if entry.on <= clock.on:
            by_audience.setdefault(entry.audience, []).append(entry)
    for audience, first, yearly in AUDIENCES:
        held = by_audience.get(audience)
        if held is None:
            yield _never(clock, audience, first, yearly, facts.started_on)
            continue
        held.sort(key=lambda entry: entry.on)
        hours = _sum(held)
        if hours.sure < clock.terms[first].hours:
            yield clock.once(_first, first, audience, hours)
        yield _yearly(clock, yearly, audience, held)


def _untrained(clock: Clock, start: date | None) -> tuple[Due, ...]:
    return tuple(_never(clock, *each, start) for each in AUDIENCES)


def _never(clock: Clock, audience: str, first: str, yearly: str, start: date | None) -> Due:
    return clock.never(clock.terms[first], f"{audience}培训记录", start, clock.terms[yearly].months)


def _first(clock: Clock, id: str, audience: str, hours: Hours) -> Due:
    term = clock.terms[id]
    if hours.unknown:
        return clock.lacking(term, f"{audience}培训的学时")
    words = f"不少于 {term.hours} 学时的初次培训记录和{audience}任职（上岗）日期（台账里累计 {hours.sure:g} 学时）"
    return clock.lacking(term, words)


def _yearly(clock: Clock, id: str, audience: str, held: Sequence[Trained]) -> Due:
    """Counts from the last training with which the hours of twelve months were enough; unknown hours may be enough."""
    term = clock.terms[id]
    sure: Trained | None = None
    possible: Trained | None = None
    for place in range(len(held) - 1, -1, -1):  # the newest first: mostly it says all
        entry = held[place]
        if entry.hours is not None and entry.hours >= term.hours:
            hours = Hours(entry.hours, False)
        else:
            hours = _sum(_within(held[: place + 1], add_months(entry.on, -term.months)))
        if hours.sure >= term.hours:
            sure = entry
            break
        if hours.unknown and possible is None:
            possible = entry
    possible = possible or sure
    if possible is None:
        return _too_short(clock, id, audience, held)
    if sure is None:
        reach = Reach.after(possible.on, possible.precision, months=term.months)
        if clock.on <= reach.late:
            return clock.lacking(term, f"{audience}培训的学时")
        sure = possible
    return clock.once(_again, id, audience, Last(sure.on, sure.precision), Last(possible.on, possible.precision))


def _again(clock: Clock, id: str, audience: str, sure: Last, possible: Last) -> Due:
    term = clock.terms[id]
    early = Reach.after(sure.on, sure.precision, months=term.months)
    late = Reach.after(possible.on, possible.precision, months=term.months)
    because = (
        f"上次{audience}培训 {told(possible.on, possible.precision)}，每 {term.months} 个月不少于 {term.hours} 学时，"
        f"应于 {early.early.isoformat()} 前完成"
    )
    if possible != sure:
        because += "（最近一次的学时未登记）"
    return clock.due(term, Reach(early.early, late.late), because, About(sure.on))


def _too_short(clock: Clock, id: str, audience: str, held: Sequence[Trained]) -> Due:
    """Trained, but never for long enough: due twelve months after the first of them."""
    term = clock.terms[id]
    first: date = held[0].on
    reach = Reach.after(first, held[0].precision, months=term.months)
    because = f"{audience}培训自 {told(first, held[0].precision)} 起没有一年满 {term.hours} 学时"
    if clock.on > reach.late:
        return clock.due(term, reach, because, About(first))
    return clock.lacking(term, f"满 {term.hours} 学时的{audience}培训记录", due=reach.early)


def _within(held: Sequence[Trained], start: date) -> Sequence[Trained]:
    return [entry for entry in held if entry.on > start]


def _sum(held: Sequence[Trained]) -> Hours:
    known = [entry.hours for entry in held if entry.hours is not None]
    return Hours(sum(known), len(known) < len(held))
