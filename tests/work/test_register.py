"""The register is found by whatever a person remembers, and every list is honest about what is not known."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.work import editing, employer_file, grading, register, settings
from desktop.work.problem import Problem
from desktop.work.register import Query
from tests.conftest import TODAY


def found(office, **query):
    ids = office.ask(lambda session: register.find(session, Query(**query)))
    rows = office.ask(lambda session: register.rows(session, ids))
    return [rows[i].name for i in ids]


@pytest.fixture
def villages(office):
    office.do(lambda session: settings.add_areas(session, ["1. 长兴村", "溪东社区、园区"]))
    return {area.name: area.id for area in office.ask(settings.areas)}


@pytest.mark.parametrize(
    "text",
    [
        "长乐",
        "clsc",
        "zlsc",
        "zhangle",
        "changle",
        "91330523391500087X",
        "391500087",
        "13900000001",
        "老王",
        "长兴村",
        "cxc",
        "乐|石材",
        "CLSC",
    ],
)
def test_an_employer_is_found_by_what_one_remembers(office, an_employer, villages, text):
    text = text.replace("|", " ")
    an_employer(name="毫不相干厂")
    an_employer(
        name="安吉长乐石材厂",
        credit_code="91330523391500087X",
        phone="13900000001",
        contact="老王",
        area_id=villages["长兴村"],
    )
    assert found(office, text=text) == ["安吉长乐石材厂"]


@pytest.mark.parametrize("text", ["100%", "_", "'; DROP TABLE employer", "％"])
def test_signs_in_a_search_are_ordinary_characters(office, an_employer, text):
    an_employer(name="安吉长乐石材厂")
    assert found(office, text=text) == []


def test_a_changed_name_is_found_by_the_old_and_the_new_one(office, an_employer):
    employer = an_employer(name="老名字石材厂")
    office.do(lambda s: editing.edit(s, employer, "name", "新名字石业", rulebook=office.rulebook, on=TODAY))
    assert found(office, text="老名字") == found(office, text="xmz") == ["新名字石业"]


def test_filters_combine_and_ungraded_is_a_level_of_its_own(office, an_employer, villages):
    graded = an_employer(name="甲厂", area_id=villages["长兴村"], tests=((date(2026, 5, 1), 4, 0),))
    an_employer(name="乙厂", area_id=villages["长兴村"])
    an_employer(name="丙厂", area_id=villages["溪东社区"])
    office.do(lambda session: grading.grade_all(session, office.rulebook, TODAY))
    assert found(office, villages=(villages["长兴村"],)) == ["甲厂", "乙厂"]
    assert found(office, villages=(villages["长兴村"],), levels=("Ⅰ",)) == ["甲厂"]
    assert set(found(office, levels=(register.UNGRADED,))) == {"乙厂", "丙厂"}
    assert found(office, ids=(graded,)) == ["甲厂"]
    assert set(found(office, states=("未检测",))) == {"乙厂", "丙厂"}


def test_unknown_sorts_last_in_both_directions(office, an_employer):
    for name, staff in (("少", 5), ("多", 50), ("不知道", None)):
        an_employer(name=name, staff=staff)
    assert found(office, sort=(("staff", True),)) == ["少", "多", "不知道"]
    assert found(office, sort=(("staff", False),)) == ["多", "少", "不知道"]


def test_the_whole_file_of_an_employer_has_its_ledgers(office, an_employer):
    employer = an_employer(factors=("噪声", "矽尘"), declared=(TODAY,), tests=((date(2026, 1, 2), 5, 1),))
    whole = office.ask(lambda session: employer_file.detail(session, employer))
    assert [row["written"] for row in whole.ledgers["exposure"]] == ["噪声", "矽尘"]
    assert whole.ledgers["declaration"][0]["declared_on"] == TODAY
    assert office.ask(lambda session: register.over_limit(session))[employer] is True
    assert office.ask(lambda session: employer_file.detail(session, 999)) is None


class TestEditing:
    def edit(self, office, employer, key, written):
        return office.do(
            lambda session: editing.edit(session, employer, key, written, rulebook=office.rulebook, on=TODAY)
        )

    def field(self, office, employer, key):
        return office.ask(lambda session: employer_file.detail(session, employer).fields[key])

    @pytest.mark.parametrize(
        ("key", "written", "kept"),
        [
            ("exposed_workers", "１２ 人", 12),
            ("exposed_workers", "", None),
            ("phone", "139-0000-0001", "13900000001"),
            ("size", "小型", "小"),
            ("status", "停业", "停产"),
            ("verified_on", "2026.3.5", date(2026, 3, 5)),
            ("health_office", "√", True),
            ("credit_code", "91330523391500087x", "91330523391500087X"),
        ],
    )
    def test_what_is_typed_is_read_like_a_cell(self, office, an_employer, key, written, kept):
        employer = an_employer()
        self.edit(office, employer, key, written)
        assert self.field(office, employer, key) == kept

    @pytest.mark.parametrize(
        ("key", "written", "instead"),
        [
            ("exposed_workers", "约30", "整数"),
            ("exposed_workers", "-3", "整数"),
            ("credit_code", "91330523391500087A", "营业执照"),
            ("phone", "1.39E+10", ""),
            ("verified_on", "2026-02-30", "2026-03-05"),
            ("size", "超大", "请填其中之一"),
            ("village", "没有的村", "设置"),
            ("name", "", "请填写"),
            ("nonsense", "1", "可用的字段"),
        ],
    )
    def test_what_is_not_clear_is_refused_with_what_to_write(self, office, an_employer, key, written, instead):
        employer = an_employer()
        before = office.ask(lambda session: employer_file.detail(session, employer))
        with pytest.raises(Problem) as refused:
            self.edit(office, employer, key, written)
        assert instead in refused.value.remedy
        assert office.ask(lambda session: employer_file.detail(session, employer)) == before

    def test_a_code_of_another_employer_is_refused_by_name(self, office, an_employer):
        an_employer(name="先来的厂", credit_code="91330523391500087X")
        late = an_employer(name="后来的厂")
        with pytest.raises(Problem, match="先来的厂"):
            self.edit(office, late, "credit_code", "91330523391500087X")

    def test_a_new_headcount_moves_the_grade_in_the_same_operation(self, office, an_employer):
        employer = an_employer(factors=("矽尘",), exposed_workers=9, staff=90, tests=((date(2026, 5, 1), 4, 0),))
        office.do(lambda session: grading.grade_all(session, office.rulebook, TODAY))
        self.edit(office, employer, "exposed_workers", "50")
        assert office.ask(lambda s: register.rows(s, [employer]))[employer].level == "Ⅲ"
        office.undo()
        row = office.ask(lambda s: register.rows(s, [employer]))[employer]
        assert (row.level, row.exposed_workers) == ("Ⅱ", 9)

    def test_factors_are_kept_as_written_and_found_in_the_catalogue(self, office, an_employer):
        employer = an_employer(factors=("噪声",))
        change = self.edit(office, employer, "factors", "噪音、铬及其化合物（三氧化铬、铬酸盐、重铬酸盐）、神秘尘")
        kept = office.ask(lambda session: employer_file.detail(session, employer)).ledgers["exposure"]
        assert [row["written"] for row in kept] == ["噪音", "铬及其化合物（三氧化铬、铬酸盐、重铬酸盐）", "神秘尘"]
        assert [row["factor_code"] is None for row in kept] == [False, False, True]
        assert "神秘尘" in change.said

    def test_entering_an_employer_and_a_twin_of_it(self, office, villages):
        given = {"name": "新开石材有限公司", "village": "长兴村", "exposed_workers": "12", "factors": "矽尘"}
        office.do(lambda session: editing.enter(session, given, rulebook=office.rulebook, on=TODAY))
        assert found(office, text="xksc") == ["新开石材有限公司"]
        twin = given | {"name": "新开石材有限责任公司"}
        with pytest.raises(Problem, match="同一个村里已经有"):
            office.do(lambda session: editing.enter(session, twin, rulebook=office.rulebook, on=TODAY))

    def test_a_status_is_kept_with_its_day(self, office, an_employer):
        employer = an_employer()
        closed = editing.Standing("注销", date(2026, 8, 1), "执照注销")
        office.do(lambda s: editing.set_status(s, employer, closed, rulebook=office.rulebook, on=TODAY))
        history = office.ask(lambda session: employer_file.detail(session, employer)).ledgers["status_change"]
        assert (history[0]["status"], history[0]["since"]) == ("注销", date(2026, 8, 1))
        later = editing.Standing("在营", date(2027, 1, 1))
        with pytest.raises(Problem, match="今天之后"):
            office.do(lambda s: editing.set_status(s, employer, later, rulebook=office.rulebook, on=TODAY))


class TestManagementGrade:
    def enter(self, office, employer, written, source="企业自查表"):
        return office.do(
            lambda session: grading.set_management(
                session, employer, written=written, source=source, rulebook=office.rulebook, on=TODAY
            )
        )

    @pytest.mark.parametrize(
        ("written", "letter"), [("A", "A"), ("b级", "B"), ("90", "A"), ("89.5分", "B"), ("0", "C")]
    )
    def test_a_letter_or_a_score_gives_the_class(self, office, an_employer, written, letter):
        employer = an_employer(tests=((date(2026, 5, 1), 4, 0),))
        self.enter(office, employer, written)
        row = office.ask(lambda s: register.rows(s, [employer]))[employer]
        assert row.management == letter
        assert row.combined in ("甲", "乙", "丙")
        assert row.edition == "cn-national-pilot-2022"

    @pytest.mark.parametrize("written", ["D", "101", "-1", "优秀", ""])
    def test_anything_else_is_refused(self, office, an_employer, written):
        with pytest.raises(Problem, match="不是管理等级"):
            self.enter(office, an_employer(), written)

    def test_without_a_source_nothing_is_entered(self, office, an_employer):
        with pytest.raises(Problem, match="来源"):
            self.enter(office, an_employer(), "A", source=" ")


def test_areas_are_added_once_renamed_and_closed_only_when_empty(office, an_employer, villages):
    with pytest.raises(Problem, match="没有新的"):
        office.do(lambda session: settings.add_areas(session, ["长兴村"]))
    an_employer(area_id=villages["长兴村"])
    with pytest.raises(Problem, match="还有 1 家企业"):
        office.do(lambda session: settings.close_area(session, villages["长兴村"], on=TODAY))
    office.do(lambda session: settings.rename_area(session, villages["长兴村"], "新长兴村"))
    office.do(lambda session: settings.close_area(session, villages["园区"], on=TODAY))
    kinds = {area.name: (area.kind, area.closed_on is None) for area in office.ask(settings.areas)}
    assert kinds == {"新长兴村": ("村", True), "溪东社区": ("社区", True), "园区": ("园区", False)}
