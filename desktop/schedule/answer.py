"""A problem of a file solved, as the plain values that `plan --problem --json` prints; the keys are a contract."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.schedule import periodic, plan
from desktop.schedule.effort import Effort
from desktop.schedule.periodic_bound import least_length
from desktop.schedule.periodic_problem import Periodic, Route, Routes
from desktop.schedule.problem import Problem, Step
from desktop.schedule.problem_file import read
from desktop.schedule.result import Plan

DIGITS = 6
NO_ROOM = "容量、时长或车辆不够"


def solved(text: str, effort: str, seed: int, step: Step) -> tuple[dict[str, object], str]:
    """The answer to a problem, and one line about it. Raises BadFile, Unplannable, and whatever `step` raises."""
    problem = read(text)
    if isinstance(problem, Periodic):
        return _of_routes(problem, periodic.solve(problem, effort=Effort(effort), seed=seed, step=step))
    return _of_plan(problem, plan.make(problem, effort=Effort(effort), seed=seed, step=step))


def _of_plan(problem: Problem, made: Plan) -> tuple[dict[str, object], str]:
    people = {crew.id: list(crew.people) for crew in problem.crews}
    name = {site.id: site.name for site in problem.sites}
    kind = {visit.id: visit.kind for visit in problem.visits}
    answer = {
        "visits": [
            {"visit": one.visit, "employer": name[one.site], "site": one.site,
             "date": problem.days[one.day].isoformat(), "crew": people[one.crew], "crew_id": one.crew,
             "order": one.order, "kind": kind[one.visit], "reason": one.reason}
            for one in made.visits
        ],
        "unplaced": [
            {"visit": one.visit, "employer": name[one.site], "why": one.why, "relaxation": one.relaxation,
             "missing_minutes": one.missing_minutes}
            for one in made.unplaced
        ],
        "load": [
            {"crew": one.crew, "minutes": one.minutes, "travel_minutes": one.travel_minutes, "visits": one.visits,
             "available": one.available}
            for one in made.load
        ],
        **_figures(made.travel_km, made.bound_km, made.required, made.placed),
    }  # fmt: skip
    return answer, made.summary


def _of_routes(problem: Periodic, made: Routes) -> tuple[dict[str, object], str]:
    bound = least_length(problem, frozenset(made.unplaced))
    required = sum(len(customer.choices[0]) for customer in problem.customers)
    placed = sum(len(route.customers) for route in made.routes)
    answer = {
        "visits": [
            {"customer": customer, "day": route.day + 1, "vehicle": route.vehicle + 1, "order": order}
            for route in made.routes
            for order, customer in enumerate(route.customers, 1)
        ],
        "unplaced": [{"customer": customer, "why": NO_ROOM, "missing_minutes": None} for customer in made.unplaced],
        "load": [_load(route) for route in made.routes],
        **_figures(made.cost, bound, required, placed),
        "cost": made.cost,
    }
    words = f"需要 {required} 次，排下 {placed} 次；路线 {len(made.routes)} 条，总长 {made.cost:.2f}"
    return answer, words


def _load(route: Route) -> Mapping[str, object]:
    return {
        "day": route.day + 1, "vehicle": route.vehicle + 1, "customers": list(route.customers), "load": route.load,
        "distance": route.distance, "duration": route.duration, "visits": len(route.customers),
    }  # fmt: skip


def _figures(length: float, bound: float | None, required: int, placed: int) -> dict[str, object]:
    return {
        "travel_km": round(length, DIGITS),
        "bound_km": None if bound is None else round(bound, DIGITS),
        "gap": round(length / bound - 1, DIGITS) if bound else None,
        "required": required,
        "placed": placed,
    }
