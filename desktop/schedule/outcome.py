"""From a timetable to a plan that may be handed out: checked, ordered, measured, proven and explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.schedule.check import violations
from desktop.schedule.effort import Effort
from desktop.schedule.explain import Explaining
from desktop.schedule.problem import Step
from desktop.schedule.ready import Hopeless, troubles
from desktop.schedule.result import Load, Plan, PlannedVisit
from desktop.schedule.setting import Setting, Timetable
from desktop.schedule.shortage import shortages
from desktop.schedule.shortness import Least

UNSOUGHT = "这次只改排受影响的走访，没有重新计算路程下限，所以不说离最短路程还差多少。"
UNPROVEN = "没有得出可以证明的路程下限，所以不说离最短路程还差多少。"


@dataclass(frozen=True)
class Asked:
    """How the plan was asked for. since: the first day that could change. least: proves the least travel."""

    effort: Effort
    seed: int
    since: int = 0
    least: Least | None = None


def outcome(setting: Setting, table: Timetable, hopeless: Hopeless, asked: Asked, step: Step) -> Plan:
    """The plan of this timetable. What breaks a hard rule on or after `since` is taken out first, never handed out."""
    step(0, 1, "正在检查和说明")
    table = kept_rules(setting, table, asked.since)
    load = tuple(_loads(setting, table))
    km = sum(setting.length(crew, order)[0] for (crew, _), order in table.items())
    placed = {visit for order in table.values() for visit in order}
    bound_km, short = asked.least(placed) if asked.least else None, shortages(setting.problem)
    explaining = Explaining(setting, table, hopeless, load, short)
    visits = tuple(_planned(setting, table, explaining))
    unplaced = tuple(explaining.unplaced(visit) for visit in setting.problem.visits if visit.id not in placed)
    return Plan(
        visits,
        unplaced,
        load,
        round(km, 1),
        bound_km,
        None if not bound_km else km / bound_km - 1,
        short,
        troubles(setting),
        explaining.summary(unplaced),
        (*explaining.notes(), *(() if bound_km is not None else (UNPROVEN if asked.least else UNSOUGHT,))),
        asked.effort.value,
        asked.seed,
    )


def kept_rules(setting: Setting, table: Timetable, since: int) -> Timetable:
    """The table with fixed visits in their order, without the visits that would break a hard rule."""
    table = {slot: _in_fixed_order(setting, slot[0], order) for slot, order in table.items() if order}
    while broken := violations(setting, table, since):
        out = {violation.visit for violation in broken}
        table = {slot: left for slot, order in table.items() if (left := [one for one in order if one not in out])}
    return table


def _in_fixed_order(setting: Setting, crew: str, order: Sequence[str]) -> list[str]:
    """Fixed visits in the order they were fixed in; the others where they cost least between them."""
    place = {}
    for one in order:
        fixed = setting.visit[one].fixed
        if fixed and fixed.order is not None:
            place[one] = fixed.order
    ranks = [place[one] for one in order if one in place]
    if ranks == sorted(ranks):
        return list(order)
    found = sorted(place, key=lambda one: (place[one], one))
    for one in (one for one in order if one not in place):
        tries = [[*found[:n], one, *found[n:]] for n in range(len(found) + 1)]
        found = min(tries, key=lambda tried: setting.length(crew, tried)[0])
    return found


def _loads(setting: Setting, table: Timetable) -> list[Load]:
    minutes: dict[str, list[float]] = {crew: [0.0, 0.0, 0, 0] for crew in setting.crew}
    for (crew, _), order in table.items():
        _, way, whole = setting.length(crew, order)
        of = minutes[crew]
        of[0], of[1], of[2], of[3] = of[0] + whole, of[1] + way, of[2] + len(order), of[3] + 1
    return [
        Load(crew, round(whole), round(way), int(visits), int(days), sum(setting.crew[crew].minutes))
        for crew, (whole, way, visits, days) in minutes.items()
    ]


def _planned(setting: Setting, table: Timetable, explaining: Explaining) -> list[PlannedVisit]:
    return [
        PlannedVisit(one, setting.visit[one].site, crew, day, number, explaining.reason(one, crew, day, order))
        for (crew, day), order in sorted(table.items(), key=lambda entry: (entry[0][1], entry[0][0]))
        for number, one in enumerate(order, 1)
    ]
