"""Searching the register in words: each condition finds the employers it says."""

from __future__ import annotations

from datetime import date

import pytest

from db.models.everything import Area, HealthExam, Visit
from desktop.work import conditions, editing, findings, grading, register
from desktop.work.change import Change
from desktop.work.register import Query
from tests.conftest import TODAY


@pytest.fixture
def town(office, an_employer):
    areas = {}

    def add(session):
        for number, (name, aliases) in enumerate((("溪东村", "老溪头、东头"), ("长兴村", None)), 1):
            session.add(Area(id=number, kind="村", name=name, aliases=aliases, pinyin="xdc xidongcun", position=number))
            areas[name] = number
        return Change("村")

    office.do(add)
    an_employer(
        name="大同石材厂", area_id=areas["溪东村"], factors=("矽尘", "噪声"), phone="13800000001", exposed_workers=62,
        declared=(date(2025, 1, 5),), tests=((date(2026, 8, 1), 4, 1),), verified_on=date(2026, 9, 1),
    )  # fmt: skip
    an_employer(
        name="梅溪化工厂", area_id=areas["长兴村"], factors=("苯", "甲苯"), exposed_workers=None,
        declared=(date(2026, 8, 2),), tests=((date(2026, 3, 1), 4, 0),),
    )  # fmt: skip
    an_employer(name="晓墅电镀厂", status="停产", status_since=date(2026, 3, 1), factors=("神秘雾",), size="小")
    an_employer(name="正常五金厂", factors=(), staff=9)
    office.do(lambda s: _exam(s))
    office.do(_visits)
    found = findings.Found("除尘设备没有开", opened_on=date(2026, 9, 1), deadline=date(2026, 9, 15))
    office.do(lambda s: findings.open_finding(s, 1, found, rulebook=office.rulebook, on=TODAY)[0])
    office.do(lambda s: editing.edit(s, 2, "former_names", "长乐油漆厂", rulebook=office.rulebook, on=TODAY))
    office.do(lambda s: grading.grade_all(s, office.rulebook, TODAY))
    return office


def _visits(session):
    for employer, state in ((1, "未能入内"), (2, "已访")):
        session.add(Visit(employer_id=employer, kind="计划", state=state, done_on=date(2026, 10, 9), noted_on=TODAY))
    return Change("巡查")


def _exam(session):
    session.add(HealthExam(employer_id=1, year=2026, kind="在岗", due=3, examined=3, precision="day"))
    return Change("体检")


def search(office, text):
    def ask(session):
        words = conditions.vocabulary(session, office.rulebook)
        found = conditions.understand(session, text, words, office.rulebook, TODAY)
        ids = register.find(session, Query(text=" ".join(found.words), conditions=found.conditions))
        return [row.name[:4] for row in register.rows(session, ids).values()], found

    names, found = office.ask(ask)
    return sorted(names), found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("苯", ["梅溪化工"]),
        ("没有苯", ["大同石材", "晓墅电镀", "正常五金"]),
        ("神秘雾", ["晓墅电镀"]),
        ("粉尘", ["大同石材"]),
        ("溪东村", ["大同石材"]),
        ("老溪头", ["大同石材"]),
        ("溪东村石材", ["大同石材"]),
        ("停产", ["晓墅电镀"]),
        ("三季度申报", ["梅溪化工"]),
        ("三季度没申报", ["大同石材", "晓墅电镀", "正常五金"]),
        ("没申报过", ["晓墅电镀", "正常五金"]),
        ("申报逾期", ["大同石材", "正常五金"]),
        ("年度更新逾期", ["大同石材"]),
        ("没有申报逾期", ["晓墅电镀", "梅溪化工"]),
        ("超标", ["大同石材"]),
        ("未超标", ["梅溪化工"]),
        ("今年体检", ["大同石材"]),
        ("三季度核实", ["大同石材"]),
        ("没核实过", ["晓墅电镀", "梅溪化工", "正常五金"]),
        ("接害50人以上", ["大同石材"]),
        ("接害人数未登记", ["梅溪化工"]),
        ("没电话", ["晓墅电镀", "梅溪化工", "正常五金"]),
        ("没有危害因素", ["正常五金"]),
        ("从业人员不足10人", ["正常五金"]),
        ("正常五金厂", ["正常五金"]),
        ("小型", ["晓墅电镀"]),
        ("不是停产", ["大同石材", "梅溪化工", "正常五金"]),
        ("Ⅲ级", ["大同石材"]),
        ("clyqc", ["梅溪化工"]),
        ("zlyqc", ["梅溪化工"]),
        ("长乐油漆", ["梅溪化工"]),
        ("13800000001", ["大同石材"]),
        ("没有这一家", []),
        ("没巡查", ["大同石材", "晓墅电镀", "正常五金"]),
        ("三季度没巡查", ["大同石材", "晓墅电镀", "梅溪化工", "正常五金"]),
        ("四季度巡查过", ["梅溪化工"]),
        ("有隐患", ["大同石材"]),
        ("没有隐患", ["晓墅电镀", "梅溪化工", "正常五金"]),
        ("整改逾期", ["大同石材"]),
        ("已销号", []),
        ("三季度没巡查的 苯", ["梅溪化工"]),
    ],
)
def test_each_search_finds_what_it_says(town, text, names):
    assert search(town, text)[0] == names


def test_what_cannot_be_known_is_said_and_does_not_filter(town):
    names, found = search(town, "三季度没处罚的 苯")
    assert names == ["梅溪化工"]
    assert [(unused.written, "处罚记录" in unused.why) for unused in found.unused] == [("三季度没处罚", True)]
    _, found = search(town, "建档逾期")
    assert "没有规定期限" in found.unused[0].why
    assert set(conditions.told(found)) == {"conditions", "text", "unused"}


def test_overdue_is_what_the_report_counts_as_overdue(town):
    from desktop.rules.words import Period
    from desktop.work import summary

    figures = town.ask(lambda s: summary.gather(s, Period(2026, month=11), town.rulebook, TODAY)).figures
    assert len(search(town, "年度更新逾期")[0]) == figures["B04"].value
