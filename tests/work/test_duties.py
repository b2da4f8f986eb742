"""What is due in a real office: the list, its groups, urging, reminders, the calendar files, the six columns."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert

from db.models.duty import ChangeEvent
from db.models.everything import (
    Commitment,
    ConstructionProject,
    Declaration,
    HazardClass,
    HealthExam,
    LabourStanding,
    TestReport,
    TestResult,
    Training,
)
from desktop.rules.duties import LACKING, LATE, NEAR
from desktop.rules.duty.terms import OURS
from desktop.work import (
    assignments,
    duties,
    duties_calendar,
    duties_columns,
    duties_ics,
    duties_letters,
    duties_words,
    settings,
)
from desktop.work.change import Change
from desktop.work.duties import Filters, Urge
from desktop.work.problem import Problem
from tests.conftest import TODAY
from tests.report.builders import text_of


@pytest.fixture
def village(office):
    """Two villages, the first with its patroller; gives their ids."""
    office.do(lambda session: settings.add_areas(session, ["大同村", "小溪村"]))
    areas = {area.name: area.id for area in office.ask(settings.areas)}
    office.do(lambda session: assignments.set_responsible(session, areas["大同村"], "李网格", on=TODAY))
    return areas


@pytest.fixture
def keep(office):
    """Write rows into a ledger."""

    def write(model, **values):
        def work(session):
            key = session.execute(insert(model).values(**values).returning(model.id)).scalar_one()
            kept.append(key)
            return Change("记录", frozenset())

        kept: list[int] = []
        office.do(work)
        return kept[0]

    return write


def all_of(office, on=TODAY, **filters):
    return office.ask(lambda session: duties.due_list(session, office.rulebook, on, Filters(**filters)))


def one(items, duty, factor=None):
    (item,) = [item for item in items if item.due.duty == duty and factor in (None, item.due.factor)]
    return item


def test_every_ledger_reaches_the_list(office, an_employer, keep):
    id = an_employer(
        name="大同石材厂", declared=(date(2025, 10, 22), date(2024, 9, 1)), tests=((date(2025, 1, 1), 4, 0),),
        industry_code="3032", declared_risk="严重",
    )  # fmt: skip
    keep(HealthExam, employer_id=id, year=2024, kind="在岗", examined_on=date(2024, 11, 1), precision="day")
    keep(HealthExam, employer_id=id, year=2025, kind="在岗", precision="day", due=8, examined=8)
    keep(HealthExam, employer_id=id, year=2026, kind="离岗", examined_on=date(2026, 3, 1), precision="day")
    keep(Training, employer_id=id, audience="劳动者", trained_on=date(2025, 11, 22), precision="day", hours=4)
    keep(Commitment, employer_id=id, signed_on=date(2025, 1, 15), precision="day")
    keep(Commitment, employer_id=id, signed_on=date(2026, 1, 15), precision="day", expires_on=date(2026, 12, 31))
    keep(LabourStanding, employer_id=id, counted_on=date(2025, 1, 1), contracts_signed=1)
    keep(LabourStanding, employer_id=id, counted_on=date(2026, 6, 1), contracts_signed=20, insured=18)
    items = all_of(office)
    assert one(items, "yearly_update").due.due == date(2026, 11, 22)
    assert one(items, "testing").due.due == date(2026, 1, 1)
    assert one(items, "on_job_exam").due.because.startswith("上次在岗体检 2025（应检 8 人")
    assert one(items, "worker_training").due.due == date(2026, 11, 22)
    assert one(items, "commitment").due.due == date(2026, 12, 31)
    assert one(items, "insurance").due.due == date(2026, 6, 1)
    assert one(items, "contract_notice").due.due == date(2027, 6, 1)
    late = [item.due.due for item in items if item.due.standing == LATE]
    assert late == sorted(late)
    assert [item.due.standing for item in items[: len(late)]] == [LATE] * len(late)


def test_what_was_recorded_later_was_not_known_then(office, an_employer):
    an_employer(declared=(date(2025, 1, 1), date(2026, 6, 1)))
    assert one(all_of(office, date(2026, 5, 31)), "yearly_update").due.due == date(2026, 2, 1)
    assert one(all_of(office), "yearly_update").due.due == date(2027, 7, 1)


def test_over_the_limit_asks_for_a_retest_of_that_factor(office, an_employer, keep):
    id = an_employer(tests=((date(2026, 5, 1), 4, 1),))
    first = office.ask(lambda s: s.query(TestReport.id).scalar())
    keep(TestResult, report_id=first, written="噪音", factor_code="P01", over_limit=True)
    assert one(all_of(office), "retest").due.factor == "噪声"
    again = keep(TestReport, employer_id=id, kind="委托复测", tested_on=date(2026, 7, 1), precision="day")
    keep(TestResult, report_id=again, written="噪声", factor_code="P01", over_limit=False)
    assert not [item for item in all_of(office) if item.due.duty == "retest"]


def test_an_event_a_project_and_a_leaver_are_due(office, an_employer, keep):
    id = an_employer(declared=(date(2026, 1, 1),))
    on = date(2026, 11, 10)
    office.do(lambda s: duties.happened(s, id, "名称场所负责人", on, " 更名 ", on=TODAY))
    office.do(lambda s: duties.leaves(s, id, "王某", date(2026, 11, 20), (None, None)))
    keep(ConstructionProject, employer_id=id, name="二期", acceptance_planned_on=date(2026, 12, 1))
    items = all_of(office)
    assert one(items, "change_identity").due.due == date(2026, 11, 25)
    assert one(items, "leaving_exam").due.who == "王某"
    assert one(items, "acceptance_plan").due.due == date(2026, 11, 11)


def test_an_event_that_cannot_be_is_refused(office, an_employer):
    id = an_employer()
    for kind, day, words in (("搬家", TODAY, "不认识的变化"), ("事故", date(2026, 12, 1), "还没有到")):
        with pytest.raises(Problem, match=words):
            office.do(lambda s, kind=kind, day=day: duties.happened(s, id, kind, day, None, on=TODAY))
    with pytest.raises(Problem, match="姓名"):
        office.do(lambda s: duties.leaves(s, id, " ", None, (None, None)))
    assert office.ask(lambda s: s.query(ChangeEvent).count()) == 0


def test_an_employer_of_which_nothing_is_known_lacks_and_one_without_hazard_owes_nothing(office, an_employer, keep):
    an_employer(name="不知道", factors=(), exposed_workers=None)
    denied = an_employer(name="没有危害", factors=(), exposed_workers=None)
    keep(HazardClass, employer_id=denied, hazard_class="粉尘", present=False)
    items = all_of(office)
    assert {item.who.name for item in items} == {"不知道"}
    assert {item.due.standing for item in items if item.due.group != OURS} == {LACKING}


def test_filters_narrow_the_list(office, an_employer, village):
    near = an_employer(name="甲厂", area_id=village["大同村"], declared=(date(2025, 12, 1),))
    an_employer(name="乙厂", area_id=village["小溪村"], declared=(date(2025, 1, 1),))
    assert {i.who.name for i in all_of(office, villages=("小溪村",))} == {"乙厂"}
    assert {i.who.name for i in all_of(office, ids=(near,))} == {"甲厂"}
    assert {i.due.standing for i in all_of(office, standings=(LATE,))} == {LATE}
    assert {i.due.group for i in all_of(office, groups=("申报",))} == {"申报"}
    (item,) = all_of(office, duties=("yearly_update",), standings=(NEAR,))
    assert (item.who.name, item.who.patroller) == ("甲厂", "李网格")


def test_groups_hold_every_item_once_and_nobody_stands_last(office, an_employer, village):
    an_employer(name="无村厂")
    an_employer(name="乙厂", area_id=village["小溪村"])
    an_employer(name="甲厂", area_id=village["大同村"])
    items = all_of(office)
    for by in duties.GROUPINGS:
        groups = duties.grouped(items, by)
        assert sum(len(group.items) for group in groups) == len(items)
    assert [group.title for group in duties.grouped(items, "village")] == ["大同村", "小溪村", "未登记"]
    assert [group.title for group in duties.grouped(items, "patroller")] == ["李网格", "未登记"]
    assert duties.grouped(items, "village")[0].employers == 1


def test_the_steps_of_the_ladder_count_every_item_once(office, an_employer):
    an_employer(declared=(date(2025, 10, 23),))
    items = all_of(office)
    counts = duties.rungs(items, office.rulebook)
    assert sum(counts.values()) == len(items)
    assert counts["今天到期"] == 1
    assert list(counts)[:3] == ["逾期", "今天到期", "7天内"]
    found = office.ask(lambda s: duties.outlook(s, office.rulebook, TODAY))
    assert found.open == sum(item.due.standing in duties.OPEN for item in items)
    assert "今天到期 1 项" in found.said


def test_an_empty_office_owes_nothing(office):
    assert all_of(office) == []
    assert office.ask(lambda s: duties.outlook(s, office.rulebook, TODAY)).said == "没有到期事项"


def test_urging_is_logged_shown_and_taken_back(office, an_employer):
    id = an_employer(name="大同石材厂", declared=(date(2025, 1, 1),))
    told = Urge("yearly_update", "走访", " 下周办 ", promised_on=date(2026, 11, 30), by="小陈")
    change = office.do(lambda s: duties.urge(s, id, told, office.rulebook, TODAY))
    assert change.said == "大同石材厂：上门催办年度更新申报，下周办"
    (row,) = office.ask(lambda s: duties.urgings(s, id, office.rulebook))
    assert (row.how, row.result, row.promised_on, row.label) == ("上门", "下周办", date(2026, 11, 30), "年度更新申报")
    items = all_of(office)
    assert one(items, "yearly_update").urged_on == TODAY
    assert one(items, "testing").urged_on is None
    office.do(lambda s: duties.urge(s, id, Urge(None, "电话"), office.rulebook, TODAY))
    assert one(all_of(office), "testing").urged_how == "电话"
    office.undo()
    office.undo()
    assert office.ask(lambda s: duties.urgings(s, id, office.rulebook)) == []


def test_urging_refuses_what_it_does_not_know(office, an_employer):
    id = an_employer()
    with pytest.raises(Problem, match="不认识的催办方式"):
        office.do(lambda s: duties.urge(s, id, Urge(None, "喊话"), office.rulebook, TODAY))
    with pytest.raises(Problem, match="已被删除"):
        office.do(lambda s: duties.urge(s, 999, Urge(None, "电话"), office.rulebook, TODAY))
    with pytest.raises(Problem, match="已被删除"):
        office.do(lambda s: assignments.set_responsible(s, 999, "李", on=TODAY))
    assert duties.named(office.rulebook, "全部") is None
    assert duties.named(office.rulebook, "定期检测").id == "testing"
    for words in ("培训", "扫地"):
        with pytest.raises(Problem, match="对应"):
            duties.named(office.rulebook, words)


def test_the_reminder_names_date_clause_evidence_and_what_is_lacking(office, an_employer, village):
    id = an_employer(
        name="大同石材厂",
        declared=(date(2025, 10, 23),),
        area_id=village["大同村"],
        contact="王某",
        phone="19000000001",
    )
    items = office.ask(lambda s: duties.due_of(s, office.rulebook, TODAY, id))
    card = office.ask(settings.township)
    said = duties_words.for_employer(items, card, TODAY)
    assert said.startswith("【职业健康提醒】大同石材厂：")
    assert "年度更新申报：应于2026年11月23日前完成，今天到期。依据：申报系统要求" in said
    assert "年度更新申报回执" in said
    assert "以下事项没有登记资料" in said
    assert said.endswith("梅溪镇人民政府  2026年11月23日")
    grid = duties_words.for_village(items, "大同村", card, TODAY)
    assert "大同村 李网格" in grid
    assert "大同石材厂（王某 19000000001）：" in grid
    assert "年度更新申报今天到期" in grid
    assert duties_words.for_village(items, "小溪村", card, TODAY) == duties_words.NOTHING
    assert duties_words.for_employer([], card, TODAY) == duties_words.NOTHING
    assert duties_words.for_employer(items, None, TODAY).endswith("2026年11月23日")


def test_what_no_law_asks_for_is_not_called_a_law(office, an_employer, keep):
    id = an_employer()
    keep(Commitment, employer_id=id, signed_on=date(2025, 1, 15), precision="day")
    said = duties_words.for_employer(all_of(office), office.ask(settings.township), TODAY)
    assert "本程序" not in said
    assert "告知承诺书：应于2026年1月15日前完成，已逾期312天。依据：日常管理要求。" in said


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


def test_the_calendar_file_follows_rfc_5545(office, an_employer, tmp_path):
    an_employer(name="大同,石材;厂" + "长" * 60, declared=(date(2025, 12, 1),), contact="王某")
    items = [item for item in all_of(office) if item.due.duty == "yearly_update"]
    assert duties_ics.write(items, tmp_path / "a" / "b.ics", TODAY) == 1
    raw = (tmp_path / "a" / "b.ics").read_bytes()
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    for line in raw.split(b"\r\n"):
        line.decode("utf-8")  # never cut inside a character
    lines = unfolded(raw.decode("utf-8"))
    assert "DTSTART;VALUE=DATE:20270101" in lines
    assert "DTEND;VALUE=DATE:20270102" in lines
    (summary,) = [line for line in lines if line.startswith("SUMMARY:")]
    assert "大同\\,石材\\;厂长" in summary
    assert summary.endswith("年度更新申报（临近）")
    assert "BEGIN:VALARM" in lines
    assert duties_ics.calendar(items, TODAY) == raw.decode("utf-8")


def test_what_has_no_date_is_no_event_and_a_place_that_is_none_is_a_problem(office, an_employer, tmp_path):
    an_employer()
    lacking = all_of(office, standings=(LACKING,))
    dated = [item for item in lacking if item.due.due]
    assert duties_ics.calendar(lacking, TODAY).count("BEGIN:VEVENT") == len(dated)
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(Problem):
        duties_ics.write(lacking, tmp_path / "taken" / "b.ics", TODAY)


def test_letters_are_one_for_each_employer_by_village(office, an_employer, village, tmp_path):
    an_employer(name="小溪木业", area_id=village["小溪村"], declared=(date(2025, 1, 1),))
    an_employer(name="大同石材厂", area_id=village["大同村"], declared=(date(2025, 1, 1),))
    file = tmp_path / "out" / "letters.pdf"
    number = duties_letters.write(all_of(office), office.ask(settings.township), file, TODAY)
    text = text_of(file)
    assert number == 2
    assert text.index("大同石材厂") < text.index("小溪木业")
    assert text.count("回执") >= 2
    assert "年度更新申报" in text


def test_letters_are_refused_with_a_way_out(office, an_employer, tmp_path):
    card = office.ask(settings.township)
    with pytest.raises(Problem, match="没有到期"):
        duties_letters.write([], card, tmp_path / "a.pdf", TODAY)
    with pytest.raises(Problem, match="本单位"):
        duties_letters.write([], None, tmp_path / "a.pdf", TODAY)
    an_employer(declared=(date(2025, 1, 1),))
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(Problem, match="写不进"):
        duties_letters.write(all_of(office), card, tmp_path / "taken" / "a.pdf", TODAY)


def test_the_six_duties_tell_date_due_date_and_evidence(office, an_employer, keep):
    id = an_employer(tests=((date(2025, 1, 1), 4, 0),), declared_risk="严重")
    keep(Declaration, employer_id=id, kind="初次", declared_on=date(2026, 5, 1), precision="day", receipt_no="申123")
    keep(LabourStanding, employer_id=id, counted_on=date(2026, 6, 1), contracts_signed=20, hazards_told=8, insured=20)
    keep(HealthExam, employer_id=id, year=2026, kind="在岗", examined_on=date(2026, 3, 1), precision="day",
         institution="县医院")  # fmt: skip
    six = office.ask(lambda s: duties_columns.named(s, office.rulebook, [id], TODAY))[id]
    assert list(six) == ["申报", "体检", "检测", "劳动合同", "工伤保险", "三同时"]
    assert (six["申报"].on, six["申报"].due, six["申报"].evidence) == (
        date(2026, 5, 1), date(2027, 6, 1), "初次 申123",
    )  # fmt: skip
    assert (six["检测"].due, six["检测"].state) == (date(2026, 1, 1), "逾期 326 天")
    assert six["体检"].evidence == "在岗 县医院"
    assert (six["劳动合同"].evidence, six["工伤保险"].evidence) == ("签订 20 人，告知 8 人", "参保 20 人")
    assert (six["三同时"].state, six["三同时"].due) == ("无需办理", None)
    keep(ConstructionProject, employer_id=id, name="二期", risk="一般", started_on=date(2025, 1, 1),
         pre_evaluated_on=date(2024, 12, 1), designed_on=date(2024, 12, 1), control_evaluated_on=date(2025, 5, 1),
         accepted_on=date(2025, 6, 1))  # fmt: skip
    six = office.ask(lambda s: duties_columns.named(s, office.rulebook, [id], TODAY))[id]
    assert (six["三同时"].state, six["三同时"].evidence) == ("已完成", "二期")


def a_year(folder, year, rows=11, first="date,kind,name", more=()):
    file = folder / f"{year}.csv"
    days = [f"{year}-10-{day:02},放假,国庆节" for day in range(1, rows + 1)]
    file.write_text("\n".join([first, *days, *more]), encoding="utf-8")
    return file


def test_a_year_is_imported_replaced_and_taken_back(office, tmp_path):
    def works(day):
        return office.ask(lambda s: duties_calendar.calendar(s, office.rulebook)).works(day)

    assert works(date(2027, 10, 1)) is None
    file = a_year(tmp_path, 2027, more=["2027-10-16,上班,国庆节", ""])
    change = office.do(lambda s: duties_calendar.take_in(s, duties_calendar.read(file, office.rulebook), on=TODAY))
    assert change.said == "已导入 2027 年的工作日历，共 12 天"
    assert (works(date(2027, 10, 1)), works(date(2027, 10, 16)), works(date(2026, 10, 1))) == (False, True, False)
    again = a_year(tmp_path, 2027, first="日期,类别", more=["2027/10/12,休"])
    office.do(lambda s: duties_calendar.take_in(s, duties_calendar.read(again, office.rulebook), on=TODAY))
    assert (works(date(2027, 10, 16)), works(date(2027, 10, 12))) == (False, False)
    office.undo()
    office.undo()
    assert works(date(2027, 10, 1)) is None


@pytest.mark.parametrize(
    ("rows", "more", "words"),
    [
        (3, (), "只有 3 天放假"),
        (11, ("2027-10-01,放假,国庆节",), "重复"),
        (11, ("2027-13-01,放假",), "第 13 行看不懂"),
        (11, ("2027-10-20,过节",), "第 13 行看不懂"),
        (11, ("2027-10-20",), "第 13 行看不懂"),
        (0, (), "没有日期"),
    ],
)
def test_a_calendar_that_is_not_clear_is_refused(office, tmp_path, rows, more, words):
    file = a_year(tmp_path, 2027, rows, more=more)
    with pytest.raises(Problem, match=words):
        office.do(lambda s: duties_calendar.take_in(s, duties_calendar.read(file, office.rulebook), on=TODAY))


def test_a_calendar_in_the_old_encoding_is_read_and_an_absent_one_refused(office, tmp_path):
    file = a_year(tmp_path, 2028)
    file.write_bytes(file.read_text(encoding="utf-8").encode("gb18030"))
    office.do(lambda s: duties_calendar.take_in(s, duties_calendar.read(file, office.rulebook), on=TODAY))
    with pytest.raises(Problem, match="打不开"):
        office.do(
            lambda s: duties_calendar.take_in(s, duties_calendar.read(tmp_path / "none.csv", office.rulebook), on=TODAY)
        )
