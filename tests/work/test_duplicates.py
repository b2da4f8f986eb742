"""Two records of one employer are found with a reason, told apart for good, or made one with nothing lost."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db.models.everything import Declaration, Employer, Exposure, HazardClass, Merger, StatusChange, TestReport
from desktop.work import duplicates, editing, employer_file, merging, trail
from desktop.work.change import Change
from desktop.work.problem import Problem
from tests.conftest import TODAY

CODE = "91330523391500087X"


def pairs(office):
    return {(pair.one_name, pair.other_name): pair for pair in office.ask(duplicates.find)}


def merge(office, keep, other, **more):
    return office.do(lambda s: merging.merge(s, keep, other, rulebook=office.rulebook, on=TODAY, **more))


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ({"name": "安吉（大同）石材有限公司"}, {"name": "安吉(大同)石材有限责任公司"}, "名称只差写法"),
        ({"name": "安吉县梅溪镇大同石材厂"}, {"name": "大同石材厂"}, "名称只差前面的地名"),
        ({"name": "大同石材厂", "former_names": "梅溪石料厂"}, {"name": "梅溪石料厂"}, "曾用名"),
        ({"name": "大同石材厂"}, {"name": "大桐石材厂"}, "读音相同"),
        ({"name": "某甲", "credit_code": CODE}, {"name": "无关", "old_registration_no": CODE[8:17]}, "组织机构代码"),
        (
            {"name": "大同石材厂", "phone": "13800000001"},
            {"name": "大同石材加工厂", "leader_phone": "13800000001"},
            "电话相同",
        ),
        (
            {"name": "大同石材厂", "phone": "13800000001", "address": "梅溪镇工业路8号"},
            {"name": "恒盛五金", "phone": "13800000001", "address": "工业路８号"},
            "地址相同",
        ),
    ],
)
def test_two_records_of_one_employer_are_found_and_the_reason_is_said(office, an_employer, one, other, reason):
    an_employer(**one)
    an_employer(**other)
    (pair,) = office.ask(duplicates.find)
    assert any(reason in said for said in pair.reasons)
    assert 60 <= pair.score <= 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "大同石材一厂", "phone": "13800000001"}, {"name": "大同石材二厂", "phone": "13800000001"}),
        ({"name": "大同石材厂"}, {"name": "晓墅电镀厂"}),
        ({"name": "大同石材厂", "phone": "13800000001"}, {"name": "晓墅电镀厂", "phone": "13800000001"}),
        (
            {"name": "大同石材厂", "credit_code": CODE},
            {"name": "大同石材厂", "credit_code": "91330599000000017P"},
        ),
    ],
)
def test_two_employers_are_not_taken_for_one(office, an_employer, one, other):
    an_employer(**one)
    an_employer(**other)
    assert office.ask(duplicates.find) == []


def test_a_number_that_a_bookkeeper_gives_for_everybody_tells_nothing(office, an_employer):
    for name in ("恒盛机械", "方远机械", "立新机械", "源达机械", "中顺机械", "利通机械"):
        an_employer(name=name, phone="13800000001")
    assert office.ask(duplicates.find) == []


def test_not_the_same_is_remembered(office, an_employer):
    one, other = an_employer(name="大同石材厂"), an_employer(name="大同石材厂")
    office.do(lambda s: duplicates.decide_apart(s, other, one, on=TODAY))
    assert office.ask(duplicates.find) == []
    office.undo()
    assert len(office.ask(duplicates.find)) == 1


class TestMerging:
    @pytest.fixture
    def two(self, office, an_employer):
        keep = an_employer(
            name="大同石材厂", phone="13800000001", address=None, exposed_workers=8, factors=("矽尘",),
            declared=(date(2026, 3, 1),), tests=((date(2026, 5, 1), 4, 1),), registered_on=date(2026, 1, 1),
        )  # fmt: skip
        other = an_employer(
            name="安吉大同石材有限公司", phone="13900000002", address="工业路8号", credit_code=CODE, exposed_workers=9,
            factors=("矽尘", "噪声"), declared=(date(2026, 3, 1), date(2025, 3, 1)), tests=((date(2026, 5, 1), 4, 1),),
        )  # fmt: skip

        def classes(session):
            session.add(HazardClass(employer_id=keep, hazard_class="粉尘", present=True, workers=None))
            session.add(HazardClass(employer_id=other, hazard_class="粉尘", present=True, workers=5))
            session.add(HazardClass(employer_id=other, hazard_class="物理因素", present=True, workers=3))
            return Change("类别")

        office.do(classes)
        return keep, other

    def whole(self, office):
        def rows(session):
            tables = (Employer, StatusChange, Exposure, Declaration, TestReport, HazardClass, Merger)
            return [
                sorted(tuple(map(str, row)) for row in session.execute(select(*model.__table__.columns)))
                for model in tables
            ]

        return office.ask(rows)

    def test_only_gaps_are_filled_and_the_former_name_is_kept(self, office, two):
        keep, other = two
        merge(office, keep, other)
        file = office.ask(lambda s: employer_file.detail(s, keep))
        assert (file.name, file.fields["phone"], file.fields["exposed_workers"]) == ("大同石材厂", "13800000001", 8)
        assert (file.fields["address"], file.fields["credit_code"]) == ("工业路8号", CODE)
        assert file.fields["former_names"] == "安吉大同石材有限公司"
        assert file.fields["registered_on"] == date(2025, 1, 1)
        assert office.ask(lambda s: employer_file.detail(s, other)) is None

    def test_all_ledgers_come_together_and_the_same_event_is_not_counted_twice(self, office, two):
        keep, other = two
        merge(office, keep, other)
        ledgers = office.ask(lambda s: employer_file.detail(s, keep)).ledgers
        assert [row["declared_on"] for row in ledgers["declaration"]] == [date(2026, 3, 1), date(2025, 3, 1)]
        assert len(ledgers["test_report"]) == 1
        assert [row["written"] for row in ledgers["exposure"]] == ["矽尘", "噪声"]
        assert {(row["hazard_class"], row["workers"]) for row in ledgers["hazard_class"]} == {
            ("粉尘", 5),
            ("物理因素", 3),
        }

    def test_a_person_may_prefer_single_values_of_the_other(self, office, two):
        keep, other = two
        merge(office, keep, other, prefer={"name", "exposed_workers"})
        file = office.ask(lambda s: employer_file.detail(s, keep))
        assert (file.name, file.fields["exposed_workers"]) == ("安吉大同石材有限公司", 9)
        assert file.fields["former_names"] == "大同石材厂"

    def test_one_undo_takes_all_of_it_back(self, office, two):
        before = self.whole(office)
        merge(office, *two)
        assert self.whole(office) != before
        office.undo()
        assert self.whole(office) == before
        office.redo()
        assert office.ask(lambda s: employer_file.detail(s, two[1])) is None

    def test_the_history_of_both_is_told(self, office, two):
        keep, other = two
        office.do(lambda s: editing.edit(s, other, "phone", "13911112222", rulebook=office.rulebook, on=TODAY))
        merge(office, keep, other)
        said = [trace.said for trace in office.ask(lambda s: trail.of_employer(s, keep, office.rulebook))]
        assert said[0].startswith("已合并：“安吉大同石材有限公司”并入“大同石材厂”")
        assert any("13911112222" in line for line in said)

    def test_what_is_compared_says_which_gap_would_be_filled(self, office, two):
        found = {line.field: line for line in office.ask(lambda s: merging.compare(s, *two, office.rulebook))}
        assert found["address"].what == "gap"
        assert (found["phone"].what, found["phone"].ours, found["phone"].theirs) == (
            "differs", "13800000001", "13900000002",
        )  # fmt: skip
        assert found["staff"].what == "same"

    def test_decisions_about_a_third_hold_of_the_merged_one(self, office, an_employer, two):
        keep, other = two
        third = an_employer(name="安吉大同石材有限公司")
        office.do(lambda s: duplicates.decide_apart(s, other, third, on=TODAY))
        merge(office, keep, other)
        assert office.ask(lambda s: duplicates.decided_apart(s, keep)) == [third]
        assert office.ask(duplicates.find) == []

    def test_the_same_record_cannot_be_merged_with_itself(self, office, two):
        with pytest.raises(Problem, match="同一条"):
            merge(office, two[0], two[0])
