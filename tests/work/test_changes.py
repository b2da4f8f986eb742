"""The register as of any date, and what changed between two: in words, with the names, equal to the reports."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from desktop.rules.search_words import Condition
from desktop.rules.words import Period
from desktop.work import asof, changes, duplicates, editing, grading, merging, register, sample, summary
from desktop.work.change import Change
from desktop.work.problem import Problem
from desktop.work.register import Query
from tests.conftest import RESOURCES, TODAY

ONE_DAY = timedelta(days=1)


@pytest.fixture
def township(office):
    words = RESOURCES / "sample" / "township.toml"
    wish = sample.Wish(employers=150, years=3, seed=4)
    office.do(lambda s: sample.make(s, words, wish, rulebook=office.rulebook, on=TODAY))
    return office


@pytest.mark.parametrize(
    "period", [Period(2026, quarter=2), Period(2026, quarter=3), Period(2025, quarter=4), Period(2025), Period(2024)]
)
def test_counts_and_names_are_those_of_the_report(township, period):
    figures = township.ask(lambda s: summary.gather(s, period, township.rulebook, TODAY)).figures
    then = township.ask(lambda s: asof.register_on(s, period.end, township.rulebook))
    assert sorted(then.listed) == sorted(figures["A01"].rows)
    assert sorted(then.hazardous) == sorted(figures["A02"].rows)
    found = township.ask(lambda s: changes.between(s, period.start, period.end, township.rulebook))
    assert (found.listed_after, found.hazardous_after) == (figures["A01"].value, figures["A02"].value)
    assert (("新增", found.entered), ("核减", found.left)) == figures["A09"].parts
    assert found.listed_before + found.entered - found.left == found.listed_after
    moved = {event.employer_id for event in found.of(changes.NEW, changes.BACK, changes.GONE)}
    assert moved == set(figures["A09"].rows)
    assert len(found.of(changes.NEW, changes.BACK)) == found.entered
    assert len(found.of(changes.GONE)) == found.left


def stamp(office, day, since="0000"):
    """The operations since a day were done on this one: the journal has the clock of the machine, the office TODAY."""

    def work(session):
        given = {"at": f"{day} 08:00:00.000000", "since": since}
        session.execute(text("UPDATE operation SET at = :at WHERE at > :since"), given)
        return Change("旧")

    office.do(work)


def between(office, first=date(2026, 7, 1), last=TODAY):
    return office.ask(lambda s: changes.between(s, first, last, office.rulebook))


def test_every_change_is_a_sentence_with_the_name(office, an_employer):
    closed = an_employer(name="晓墅电镀厂")
    stopped = an_employer(name="梅溪木业")
    edited = an_employer(name="大同石材厂", phone="13800000001")
    an_employer(name="新丰五金厂", registered_on=date(2026, 8, 3), status_since=date(2026, 8, 3))
    for employer, status, reason in ((closed, "注销", "执照注销"), (stopped, "停产", None)):
        given = editing.Standing(status, date(2026, 9, 1), reason)
        office.do(lambda s, e=employer, g=given: editing.set_status(s, e, g, rulebook=office.rulebook, on=TODAY))
    for number in ("13900000002", "13900000003"):
        office.do(lambda s, n=number: editing.edit(s, edited, "phone", n, rulebook=office.rulebook, on=TODAY))
    stamp(office, TODAY)
    found = between(office)
    said = {event.kind: event.said for event in found.events if event.name != "新丰五金厂" or event.kind == "新增"}
    assert said["新增"] == "2026-08-03 新丰五金厂列入台账"
    assert said["核减"] == "2026-09-01 晓墅电镀厂注销（执照注销）"
    assert said["状态"] == "2026-09-01 梅溪木业转为停产"
    assert [event.moves[0].after for event in found.of("变更") if event.name == "大同石材厂"] == ["13900000003"]
    assert found.listed_before == 3
    assert found.listed_after == 3
    assert "在册 3 家，增加 1 家、核减 1 家" in found.sentence


def test_what_was_changed_and_changed_back_is_no_change(office, an_employer):
    employer = an_employer(phone="13800000001", registered_on=None)
    office.do(lambda s: editing.edit(s, employer, "phone", "13900000002", rulebook=office.rulebook, on=TODAY))
    office.undo()
    assert between(office).of("变更") == ()


def test_a_merger_is_told(office, an_employer):
    keep, other = an_employer(name="大同石材厂"), an_employer(name="大同石材有限公司")
    office.do(lambda s: merging.merge(s, keep, other, rulebook=office.rulebook, on=TODAY))
    (event,) = between(office).of("合并")
    assert "“大同石材有限公司”并入“大同石材厂”" in event.said


def test_the_days_must_be_in_order(office):
    with pytest.raises(Problem, match="之后"):
        between(office, TODAY, date(2026, 1, 1))


def test_an_employer_as_of_a_day(office, an_employer):
    employer = an_employer(
        name="大同石材厂", declared=(date(2026, 3, 1), date(2026, 10, 1)), tests=((date(2026, 8, 1), 4, 1),)
    )
    closed = editing.Standing("停产", date(2026, 9, 1))
    office.do(lambda s: editing.set_status(s, employer, closed, rulebook=office.rulebook, on=TODAY))
    june = date(2026, 6, 30)
    row = office.ask(lambda s: asof.rows(s, [employer], june, office.rulebook))[employer]
    assert (row.status, row.declared_on, row.tested_on) == ("在营", date(2026, 3, 1), None)
    file = office.ask(lambda s: asof.employer(s, employer, june, office.rulebook))
    assert file.fields["status"] == "在营"
    assert [line["declared_on"] for line in file.ledgers["declaration"]] == [date(2026, 3, 1)]
    assert file.ledgers["test_report"] == []


def test_grades_and_statuses_are_asked_for_as_they_were_on_the_day(office, an_employer):
    june, tests = date(2026, 6, 30), ((date(2026, 3, 1), 4, 1),)
    stopped, other = (an_employer(name=name, exposed_workers=80, tests=tests) for name in ("大同石材厂", "大同铸造厂"))
    office.do(lambda s: grading.grade_all(s, office.rulebook, june))
    office.do(lambda s: editing.edit(s, other, "exposed_workers", "5", rulebook=office.rulebook, on=TODAY))
    office.do(lambda s: grading.grade_all(s, office.rulebook, TODAY))
    closed = editing.Standing("停产", date(2026, 9, 1))
    office.do(lambda s: editing.set_status(s, stopped, closed, rulebook=office.rulebook, on=TODAY))
    levels = [r.level for r in office.ask(lambda s: asof.rows(s, [stopped, other], june, office.rulebook)).values()]
    assert len(set(levels)) == 1

    def found(query, on):
        asked = office.ask(lambda s: asof.narrowed(s, query, on, office.rulebook)) if on else query
        return set(office.ask(lambda s: register.find(s, asked)))

    assert found(Query(levels=(levels[0],)), june) == {stopped, other}
    assert found(Query(levels=(levels[0],)), None) == {stopped}
    assert found(Query(statuses=("停产",)), june) == set()
    assert found(Query(statuses=("在营",)), june) == {stopped, other}
    assert found(Query(statuses=("在营",)), None) == {other}
    not_open = Condition("status", ("在营",), "不是在营", "不是在营", negated=True)
    assert found(Query(conditions=(not_open,)), june) == set()
    assert found(Query(conditions=(not_open,)), None) == {stopped}


def test_a_field_as_of_yesterday_is_that_of_yesterday(office, an_employer):
    employer = an_employer(phone="13800000001")
    stamp(office, date(2026, 1, 5))
    office.do(lambda s: editing.edit(s, employer, "phone", "13900000002", rulebook=office.rulebook, on=TODAY))
    stamp(office, TODAY, since="2026-01-06")
    then = office.ask(lambda s: asof.employer(s, employer, date(2026, 6, 30), office.rulebook))
    assert then.fields["phone"] == "13800000001"
    now = office.ask(lambda s: asof.employer(s, employer, TODAY + ONE_DAY, office.rulebook))
    assert now.fields["phone"] == "13900000002"


def test_the_changes_can_be_taken_along_as_a_sheet(office, an_employer, tmp_path):
    an_employer(name="新丰五金厂", registered_on=date(2026, 8, 3), status_since=date(2026, 8, 3))
    found = between(office)
    changes.write(found, tmp_path / "变化.xlsx", made_on=TODAY)
    cells = [cell.value for row in load_workbook(tmp_path / "变化.xlsx").active.iter_rows() for cell in row]
    assert "新丰五金厂" in cells


def test_a_future_day_is_refused():
    with pytest.raises(Problem, match="还没有到"):
        asof.refuse_future(date(2027, 1, 1), TODAY)


def test_duplicates_stay_out_of_it(office, an_employer):
    one, other = an_employer(name="大同石材厂"), an_employer(name="大同石材厂")
    office.do(lambda s: duplicates.decide_apart(s, one, other, on=TODAY))
    assert [event for event in between(office).events if event.kind == "变更"] == []
