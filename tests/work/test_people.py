"""Staff, crews, grids, hand-over, workload, visits, coverage and the responsibility table on a real office."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from desktop.rules import market_days
from desktop.rules.patrol_terms import LocalRule
from desktop.work import (
    assignments,
    crews,
    demands,
    findings,
    grids,
    handover,
    people,
    planning,
    planning_ground,
    planning_keep,
    planning_rows,
    responsibility,
    settings,
    tasks,
    visits,
    workload,
)
from desktop.work.problem import Problem
from desktop.work.progress import Progress
from tests.conftest import TODAY
from tests.report.builders import text_of

TOMORROW = TODAY + timedelta(days=1)
YEAR_END = date(2026, 12, 31)


@pytest.fixture
def township(office, an_employer):
    """Two villages with an employer each, two people, one crew; gives the ids of the villages."""
    office.do(lambda s: settings.add_areas(s, ["大同村", "小溪村"]))
    areas = {area.name: area.id for area in office.ask(settings.areas)}
    for name, role in (("李明", "网格员"), ("王芳", "协管员")):
        office.do(lambda s, name=name, role=role: people.add(s, {"name": name, "role": role}, on=TODAY))
    office.do(lambda s: grids.assign(s, ["李明"], areas["大同村"], since=date(2026, 1, 1), on=TODAY))
    office.do(lambda s: crews.save(s, {"name": "第一组", "members": "李明、王芳"}, on=TODAY))
    an_employer(name="甲厂", area_id=areas["大同村"])
    an_employer(name="乙厂", area_id=areas["小溪村"])
    return areas


def asked(office, last=YEAR_END):
    return office.ask(lambda s: demands.demands(s, office.rulebook, TODAY, last, on=TODAY))


def visit(office, employer, **told):
    made = visits.Made(**({"on": TODAY, "by": ("李明", "王芳"), "kind": "计划"} | told))
    return office.do(lambda s: visits.record_visit(s, employer, made, office.rulebook, on=TODAY))


def test_somebody_is_entered_found_by_pinyin_and_changed_in_one_undo(office, township):
    row = next(row for row in office.ask(lambda s: people.rows(s, TODAY)) if row.name == "李明")
    assert (row.areas, row.crews, "liming" in row.pinyin) == (("大同村",), ("第一组",), True)
    office.do(lambda s: people.edit(s, row.id, "phone", "19000000000", on=TODAY))
    office.undo()
    assert office.ask(lambda s: people.rows(s, TODAY))[1].phone is None


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({"name": " "}, "还没有填写姓名"),
        ({"name": "李明"}, "已经登记了"),
        ({"name": "丁", "role": "局长"}, "没有“局长”"),
        ({"name": "丁", "started_on": "2026-05-01", "ended_on": "2026-04-01"}, "早于开始日期"),
        ({"name": "丁", "started_on": "去年"}, "到岗日期"),
        ({"name": "丁", "started_on": "2026-05"}, "没有写到日"),
        ({"name": "丁", "hat": "1"}, "没有“hat”"),
    ],
)
def test_what_cannot_be_is_refused_in_words(office, township, written, why):
    with pytest.raises(Problem, match=why):
        office.do(lambda s: people.add(s, written, on=TODAY))


def test_leave_that_overlaps_or_ends_before_it_begins_is_refused(office, township):
    def take(first, last, name="李明"):
        told = {"kind": "休假", "first_on": first, "last_on": last}
        return office.do(lambda s: people.take_leave(s, name, told, on=TODAY))

    assert "（3 天）" in take("2026-11-25", "2026-11-27").said
    with pytest.raises(Problem, match="日期重叠"):
        take("2026-11-27", "2026-11-28")
    with pytest.raises(Problem, match="早于开始日期"):
        take("2026-12-05", "2026-12-01")
    with pytest.raises(Problem, match="没有“赵”这个人"):
        take("2026-12-05", "2026-12-05", "赵")
    (row,) = office.ask(people.absences)
    office.do(lambda s: people.cancel_leave(s, row.id))
    assert office.ask(people.absences) == []


def test_a_crew_does_not_go_out_on_days_off_or_while_one_of_it_is_away(office, township):
    def days():
        (crew,) = office.ask(lambda s: crews.crew_days(s, office.rulebook, TODAY, date(2026, 11, 29), on=TODAY))
        return [day.day for day in crew.days]

    assert days() == [23, 24, 25, 26, 27]
    told = {"kind": "病假", "first_on": "2026-11-24", "last_on": "2026-11-25"}
    office.do(lambda s: people.take_leave(s, "王芳", told, on=TODAY))
    assert days() == [23, 26, 27]


def test_three_go_out_when_one_is_away_and_the_planner_says_the_same(office, township):
    office.do(lambda s: people.add(s, {"name": "张强", "role": "网格员"}, on=TODAY))
    (crew,) = office.ask(lambda s: crews.rows(s, on=TODAY))
    told = {"name": "第一组", "members": "李明、王芳、张强"}
    office.do(lambda s: crews.save(s, told, on=TODAY, crew_id=crew.id))
    away = {"kind": "病假", "first_on": "2026-11-24", "last_on": "2026-11-25"}
    office.do(lambda s: people.take_leave(s, "王芳", away, on=TODAY))
    office.do(lambda s: people.take_leave(s, "张强", away | {"last_on": "2026-11-24"}, on=TODAY))
    last = date(2026, 11, 29)
    (able,) = office.ask(lambda s: crews.crew_days(s, office.rulebook, TODAY, last, on=TODAY))
    assert [day.day for day in able.days] == [23, 25, 26, 27]
    ground = office.ask(lambda s: planning_ground.of(s, office.rulebook, (TODAY, last), set(), today=TODAY))
    (team,) = ground.teams.values()
    assert [day.day for day, minutes in zip(ground.days, team.minutes, strict=True) if minutes] == [23, 25, 26, 27]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({"name": "第一组", "members": "李明"}, "已经有“第一组”"),
        ({"name": "第二组", "members": ""}, "还没有人"),
        ({"name": "第二组", "members": "李明"}, "已经在“第一组”"),
        ({"name": "第二组", "members": "不认识"}, "没有“不认识”"),
        ({"name": "第二组", "members": "a、b、c、d、e"}, "写了 5 个人"),
        ({"name": "第二组", "members": "李明", "visits_a_day": "40"}, "0 到 30 之间"),
    ],
)
def test_a_crew_that_cannot_be_is_refused(office, township, written, why):
    with pytest.raises(Problem, match=why):
        office.do(lambda s: crews.save(s, written, on=TODAY))


def test_no_crew_no_capacity_and_a_year_without_calendar_are_said_where_to_put_them_right(office, an_employer):
    an_employer()
    with pytest.raises(Problem, match="还没有巡查小组"):
        office.ask(lambda s: demands.outlook(s, office.rulebook, TODAY, YEAR_END, on=TODAY))
    office.do(lambda s: people.add(s, {"name": "李明"}, on=TODAY))
    told = {"name": "第一组", "members": "李明", "visits_a_day": "0"}
    assert "每天能去 0 家" in office.do(lambda s: crews.save(s, told, on=TODAY)).said
    found = office.ask(lambda s: demands.outlook(s, office.rulebook, TODAY, YEAR_END, on=TODAY))
    assert (found.required, found.possible) == (1, 0)
    with pytest.raises(Problem, match="没有 2027、2028、2029、2030、2031 年的工作日历"):
        office.ask(lambda s: crews.crew_days(s, office.rulebook, TODAY, date(2031, 1, 5), on=TODAY))


def test_a_disbanded_crew_is_gone_and_its_people_are_free(office, township):
    (row,) = office.ask(lambda s: crews.rows(s, TODAY))
    office.do(lambda s: crews.disband(s, row.id, on=TOMORROW))
    assert office.ask(lambda s: crews.rows(s, TOMORROW)) == []
    with pytest.raises(Problem, match="还没有填写小组名称"):
        office.do(lambda s: crews.save(s, {"name": "", "members": "李明"}, on=TOMORROW))
    office.do(lambda s: crews.save(s, {"name": "新组", "members": "李明"}, on=TOMORROW))


def test_the_tree_is_moved_renamed_and_closed_with_its_history(office, township):
    office.do(lambda s: settings.add_areas(s, ["东片区"]))
    areas = {area.name: area.id for area in office.ask(settings.areas)}
    office.do(lambda s: grids.move(s, areas["大同村"], areas["东片区"], on=TODAY))
    office.do(lambda s: grids.rename(s, areas["大同村"], "新大同村", on=TOMORROW))
    rows = {row.name: row for row in office.ask(lambda s: grids.rows(s, TODAY))}
    assert (rows["新大同村"].depth, rows["东片区"].employers, rows["新大同村"].responsible) == (1, 1, "李明")
    told = office.ask(lambda s: grids.history(s, areas["大同村"]))
    assert [(one.since, one.name, one.parent) for one in told] == [
        (None, "大同村", None),
        (TODAY, "大同村", "东片区"),
        (TOMORROW, "新大同村", "东片区"),
    ]
    with pytest.raises(Problem, match="不能倒过来放"):
        office.do(lambda s: grids.move(s, areas["东片区"], areas["大同村"], on=TODAY))
    with pytest.raises(Problem, match="下面还有"):
        office.do(lambda s: grids.close(s, areas["东片区"], on=TODAY))


def test_market_days_and_places_are_read_or_refused(office, township):
    area = township["大同村"]
    office.do(lambda s: grids.describe(s, area, "market_days", "逢3,8"))
    office.do(lambda s: grids.describe(s, area, "longitude", "119.5"))
    row = next(row for row in office.ask(lambda s: grids.rows(s, TODAY)) if row.id == area)
    assert (row.market_days, row.longitude) == ("逢3、8", 119.5)
    assert [day for day in range(1, 31) if market_days.read(row.market_days).holds(date(2026, 11, day))] == [
        3,
        8,
        13,
        18,
        23,
        28,
    ]
    assert market_days.read("周一、周五").holds(TODAY)
    assert not market_days.read(None).holds(TODAY)
    for key, text in (("market_days", "赶集"), ("latitude", "99")):
        with pytest.raises(Problem):
            office.do(lambda s, key=key, text=text: grids.describe(s, area, key, text))


def test_a_hand_over_moves_everything_in_one_operation_and_comes_back_with_one_undo(office, township):
    told = office.ask(lambda s: handover.preview(s, "李明", "王芳", TOMORROW, office.rulebook, on=TODAY))
    assert told.lines[0] == "责任 1 项：大同村"
    assert any("到期事项" in line for line in told.lines)
    office.do(lambda s: handover.hand_over(s, "李明", "王芳", TOMORROW, office.rulebook, on=TODAY))
    area = township["大同村"]
    assert office.ask(lambda s: assignments.answering(s, TODAY)).of_areas[area] == ("李明",)
    assert office.ask(lambda s: assignments.answering(s, TOMORROW)).of_areas[area] == ("王芳",)
    with pytest.raises(Problem, match="没有要交接"):
        office.ask(lambda s: handover.preview(s, "李明", "王芳", TOMORROW, office.rulebook, on=TODAY))
    office.undo()
    assert office.ask(lambda s: assignments.answering(s, TOMORROW)).of_areas[area] == ("李明",)
    with pytest.raises(Problem, match="同一个人"):
        office.ask(lambda s: handover.preview(s, "李明", "李明", TOMORROW, office.rulebook, on=TODAY))


def test_a_hand_over_takes_planned_visits_and_open_findings_along_also_of_somebody_who_goes_alone(office, township):
    """The only one of a crew hands over: the crew goes on with the other, its visits stay, the finding follows."""
    office.do(lambda s: people.add(s, {"name": "赵立"}, on=TODAY))
    office.do(lambda s: crews.save(s, {"name": "第二组", "members": "赵立"}, on=TODAY))
    office.do(lambda s: grids.assign(s, ["赵立"], township["小溪村"], since=date(2026, 1, 1), on=TODAY))
    draft = planning.plan(office, TODAY, YEAR_END, effort="quick", seed=1, progress=Progress())
    office.do(lambda s: planning_keep.adopt(s, draft, TODAY))
    found = findings.Found("没有设置警示标识", responsible="赵立、老板")
    office.do(lambda s: findings.open_finding(s, 2, found, rulebook=office.rulebook, on=TODAY)[0])

    def goes_to_second():
        rows = office.ask(lambda s: planning_rows.rows(s, TOMORROW, YEAR_END))
        return [(row.on, row.names) for row in rows if row.employer == "乙厂"]

    ((day, before),) = goes_to_second()
    assert before == ("赵立",)
    told = office.ask(lambda s: handover.preview(s, "赵立", "王芳", TOMORROW, office.rulebook, on=TODAY))
    words = "；".join(told.lines)
    for part in ("责任 1 项：小溪村", "巡查小组：第二组", "走访 1 次", "隐患 1 条", "王芳已经在别的小组"):
        assert part in words
    office.do(lambda s: handover.hand_over(s, "赵立", "王芳", TOMORROW, office.rulebook, on=TODAY))
    assert goes_to_second() == [(day, ("王芳",))]
    who = office.ask(lambda s: findings.rows(s, office.rulebook, TODAY))[0].responsible
    assert who == "王芳、老板"
    office.undo()
    assert goes_to_second() == [(day, ("赵立",))]
    assert office.ask(lambda s: findings.rows(s, office.rulebook, TODAY))[0].responsible == "赵立、老板"


def test_one_employer_has_a_person_of_its_own_and_goes_back_to_its_village(office, township):
    def of_first():
        return office.ask(lambda s: assignments.answering(s, TODAY)).of(1, township["大同村"])

    said = office.do(lambda s: grids.assign_employers(s, ["王芳"], [1], since=TODAY, on=TODAY)).said
    assert (said, of_first()) == ("甲厂单独的责任人：王芳（自 2026-11-23）", "王芳")
    assert {row.name: row.employers for row in office.ask(lambda s: people.rows(s, TODAY))}["王芳"] == ("甲厂",)
    lines = office.ask(lambda s: responsibility.gather(s, TODAY)).lines
    held = [("大同村", 0, "李明"), ("大同村 · 甲厂", 1, "王芳"), ("小溪村", 1, None)]
    assert [(line.area, line.employers, line.names) for line in lines] == held
    assert "跟所在的村走" in office.do(lambda s: grids.assign_employers(s, [], [1], since=TODAY, on=TODAY)).said
    assert of_first() == "李明"
    with pytest.raises(Problem, match="已被删除"):
        office.do(lambda s: grids.assign_employers(s, ["王芳"], [99], since=TODAY, on=TODAY))


def test_days_nobody_goes_are_ended(office, township):
    area = township["大同村"]
    office.do(lambda s: grids.block(s, area, TODAY, YEAR_END, "修路"))
    with pytest.raises(Problem, match="没有登记不去的日子"):
        office.do(lambda s: grids.unblock_day(s, area, date(2027, 1, 1)))
    office.do(lambda s: grids.unblock_day(s, area, TOMORROW))
    assert office.ask(lambda s: grids.blocked(s, area)) == []
    with pytest.raises(Problem, match="已经取消"):
        office.do(lambda s: grids.unblock(s, 1))


def test_the_workload_names_the_grid_that_nobody_holds(office, township):
    found = office.ask(lambda s: workload.balance(s, office.rulebook, on=TODAY))
    assert [(load.name, load.employers, load.exposed) for load in found.loads] == [("李明", 1, 8)]
    assert [(load.required, load.made, load.visits) for load in found.loads] == [(1, 0, 1)]
    visit(office, 1)
    (load,) = office.ask(lambda s: workload.balance(s, office.rulebook, on=TODAY)).loads
    assert (load.required, load.made, load.visits, load.minutes) == (1, 1, 0, 0)
    assert found.unheld == (("小溪村", 1),)
    assert found.warnings == ("小溪村有 1 家企业没有责任人",)


def test_a_visit_written_down_counts_and_the_demand_is_gone(office, township):
    first, second = (demand.employer for demand in asked(office).demands)
    assert "只写了一个人" in visit(office, first, by=("李明",)).said
    visit(office, second, kind="复查")
    assert [demand.employer for demand in asked(office).demands] == [second]
    told = office.ask(lambda s: demands.coverage(s, office.rulebook, date(2026, 10, 1), YEAR_END, on=TODAY))
    assert (told.covered, told.operating, told.rate) == (1, 2, 0.5)
    assert [row.name for row in told.unvisited] == [told.wanting[0].name]


def test_a_visit_nobody_could_enter_is_written_down_and_counts_nothing(office, township):
    employer = asked(office).demands[0].employer
    assert "未能入内（关门）" in visit(office, employer, not_entered="关门").said
    assert employer in {demand.employer for demand in asked(office).demands}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"on": TOMORROW}, "还没有到"),
        ({"by": (" ",)}, "还没有填写谁去的"),
        ({"kind": "散步"}, "没有“散步”"),
        ({"not_entered": "下雨"}, "没有“下雨”"),
    ],
)
def test_a_visit_that_cannot_have_been_is_refused(office, township, told, why):
    with pytest.raises(Problem, match=why):
        visit(office, 1, **told)
    with pytest.raises(Problem, match="已被删除"):
        visit(office, 999)


def test_a_recheck_is_asked_for_answered_by_its_visit_or_withdrawn(office, township):
    terms = office.rulebook.patrol(TODAY)
    wish = visits.recheck(TODAY, "除尘器没有开", terms, source="finding:1")
    office.do(lambda s: visits.request(s, 1, wish, on=TODAY))
    (demand,) = [demand for demand in asked(office).demands if demand.kind == "复查"]
    assert (demand.first, demand.last) == (TOMORROW, TODAY + timedelta(days=3))
    visit(office, 1, kind="复查")
    assert not [demand for demand in asked(office).demands if demand.kind == "复查"]
    office.undo()
    office.do(lambda s: settings.save_township(s, settings.township(s), on=TODAY))
    with pytest.raises(Problem, match="早于开始日期"):
        office.do(lambda s: visits.request(s, 1, visits.Wish("复查", TODAY, "x", TOMORROW), on=TODAY))


def test_a_campaign_adds_a_visit(office, township):
    drive = visits.Drive("粉尘治理", TODAY, date(2026, 12, 20))
    office.do(lambda s: visits.campaign(s, drive, [1]))
    assert [demand.kind for demand in asked(office).demands if demand.employer == 1] == ["计划", "专项"]
    with pytest.raises(Problem, match="还没有企业"):
        office.do(lambda s: visits.campaign(s, drive, []))


def test_a_task_is_listed_until_it_is_done_withdrawn_or_ended(office, township):
    def listed():
        return [
            (row.key, row.made, row.wanted, row.standing(TODAY))
            for row in office.ask(lambda s: tasks.open_tasks(s, TODAY))
        ]

    office.do(lambda s: visits.campaign(s, visits.Drive("粉尘治理", TODAY, YEAR_END, 2), [1, 2]))
    for deadline in (TOMORROW, YEAR_END):
        office.do(lambda s, d=deadline: visits.request(s, 1, visits.Wish("投诉核查", d, "粉尘大"), on=TODAY))
    assert [entry[:3] for entry in listed()] == [("request:1", 0, 1), ("campaign:1", 0, 4), ("request:2", 0, 1)]
    visit(office, 1, kind="投诉核查")
    assert [key for key, *_ in listed()] == ["campaign:1", "request:2"]
    draft = planning.plan(office, TODAY, YEAR_END, effort="quick", seed=1, progress=Progress())
    office.do(lambda s: planning_keep.adopt(s, draft, TODAY))
    assert "已排的" in office.do(lambda s: tasks.stop(s, "campaign:1", on=TODAY)).said
    assert "不用去了" in office.do(lambda s: tasks.stop(s, "request:2", on=TODAY)).said
    assert listed() == []
    assert {demand.kind for demand in asked(office).demands} == {"计划"}
    for key in ("request:9", "campaign:1", "x"):
        with pytest.raises(Problem, match="已经不在了"):
            office.do(lambda s, key=key: tasks.stop(s, key, on=TODAY))


def test_what_a_number_would_change_is_said_before_it_is_laid_down(office, township):
    def said(number):
        rule = LocalRule("frequency.nature.一般", number, "", TODAY)
        return office.ask(lambda s: demands.effect(s, office.rulebook, rule, on=TODAY))

    assert "2 家次数变多，0 家变少" in said(6)
    assert "都不变" in said(2)
    assert office.rulebook.patrol(TODAY)["frequency.nature.一般"] == 2


def test_the_office_lays_its_own_number_down_with_a_basis(office, township):
    def lay(address, number, basis="镇政办〔2026〕3号"):
        rule = LocalRule(address, number, basis, TODAY)
        return office.do(lambda s: demands.lay_down(s, rule, office.rulebook, person=None, on=TODAY))

    assert "一年去几次 6 次/年" in lay("frequency.nature.一般", 6).said
    assert office.rulebook.patrol(TODAY)["frequency.nature.一般"] == 6
    for address, number, basis, why in (
        ("frequency.nature.一般", 6, " ", "还没有填写依据"),
        ("frequency.nature.一般", 60, "x", "0 到 12 之间"),
        ("no.such", 6, "x", "没有“no.such”"),
        ("spacing.min_days", 90, "x", "做不到"),
    ):
        with pytest.raises(Problem, match=why):
            lay(address, number, basis)
    office.undo()
    assert office.rulebook.patrol(TODAY)["frequency.nature.一般"] == 2


def test_the_offices_own_number_is_withdrawn_from_a_day_on_and_not_for_the_days_before(office, township):
    address, before = "frequency.nature.一般", TODAY - timedelta(days=40)

    def withdraw():
        book = office.rulebook
        return office.do(lambda s: demands.withdraw(s, address, book, since=TODAY, person=None, on=TODAY))

    with pytest.raises(Problem, match="没有本单位的规定"):
        withdraw()
    rule = LocalRule(address, 6, "镇政办〔2026〕3号", before)
    office.do(lambda s: demands.lay_down(s, rule, office.rulebook, person=None, on=TODAY))
    assert "恢复默认" in withdraw().said
    assert [office.rulebook.patrol(day)[address] for day in (before, TODAY - timedelta(days=1), TODAY)] == [6, 6, 2]
    assert office.rulebook.patrol(TODAY).values[address].unconfirmed
    office.undo()
    assert office.rulebook.patrol(TODAY)[address] == 6


def test_the_responsibility_table_says_who_and_who_is_missing(office, township, tmp_path):
    for name in ("a.pdf", "a.xlsx"):
        assert office.ask(lambda s, name=name: responsibility.write(s, tmp_path / name, TODAY)) == 2
    text = text_of(tmp_path / "a.pdf")
    assert "梅溪镇职业健康网格责任表" in text
    assert "李明" in text
    assert "没有责任人" in text
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert [cell.value for cell in sheet[3]][:5] == [1, "大同村", 1, 8, "李明"]
    with pytest.raises(Problem, match="PDF 或 xlsx"):
        office.ask(lambda s: responsibility.write(s, tmp_path / "a.doc", TODAY))
