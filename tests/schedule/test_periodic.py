"""Periodic routing: every limit kept, everybody served, the same again, and shorter than doing one after the other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.schedule import periodic as solver
from desktop.schedule.effort import Effort
from desktop.schedule.periodic_bound import least_length
from desktop.schedule.periodic_days import Days
from desktop.schedule.periodic_problem import Customer, Periodic
from desktop.work.problem import Cancelled
from tests.schedule.periodic_builders import faults, periodic


@pytest.fixture(autouse=True)
def few_rounds(monkeypatch):
    """The tests are about what holds at any effort."""
    monkeypatch.setitem(solver.ROUNDS, Effort.QUICK, 2)
    for name, number in (("FIRST", 150), ("MENDING", 50), ("POLISH", 50)):
        monkeypatch.setattr(solver, name, number)


@pytest.mark.parametrize(
    "asked",
    [
        {"customers": 30},
        {"use": 0.97, "seed": 2},
        {"days": 4, "duration": 330.0, "seed": 3, "vehicles": 4},
        {"use": 0.985, "seed": 5},
    ],
    ids=["usual", "tight", "duration", "very tight"],
)
def test_a_plan_keeps_every_limit_and_serves_everybody(asked):
    problem = periodic(**asked)
    made = solver.solve(problem, effort=Effort.QUICK)
    assert faults(problem, made) == []
    assert made.unplaced == ()
    assert least_length(problem) <= made.cost + 1e-6


def test_the_same_seed_gives_the_same_plan():
    problem = periodic(15)
    assert solver.solve(problem, effort=Effort.QUICK, seed=4) == solver.solve(problem, effort=Effort.QUICK, seed=4)


def test_days_chosen_first_and_routed_after_cost_more():
    problem = periodic(30, seed=6)
    search = solver._Search(problem, 0, 1, lambda *_: None)
    days = Days(problem)
    first = days.cost(search._started())
    assert solver.solve(problem, effort=Effort.QUICK).cost < 0.97 * first


def test_what_fits_nowhere_is_named_and_the_rest_is_within_the_limits():
    problem = periodic(20, use=1.2)
    made = solver.solve(problem, effort=Effort.QUICK)
    assert made.unplaced
    assert faults(problem, made) == []
    far = Customer("far", 900.0, 0.0, 0.0, 1, ((0,),))
    beyond = replace(periodic(8, duration=400.0, vehicles=8), customers=(*periodic(8).customers, far))
    assert "far" in solver.solve(beyond, effort=Effort.QUICK).unplaced


def test_no_limits_and_nobody_to_serve():
    alone = Periodic(2, 1, None, None, (0.0, 0.0), (Customer("a", 3.0, 4.0, 0.0, 0, ((0, 1),)),))
    made = solver.solve(alone, effort=Effort.QUICK)
    assert made.cost == pytest.approx(20.0)
    assert faults(alone, made) == []
    assert solver.solve(replace(alone, customers=())).routes == ()


def test_cancelling_stops_at_once():
    def stop(done, of, what):
        raise Cancelled

    with pytest.raises(Cancelled):
        solver.solve(periodic(15), step=stop)
