"""A period planned from the office: what is asked for, the draft, its adoption, and every refusal in words."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, func, insert, select, update

from db.models.patrol import PatrolPlan, Visit
from db.models.people import Assignment, Crew, CrewMember
from db.models.place import Area
from desktop.work import planning, planning_keep, planning_make, planning_mend, planning_move, planning_rows
from desktop.work.change import Change
from desktop.work.problem import Problem
from desktop.work.progress import Progress
from tests import patrols

ON, FIRST, LAST = date(2026, 9, 28), date(2026, 10, 1), date(2026, 12, 31)


@pytest.fixture
def town(office):
    """Two dozen employers and three people, on 2026-09-28."""
    office.today = lambda: ON
    patrols.township(office, ON, 24)
    return office


def plan(office, first=FIRST, last=LAST):
    return planning.plan(office, first, last, effort="quick", seed=1, progress=Progress())


def adopt(office, draft):
    return office.do(lambda session: planning_keep.adopt(session, draft, ON))


def rows(office):
    return office.ask(lambda session: planning_rows.rows(session, ON, LAST))


def change(office, *statements):
    def work(session):
        for statement in statements:
            session.execute(statement)
        return Change("改动", settings=True)

    office.do(work)


def test_a_quarter_is_planned_adopted_in_one_operation_and_taken_back(town):
    draft = plan(town)
    assert draft.plan.placed == len(draft.rows) == draft.plan.required
    assert rows(town) == []
    said = adopt(town, draft).said
    kept = rows(town)
    assert f"{len(draft.rows)} 次" in said
    assert [(r.employer, r.on, r.crew, r.position) for r in kept] == [
        (r.employer, r.on, r.crew, r.position) for r in sorted(draft.rows, key=planning_rows.order)
    ]
    assert all((row.reason and row.on.weekday() < 5) or row.on == date(2026, 10, 10) for row in kept)
    town.undo()
    assert rows(town) == []
    assert town.ask(lambda session: session.scalar(select(func.count(PatrolPlan.id)))) == 0


def test_planning_again_moves_no_visit_that_is_fixed_or_printed_and_doubles_none(town):
    adopt(town, plan(town))
    before = {row.id: row for row in rows(town)}
    first, second, *_ = before
    town.do(lambda session: planning_move.pin(session, first, True))
    change(town, update(Visit).where(Visit.id == second).values(printed_on=ON))
    adopt(town, plan(town))
    after = {row.id: row for row in rows(town)}
    assert set(after) == set(before)
    for kept in (first, second):
        assert (after[kept].on, after[kept].crew_id) == (before[kept].on, before[kept].crew_id)


def test_a_draft_is_refused_when_the_calendar_went_on_meanwhile(town):
    adopt(town, plan(town))
    draft = plan(town)
    visit = draft.rows[0].id
    town.do(lambda session: planning_move.cancel(session, visit, "停产"))
    with pytest.raises(Problem, match="走访安排又有改动"):
        adopt(town, draft)


def test_nobody_to_go_is_said_with_where_to_mend_it(town):
    for statements, what, remedy in (
        ((update(Crew).values(visits_a_day=0),), "填了 0", "每天能用的时间和次数"),
        ((update(Crew).values(until=date(2026, 9, 1)),), "没有一个小组能出勤", "起止日期"),
        ((delete(CrewMember),), "小组里都没有人", "编进小组"),
        ((delete(CrewMember), delete(Crew)), "还没有巡查小组", "人员网格"),
        (
            (update(Crew).where(Crew.id > 1).values(until=date(2026, 9, 1)), update(Crew).values(minutes_a_day=0)),
            "填了 0",
            "每天能用的时间和次数",
        ),
    ):
        change(town, *statements)
        with pytest.raises(Problem, match=what) as refused:
            plan(town)
        assert remedy in refused.value.remedy
        town.undo()


def test_a_period_is_refused_in_words_or_told_with_what_it_asks_for_and_whether_it_can_be_done(town):
    for first, last, words in (
        (LAST, FIRST, "之前"),
        (date(2026, 1, 1), date(2026, 3, 31), "已经过去"),
        (FIRST, date(2027, 3, 31), "没有 2027 年的放假安排"),
        (date(2026, 10, 3), date(2026, 10, 4), "没有工作日"),
    ):
        with pytest.raises(Problem, match=words) as refused:
            plan(town, first, last)
        assert "放假" not in words or "设置 → 工作日历" in refused.value.remedy
    seen = town.ask(lambda s: planning.outlook(s, town.rulebook, FIRST, LAST, ON))
    assert seen.can.startswith(f"需要 {len(seen.wish.wanted)} 次，可安排 {len(seen.wish.wanted)} 次")
    assert "计划" in seen.said
    assert len(seen.ground.days) == 62
    assert seen.notes == ()


def test_a_village_without_a_crew_and_a_visit_dated_ahead_are_said_and_all_is_still_planned(town):
    change(town, delete(Assignment))
    draft = plan(town)
    assert any("没有责任人" in note and "人员网格" in note for note in draft.notes)
    assert not draft.left
    patrols.visits(town, [(1, date(2026, 12, 1), 1)], state="已访", done_on=date(2026, 12, 1))
    assert any("2026-12-01 在今天之后" in note for note in plan(town).notes)


def test_the_person_of_a_single_employer_goes_there_before_those_of_the_village(town):
    members = town.ask(planning_rows.Crews.of)
    before = next(row for row in plan(town).rows if row.crew_id)
    other, person = next((crew, people[0][0]) for crew, people in members.members.items() if crew != before.crew_id)
    own = {"employer_id": before.employer_id, "person_id": person, "role": "责任人"}
    change(town, insert(Assignment).values(**own))
    draft = plan(town)
    assert {row.crew_id for row in draft.rows if row.employer_id == before.employer_id} == {other}
    assert draft.plan.placed == draft.plan.required


def test_nobody_goes_on_a_market_day_and_an_unclear_one_is_said(town):
    change(
        town, update(Area).values(market_days="周一、逢3"), update(Area).where(Area.id == 1).values(market_days="农历")
    )
    draft = plan(town)
    free = [row for row in draft.rows if row.area_id != 1]
    assert free
    assert all(row.on.weekday() != 0 and row.on.day % 10 != 3 for row in free)
    assert any("集市日“农历”看不懂" in note for note in draft.notes)


def test_travel_and_spread_are_told_in_plain_words():
    assert planning_make.travel_said(412, 365, 0.1288) == "路程约 412 公里，比可能的最短里程（365 公里）最多长 13 %"
    assert "没有算出" in planning_make.travel_said(412, None, None)
    load = planning_rows.CrewLoad("一组", 1, 10, 600, 4, 1000)
    other = planning_rows.CrewLoad("二组", 2, 9, 500, 4, 1000)
    assert planning_make.spread_words([load, other]).endswith("相差 10 个百分点")


def test_an_illness_moves_only_what_it_must_and_is_taken_back_by_one_undo(town):
    adopt(town, plan(town))
    before = {row.id: row for row in rows(town)}
    ill = next(row for row in before.values() if row.crew == "二组")
    away = town.ask(lambda s: planning_mend.away(s, "郑国强", ill.on, ill.on, "病假", on=ON))
    mended = planning_mend.mend(town, planning_mend.News(absent=(away,)), Progress())
    touched = {row.id for row in before.values() if (row.crew, row.on) == ("二组", ill.on)}
    assert {moved.after.id for moved in mended.moved} == touched
    assert all((m.after.on, m.after.crew) != (ill.on, "二组") and m.reason for m in mended.moved)
    assert rows(town) == list(before.values())
    town.do(lambda session: planning_mend.accept(session, mended, ON))
    after = {row.id: row for row in rows(town)}
    assert {key for key in before if before[key].on != after[key].on or before[key].crew != after[key].crew} == touched
    assert all("改期" in after[key].reason for key in touched)
    town.undo()
    assert {row.id: row for row in rows(town)} == before


def test_an_urgent_visit_finds_a_day_and_becomes_a_request(town):
    adopt(town, plan(town))
    news = planning_mend.News(urgent=(planning_mend.Urgent(3, date(2026, 10, 16), "投诉核查", "群众来电"),))
    mended = planning_mend.mend(town, news, Progress())
    town.do(lambda session: planning_mend.accept(session, mended, ON))
    (new,) = [row for row in rows(town) if row.kind == "投诉核查"]
    assert new.employer_id == 3
    assert ON <= new.on <= date(2026, 10, 16)
    assert new.demand_key.startswith("request:")


def test_without_a_plan_there_is_nothing_to_mend(town):
    away = town.ask(lambda s: planning_mend.away(s, "郑国强", ON, ON, "病假", on=ON))
    with pytest.raises(Problem, match="没有已经安排的走访"):
        planning_mend.mend(town, planning_mend.News(absent=(away,)), Progress())
    with pytest.raises(Problem, match="没有“张三”这个人"):
        town.ask(lambda s: planning_mend.away(s, "张三", ON, ON, "病假", on=ON))
