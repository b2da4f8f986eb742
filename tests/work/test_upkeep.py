"""Keeping the register in order: completeness, verification, the morning's ten fields, saved views, bulk changes."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db.models.everything import Area, FieldCheck, StatusChange
from desktop.work import bulk, checking, completeness, employer_file, grading, register, views
from desktop.work.change import Change
from desktop.work.problem import Problem
from desktop.work.register import Query
from tests.conftest import TODAY


def fields(office, employer):
    return office.ask(lambda s: employer_file.detail(s, employer)).fields


class TestCompleteness:
    def of(self, office, employer):
        return office.ask(lambda s: completeness.of(s, office.rulebook, [employer]))[employer]

    def test_only_what_applies_is_asked(self, office, an_employer):
        full = self.of(office, an_employer(factors=("矽尘", "苯")))
        assert "统一社会信用代码" in full.missing
        assert "检测报告" in full.missing
        assert {"粉尘接触人数", "化学因素接触人数"} <= set(full.missing)
        assert "状态起始日期" not in full.missing
        harmless = self.of(office, an_employer(factors=(), exposed_workers=0, unlicensed=True, size="微"))
        assert not {"检测报告", "统一社会信用代码", "粉尘接触人数", "公告栏"} & set(harmless.missing)
        assert harmless.applicable < full.applicable

    def test_a_value_more_is_a_point_more(self, office, an_employer):
        lacking = self.of(office, an_employer())
        more = self.of(office, an_employer(phone="13800000001", size="小"))
        assert (more.filled, more.applicable) == (lacking.filled + 2, lacking.applicable)
        assert 0 < lacking.percent < more.percent < 100

    def test_villages_stand_with_what_they_lack_most(self, office, an_employer):
        office.do(lambda s: _areas(s, "溪东村"))
        an_employer(area_id=1, phone="13800000001")
        an_employer()
        an_employer(status="注销", status_since=date(2026, 3, 1))
        found = office.ask(lambda s: completeness.overview(s, office.rulebook))
        assert found.whole.employers == 2
        assert {group.name for group in found.villages} == {"溪东村", "未定村（社区）"}
        assert len(found.whole.missing) == 5
        told = office.ask(lambda s: completeness.told(s, office.rulebook))
        assert [line["percent"] for line in told["employers"]] == sorted(line["percent"] for line in told["employers"])

    def test_columns_of_a_ledger_are_asked_for_once_it_has_a_line(self, office, an_employer):
        without = self.of(office, an_employer())
        there = self.of(office, an_employer(tests=((date(2026, 3, 5), 4, 0),)))
        assert "检测报告" in without.missing
        assert not any(label.startswith("检测报告的") for label in without.missing)
        assert {"检测报告的检测机构", "检测报告的报告编号"} <= set(there.missing)
        assert "检测报告的检测点数" not in there.missing


class TestChecking:
    def ten(self, office):
        return office.ask(lambda s: checking.ten(s, office.rulebook, TODAY))

    def test_verified_in_one_gesture(self, office, an_employer):
        employer = an_employer()
        change = office.do(lambda s: checking.verify(s, employer, "电话", on=TODAY))
        kept = fields(office, employer)
        assert (kept["verified_on"], kept["verified_how"], kept["verified_by"]) == (TODAY, "电话", "小陈")
        assert "已核实（电话，小陈）" in change.said
        with pytest.raises(Problem, match="核实方式"):
            office.do(lambda s: checking.verify(s, employer, "听说", on=TODAY))

    def test_what_does_not_fit_comes_first_and_says_why(self, office, an_employer):
        an_employer(name="大同石材厂", verified_on=None)
        an_employer(name="接害比人多", staff=5, exposed_workers=8, verified_on=TODAY)
        an_employer(name="无因素", factors=(), exposed_workers=3, verified_on=TODAY)
        an_employer(name="零接害", exposed_workers=0, verified_on=TODAY)
        an_employer(
            name="停产又检测", status="停产", status_since=date(2026, 3, 1), tests=((date(2026, 8, 1), 4, 0),),
            verified_on=TODAY,
        )  # fmt: skip
        found = self.ten(office)
        assert {item.name: item.field for item in found if item.contradictory} == {
            "接害比人多": "exposed_workers", "无因素": "factors", "零接害": "exposed_workers", "停产又检测": "status",
        }  # fmt: skip
        assert (found[-1].name, found[-1].why) == ("大同石材厂", "从来没有核实过")
        assert "8 人，多于" in found[0].why

    def test_an_answer_is_not_asked_for_again(self, office, an_employer):
        employer = an_employer(staff=5, exposed_workers=8, verified_on=TODAY)
        office.do(lambda s: checking.answer(s, employer, "exposed_workers", checking.RIGHT, on=TODAY))
        assert self.ten(office) == []
        office.undo()
        office.do(lambda s: checking.put_right(s, employer, "exposed_workers", "4", rulebook=office.rulebook, on=TODAY))
        assert self.ten(office) == []
        assert fields(office, employer)["exposed_workers"] == 4
        assert office.ask(lambda s: s.scalar(select(FieldCheck.answer))) == "改"

    def test_a_call_is_asked_for_again_after_some_days(self, office, an_employer):
        employer = an_employer(staff=5, exposed_workers=8, verified_on=TODAY)
        office.do(lambda s: checking.answer(s, employer, "exposed_workers", checking.CALLED, on=date(2026, 11, 22)))
        assert self.ten(office) == []
        later = office.ask(lambda s: checking.ten(s, office.rulebook, date(2026, 11, 27)))
        assert [item.employer_id for item in later] == [employer]

    def test_never_more_than_ten(self, office, an_employer):
        for _ in range(15):
            an_employer()
        assert len(self.ten(office)) == 10


class TestViews:
    def test_a_view_keeps_words_and_filters_and_is_replaced_under_its_name(self, office):
        query = Query(levels=("Ⅲ",), villages=(3,), sort=(("staff", False),))
        for written in ("三季度没检测", "没申报"):
            office.do(lambda s, w=written: views.save(s, " 急办 ", w, query, on=TODAY))
        (view,) = office.ask(views.views)
        assert (view.name, view.written, view.query) == ("急办", "没申报", query)
        office.do(lambda s: views.remove(s, view.id))
        assert office.ask(views.views) == []
        with pytest.raises(Problem, match="起名"):
            office.do(lambda s: views.save(s, " ", "", query, on=TODAY))
        with pytest.raises(Problem, match="已经删除"):
            office.do(lambda s: views.remove(s, view.id))


class TestBulk:
    def test_every_line_of_a_list_is_found_doubtful_or_left(self, office, an_employer):
        one = an_employer(name="安吉大同石材有限公司", phone="13800000001", credit_code="91330523391500087X")
        an_employer(name="梅溪木业")
        an_employer(name="梅溪木业")
        renamed = an_employer(name="新名五金厂", former_names="旧名五金厂")
        text = """1. 安吉大同石材有限责任公司
            91330523391500087X
            13800000001

            梅溪木业\n旧名五金厂\n安吉大同石材有限公司\n安吉大桐石材有限公司\n没有的厂"""
        found = office.ask(lambda s: bulk.match(s, text))
        assert {hit.line: hit.employer_id for hit in found.found} == {
            "安吉大同石材有限责任公司": one, "91330523391500087X": one, "13800000001": one, "旧名五金厂": renamed,
            "安吉大同石材有限公司": one,
        }  # fmt: skip
        assert {doubt.line: len(doubt.candidates) for doubt in found.doubtful} == {
            "梅溪木业": 2, "安吉大桐石材有限公司": 1,
        }  # fmt: skip
        assert found.left == ("没有的厂",)

    def test_one_change_for_many_is_one_undo_and_moves_the_grades(self, office, an_employer):
        office.do(lambda s: _areas(s, "溪东村"))
        many = [an_employer(staff=100, factors=("矽尘",), tests=((date(2026, 5, 1), 4, 0),)) for _ in range(4)]
        office.do(lambda s: grading.grade_all(s, office.rulebook, TODAY))
        before = office.ask(lambda s: register.rows(s, many))
        self.change(office, many, "village", "溪东村")
        assert {row.village for row in office.ask(lambda s: register.rows(s, many)).values()} == {"溪东村"}
        change = self.change(office, many, "exposed_workers", "80")
        assert "4 家改为 80 人" in change.said
        rows = office.ask(lambda s: register.rows(s, many))
        assert {row.level for row in rows.values()} != {row.level for row in before.values()}
        office.undo()
        office.undo()
        assert office.ask(lambda s: register.rows(s, many)) == before

    def test_a_status_for_many_is_kept_with_its_day(self, office, an_employer):
        many = [an_employer() for _ in range(3)]
        self.change(office, many, "status", "停产")
        dated = office.ask(lambda s: s.scalars(select(StatusChange.since).where(StatusChange.status == "停产")).all())
        assert list(dated) == [TODAY] * 3
        assert self.change(office, many, "status", "停产").employers == frozenset()

    @pytest.mark.parametrize(
        ("key", "written", "why"),
        [("name", "甲", "每家都不同"), ("staff", "约30", "整数"), ("village", "没有的村", "没有“没有的村”"),
         ("nonsense", "1", "没有名为"), ("village", "", "不能为空")],
    )  # fmt: skip
    def test_what_is_not_clear_changes_nobody(self, office, an_employer, key, written, why):
        employer = an_employer()
        before = fields(office, employer)
        with pytest.raises(Problem) as refused:
            self.change(office, [employer], key, written)
        assert why in str(refused.value)
        assert fields(office, employer) == before

    def test_without_a_selection_nothing_is_done(self, office):
        with pytest.raises(Problem, match="还没有选中"):
            self.change(office, [], "staff", "3")

    def test_factors_of_many(self, office, an_employer):
        many = [an_employer() for _ in range(2)]
        self.change(office, many, "factors", "矽尘、噪声")
        assert {row.factors for row in office.ask(lambda s: register.rows(s, many)).values()} == {"噪声、矽尘"}

    def change(self, office, ids, key, written):
        return office.do(lambda s: bulk.change(s, ids, key, written, rulebook=office.rulebook, on=TODAY))


def _areas(session, *names):
    for number, name in enumerate(names, 1):
        session.add(Area(id=number, kind="村", name=name, position=number))
    return Change("村")
