"""Does a plan keep every hard rule? Looked at without any knowledge of how it was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from desktop.schedule.problem import Crew, Visit
from desktop.schedule.setting import Setting, Timetable, days_of

ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule. visit: the one to take out to mend it, the lightest that helps, fixed ones last."""

    rule: str
    visit: str
    said: str


def violations(setting: Setting, table: Timetable, since: int = 0) -> list[Violation]:
    """Every hard rule the table breaks on or after the day `since`; empty if it may be handed out."""
    found: list[Violation] = []
    for (crew, day), order in sorted(table.items()):
        if day >= since and order:
            found += _of_a_day(setting, crew, day, order)
    found += _twice(table)
    return found + list(_too_close_or_far(setting, table, since))


def _of_a_day(setting: Setting, crew_id: str, day: int, order: Sequence[str]) -> Iterator[Violation]:
    crew = setting.crew[crew_id]
    for one in order:
        visit, village = setting.visit[one], setting.village_of(one)
        if not visit.first <= day <= visit.last:
            yield Violation("window", one, "不在期限内")
        if day in village.blocked:
            yield Violation("blocked", one, f"{village.name}当天不能去")
        if crew_id not in village.crews:
            yield Violation("crew", one, f"{crew.name}不能去{village.name}")
        if visit.fixed and (visit.fixed.crew, visit.fixed.day) != (crew_id, day):
            yield Violation("fixed", one, f"{visit.fixed.why}的安排被改动")
    yield from _too_much(setting, crew, day, order)
    yield from _out_of_order([setting.visit[one] for one in order])


def _too_much(setting: Setting, crew: Crew, day: int, order: Sequence[str]) -> Iterator[Violation]:
    lightest = min(order, key=lambda one: (setting.visit[one].fixed is not None, setting.visit[one].weight, one))
    if setting.length(crew.id, order)[2] > crew.minutes[day] + ROUNDING:
        yield Violation("minutes", lightest, f"{crew.name}当天的时间不够")
    if len(order) > crew.most_visits:
        yield Violation("visits", lightest, f"{crew.name}当天的家数超出")
    if crew.units is not None and sum(setting.visit[one].units for one in order) > crew.units:
        yield Violation("units", lightest, f"{crew.name}当天的装载量超出")


def _out_of_order(visits: Sequence[Visit]) -> Iterator[Violation]:
    places = [(visit.fixed.order, visit.id) for visit in visits if visit.fixed and visit.fixed.order is not None]
    for (before, _), (after, one) in pairwise(places):
        if after < before:
            yield Violation("order", one, "固定的先后次序被改动")


def _twice(table: Timetable) -> Iterator[Violation]:
    counted = Counter(visit for order in table.values() for visit in order)
    yield from (Violation("twice", visit, "排了两次") for visit, times in sorted(counted.items()) if times > 1)


def _too_close_or_far(setting: Setting, table: Timetable, since: int) -> Iterator[Violation]:
    slot = days_of(table)
    for pair in setting.problem.spacing:
        if pair.earlier in slot and pair.later in slot:
            before, after = slot[pair.earlier][1], slot[pair.later][1]
            if not pair.least <= after - before <= pair.most and max(before, after) >= since:
                movable = sorted(
                    (pair.later, pair.earlier),
                    key=lambda one: (slot[one][1] < since, setting.visit[one].fixed is not None, one != pair.later),
                )
                yield Violation("spacing", movable[0], "两次巡查的间隔不合要求")
