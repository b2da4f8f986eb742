"""A visit of a draft by hand: the draft follows, nothing is written, and the rules hold as in the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.work import planning, planning_draft, planning_keep, planning_rows
from desktop.work.problem import Problem
from desktop.work.progress import Progress
from tests import patrols

ON, FIRST, LAST = date(2026, 9, 28), date(2026, 10, 9), date(2026, 12, 31)


@pytest.fixture
def town(office):
    office.today = lambda: ON
    patrols.township(office, ON, 24)
    return office


@pytest.fixture
def draft(town):
    return planning.plan(town, FIRST, LAST, effort="quick", seed=1, progress=Progress())


def moved(office, draft, visit, on, crew=None):
    return office.ask(lambda s: planning_draft.move(s, office.rulebook, draft, visit, on, crew, today=ON))


def somewhere(office, draft, row):
    """The first other day in the window of the visit that takes it."""
    days = [day for day in draft.problem.days if day != row.on and row.lo <= day <= row.hi]
    for day in days:
        try:
            return day, moved(office, draft, row.id, day)
        except Problem:
            continue
    raise AssertionError("no day takes it")


def test_a_visit_of_a_draft_is_moved_and_fixed_and_only_the_draft_knows(town, draft):
    row = draft.rows[0]
    day, after = somewhere(town, draft, row)
    now = next(one for one in after.rows if one.id == row.id)
    assert (now.on, now.pinned, now.names) == (day, True, row.names)
    assert len(after.rows) == len(draft.rows)
    assert "手工改了 1 次" in after.summary
    assert next(one for one in draft.rows if one.id == row.id) == row
    assert town.ask(lambda s: planning_rows.rows(s, ON, LAST)) == []
    town.do(lambda s: planning_keep.adopt(s, after, ON))
    kept = town.ask(lambda s: planning_rows.rows(s, ON, LAST))
    assert [one.on for one in kept if one.employer_id == row.employer_id and one.pinned] == [day]


def test_the_loads_follow_the_visits(town, draft):
    row = draft.rows[0]
    other = next(load.crew_id for load in draft.loads if load.crew_id != row.crew_id)
    after = moved(town, draft, row.id, row.on, other)
    before = {load.crew_id: load for load in draft.loads}
    for load in after.loads:
        held = [one for one in after.rows if one.crew_id == load.crew_id]
        assert (load.visits, load.days) == (len(held), len({one.on for one in held}))
        step = 1 if load.crew_id == other else -1
        assert load.visits == before[load.crew_id].visits + step
        assert (load.minutes - before[load.crew_id].minutes) * step > 0


def test_what_a_rule_forbids_is_named_and_the_draft_stays(town, draft):
    row = draft.rows[0]
    for day, words in ((date(2026, 10, 11), "不上班"), (date(2026, 9, 1), "已经过去")):
        with pytest.raises(Problem, match=words):
            moved(town, draft, row.id, day)
    with pytest.raises(Problem, match="不在这个方案里"):
        moved(town, draft, 12345, draft.rows[1].on)
