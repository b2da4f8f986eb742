"""How many of the visits can be made by the crews there are, before anything is planned; and what would help."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import NamedTuple

from desktop.rules.patrol import Demand
from desktop.rules.patrol_terms import PatrolTerms


class CrewDays(NamedTuple):
    """The days on which a crew can go out in a period, and what it can do on one."""

    name: str
    people: int
    days: Sequence[date]
    minutes_a_day: int
    visits_a_day: int


class Estimate(NamedTuple):
    """What is needed and what is possible. Minutes include the way. left_out: demands that find no place.

    It counts what the days hold up to each deadline; where the villages lie is left to the planner.
    """

    required: int
    possible: int
    needed_minutes: int
    held_minutes: int
    lacking_minutes: int
    lacking_person_days: int
    left_out: tuple[Demand, ...]
    said: str


def estimate(demands: Sequence[Demand], crews: Sequence[CrewDays], terms: PatrolTerms) -> Estimate:
    """Fill the days up to each deadline, dropping the lightest visits where they do not hold all."""
    way = terms["minutes.travel"]
    ends = sorted((day, crew) for crew in crews for day in crew.days)
    held_minutes = held_visits = place = 0
    kept: list[tuple[int, int, Demand]] = []  # lightest first
    used = 0
    left_out: list[Demand] = []
    for demand in sorted(demands, key=lambda demand: (demand.last, demand.key)):
        while place < len(ends) and ends[place][0] <= demand.last:
            held_minutes += ends[place][1].minutes_a_day
            held_visits += ends[place][1].visits_a_day
            place += 1
        heapq.heappush(kept, (demand.weight, -demand.minutes, demand))
        used += demand.minutes + way
        while used > held_minutes or len(kept) > held_visits:
            dropped = heapq.heappop(kept)[2]
            used -= dropped.minutes + way
            left_out.append(dropped)
    return _told(demands, crews, left_out, way)


def _told(demands: Sequence[Demand], crews: Sequence[CrewDays], left_out: Sequence[Demand], way: int) -> Estimate:
    days = sum(len(crew.days) for crew in crews)
    held = sum(len(crew.days) * crew.minutes_a_day for crew in crews)
    lacking = sum(demand.minutes + way for demand in left_out)
    crew_days = person_days = 0
    if left_out and days:
        visits = sum(len(crew.days) * crew.visits_a_day for crew in crews)
        crew_days = max(ceil(lacking * days / held), ceil(len(left_out) * days / visits)) if held and visits else 0
        people = sum(len(crew.days) * crew.people for crew in crews)
        person_days = ceil(crew_days * people / days)
    required, possible = len(demands), len(demands) - len(left_out)
    said = f"需要 {required:,} 次，可安排 {possible:,} 次"
    if left_out:
        said += f"，缺 {len(left_out):,} 次" + (f"（约 {person_days:,} 人·天）" if person_days else "")
        said += f"。建议：{_advice(left_out, crew_days)}。"
    else:
        said += f"，够用（{days:,} 个组日）。"
    needed = sum(demand.minutes + way for demand in demands)
    return Estimate(required, possible, needed, held, lacking, person_days, tuple(left_out), said)


def _advice(left_out: Sequence[Demand], crew_days: int) -> str:
    if not crew_days:
        return "先在“人员网格 → 人员”里登记巡查小组和每天能去几家"
    first, last = min(demand.last for demand in left_out), max(demand.last for demand in left_out)
    when = f"{first.isoformat()} 前" if first == last else f"{first.isoformat()} 至 {last.isoformat()} 之间"
    lightest = min(demand.weight for demand in left_out)
    light = sum(demand.weight == lightest for demand in left_out)
    more = "" if light == len(left_out) else f"，其中 {light:,} 家是最轻的"
    return f"在 {when}再安排 {crew_days:,} 个组日（加人、减少请假或请别的组协助），或者推迟 {len(left_out):,} 家{more}"
