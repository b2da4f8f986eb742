"""Why and what if: rows and inputs are named, the changes shown do what they say, and who moves where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from desktop.rules import grading_moves
from desktop.rules.editions import Adoption, OfficeRules
from desktop.rules.grading import Exposed, Facts, Override, Tested, grade
from desktop.rules.grading_moves import DOWN, OTHER, SAME, UP, Stand
from desktop.rules.grading_whatif import MOST, after_mending, rank, why
from tests.rules.conftest import shipped
from tests.rules.test_grading import some_facts
from tests.rules.test_grading_tables import pack

BOOK = shipped()
TODAY = date(2026, 11, 23)
METHOD = BOOK.edition(TODAY)
FINE, OVER = (Tested(date(2026, 5, 1), None, over) for over in (False, True))
EDITIONS = {entry.id: entry for entry in BOOK.editions}


def facts(*factors: str, workers: int | None = 20, tests=(FINE,), management=None, score=None) -> Facts:
    codes = tuple(Exposed(name, BOOK.factors.find(name).code) for name in factors)
    return Facts(codes, False, workers, tests, management, score, None)


def test_the_rows_and_inputs_that_decided_are_named_with_their_days():
    found = why(facts("矽尘", "噪声", management="B"), BOOK, TODAY)
    assert found.factor == "矽尘"
    assert found.rows == (
        "风险等级表：严重、符合、10～49人 → Ⅱ级",
        "综合类别表：管理等级B、风险等级Ⅱ → 乙类",
    )
    assert [(part.name, part.value, part.on) for part in found.inputs] == [
        ("危害因素", "矽尘、噪声", None),
        ("接害人数", "20 人", None),
        ("“矽尘”接触水平", "符合", date(2026, 5, 1)),
        ("“噪声”接触水平", "符合", date(2026, 5, 1)),
        ("管理等级", "B", None),
    ]
    assert not found.missing
    assert found.unconfirmed


def said(steps) -> list[str]:
    return [step.said for step in steps]


def test_a_general_factor_over_its_limit_falls_by_a_clean_retest_and_rises_by_heads():
    found = why(facts("噪声", tests=(OVER,)), BOOK, TODAY)
    assert said(found.lower) == ["“噪声”治理后复测合格，则为Ⅰ级"]
    assert said(found.higher) == ["接害人数由 20 人增到 50 人，则为Ⅲ级"]


@pytest.mark.parametrize(
    ("known", "over", "step"),
    [
        (facts("噪声", tests=(OVER,)), True, "“噪声”治理后复测合格，则为Ⅰ级"),
        (facts("噪声", tests=(FINE,)), True, None),
        (facts("噪声", tests=(OVER,)), False, None),
        (facts("矽尘", management="C"), False, "管理等级提高到B级，则为乙类"),
        (facts("矽尘", management="A"), False, None),
        (facts("噪声", management="B"), False, None),
        (facts(workers=None, tests=()), True, None),
    ],
)
def test_what_closing_a_finding_may_bring(known, over, step):
    found = after_mending(known, BOOK, TODAY, over=over)
    assert (found and found.said) == step


def test_before_any_method_is_in_force_closing_a_finding_brings_nothing():
    assert after_mending(facts("噪声", tests=(OVER,)), BOOK, date(2020, 1, 1), over=True) is None


def test_fifty_heads_fall_by_one_band():
    found = why(facts("矽尘", workers=50), BOOK, TODAY)
    assert said(found.lower) == ["接害人数由 50 人减到 49 人以下（含），则为Ⅱ级"]
    assert not found.higher


def test_a_score_says_how_many_points_are_wanting():
    found = why(facts("矽尘", score=87), BOOK, TODAY)
    assert "自查得分由 87 分提高到 90 分（A级），则为甲类" in said(found.lower)
    assert "管理等级降到C级，则为丙类" in said(found.higher)


def test_the_lowest_needs_no_way_down_and_the_highest_none_up():
    assert not why(facts("噪声", management="A"), BOOK, TODAY).lower
    assert not why(facts("矽尘", workers=60, tests=(OVER,), management="C"), BOOK, TODAY).higher


def test_the_smallest_band_cannot_be_left_downwards():
    found = why(facts("矽尘", "噪声", workers=5), BOOK, TODAY)
    assert said(found.lower) == ["用危害较小的材料或工艺替代“矽尘”，则为Ⅰ级"]


def test_two_changes_are_shown_where_one_is_not_enough():
    found = why(facts("噪声", "矽尘", tests=(OVER,)), BOOK, TODAY)
    assert all(len(step.words) == 1 for step in found.lower)
    both = why(facts("矽尘", workers=60, tests=(OVER,)), BOOK, TODAY)
    assert said(both.lower) == ["“矽尘”治理后复测合格，并且接害人数由 60 人减到 49 人以下（含），则为Ⅱ级"]


def test_where_nothing_can_be_graded_there_is_no_way_but_everything_that_is_missing():
    found = why(facts(workers=None, tests=()), BOOK, TODAY)
    assert (found.lower, found.higher, found.rows) == ((), (), ())
    assert "接害人数" in found.missing
    assert found.inputs[0].value is None


def test_without_a_method_there_is_no_why():
    assert why(facts("噪声"), BOOK, date(2020, 1, 1)) is None


def test_a_headcount_that_is_not_needed_is_said_to_be():
    assert why(facts("噪声", workers=None), BOOK, TODAY).rows[0] == "风险等级表：一般、符合、人数不限 → Ⅰ级"


def test_an_open_nature_is_named_as_open():
    known = replace(facts("噪声", tests=(OVER,), workers=60), factors=(Exposed("某某剂", None),))
    assert why(known, BOOK, TODAY).rows == ("风险等级表：性质未定、不符合、≥50人 → Ⅲ级",)


def test_a_decision_by_a_person_is_left_aside_for_the_changes():
    held = Override("Ⅲ", None, "理由", "张三", TODAY, TODAY)
    found = why(replace(facts("噪声", tests=(OVER,)), override=held), BOOK, TODAY)
    assert found.verdict.level == "Ⅲ"
    assert said(found.lower) == ["“噪声”治理后复测合格，则为Ⅰ级"]


def test_rank_of_a_class_without_a_level():
    verdict = grade(replace(facts(), override=Override(None, "丙", "理", "张", TODAY, TODAY)), BOOK, TODAY)
    assert rank(verdict, METHOD) == (2, 0)


@given(some_facts())
@settings(max_examples=120, deadline=None)
def test_every_way_shown_leads_where_it_says(known):
    found = why(known, BOOK, TODAY)
    here = rank(found.verdict, METHOD)
    assert here is not None or not (found.lower or found.higher)
    for steps, up in ((found.lower, False), (found.higher, True)):
        assert len(steps) <= MOST
        assert len({len(step.words) for step in steps}) <= 1, "only the fewest changes are shown"
        for step in steps:
            there = METHOD.classes.index(step.combined) if step.combined else METHOD.levels.index(step.level)
            assert (there > here[0]) if up else (there < here[0])


def stand(level, combined=None, edition=METHOD.id) -> Stand:
    return Stand(edition, level, combined)


REVERSED = pack({}, id="reversed") + '[combined]\nconfidence = "sourced"\n' + "".join(
    f'[[combined.row]]\nmanagement = "{g}"\n' + "".join(f'"{n}" = "{c}"\n' for n, c in zip("ⅠⅡⅢ", row, strict=True))
    for g, row in zip("ABC", ("丙丙乙", "丙乙甲", "乙甲甲"), strict=True)
)  # fmt: skip
REVERSED = REVERSED.replace("[cells]\n", 'class_order = ["丙", "乙", "甲"]\n[cells]\n').replace(
    "[combined]\n", '[supervision]\nclass = [{ class = "丙" }]\n[combined]\n'
)


@pytest.mark.parametrize(
    ("before", "after", "which"),
    [
        (stand("Ⅰ"), stand("Ⅱ"), UP),
        (stand("Ⅲ"), stand("Ⅱ"), DOWN),
        (stand("Ⅱ"), stand("Ⅱ"), SAME),
        (stand("Ⅱ", "乙"), stand("Ⅱ", "丙"), UP),
        (stand("Ⅱ", "乙"), stand("Ⅰ", "乙"), DOWN),
        (stand(None), stand("Ⅰ"), OTHER),
        (stand("Ⅰ"), stand(None), OTHER),
        (stand(None), stand(None), SAME),
        (stand("Ⅰ"), stand("Ⅰ", "甲"), OTHER),
        (stand("Ⅰ", "甲"), stand("Ⅰ", "丙", "reversed"), SAME),
        (stand("Ⅰ", "甲"), stand("Ⅰ", "甲", "reversed"), UP),
        (stand(None, None), stand(None, None, "reversed"), SAME),
        (stand("Ⅰ", "甲"), stand("Ⅰ", "甲", "gone"), SAME),
        (stand("Ⅰ", "甲"), stand("Ⅰ", "乙", "gone"), OTHER),
    ],
)
def test_direction(before, after, which):
    book, _ = BOOK.with_pack(REVERSED)
    assert grading_moves.direction(before, after, {entry.id: entry for entry in book.editions}) == which


def test_who_moves_is_listed_with_what_becomes_of_the_visits():
    before = {1: stand("Ⅰ"), 2: stand("Ⅱ"), 3: stand(None)}
    after = {1: stand("Ⅱ"), 2: stand("Ⅱ"), 3: stand(None), 4: stand("Ⅲ")}
    found = grading_moves.moves(before, after, EDITIONS)
    assert [(move.id, move.which) for move in found] == [(1, UP)]
    assert grading_moves.crossings(found) == {("Ⅰ级", "Ⅱ级"): 1}
    assert grading_moves.visits(before.values(), EDITIONS).number == (1 + 2) / 4
    assert stand("Ⅱ", "乙").label == "乙类"
    assert stand(None).label == "未分级"


def test_a_frequency_that_is_not_laid_down_is_said_not_counted_as_zero():
    book, _ = BOOK.with_pack(pack({f"supervision.{code}.visits_per_year": "" for code in "甲乙丙ⅠⅡⅢ"}))
    editions = {entry.id: entry for entry in book.editions}
    found = grading_moves.visits([stand("Ⅱ", "乙", "local-1"), stand("Ⅰ", None, "gone")], editions)
    assert (found.number, found.without) == (None, 2)


def test_adopting_a_reversed_order_moves_nobody_whose_risk_is_the_same():
    book, _ = BOOK.with_pack(REVERSED)
    book = book.with_office(OfficeRules(book.office.packs, (), (Adoption("reversed", TODAY),)))
    known = facts("矽尘", management="B")
    was, now = (grading_moves.stand(grade(known, b, TODAY)) for b in (BOOK, book))
    assert (was.combined, now.combined, now.edition) == ("乙", "乙", "reversed")
    assert grading_moves.direction(was, now, {entry.id: entry for entry in book.editions}) == SAME


def test_after_mending_only_a_change_that_moves_the_outcome_is_told():
    over = after_mending(facts("噪声", tests=(OVER,)), BOOK, TODAY, over=True)
    assert over.said == "“噪声”治理后复测合格，则为Ⅰ级"
    assert after_mending(facts("噪声"), BOOK, TODAY, over=True) is None, "nothing is over"
    better = after_mending(facts("矽尘", management="C"), BOOK, TODAY, over=False)
    assert better.said.startswith("管理等级提高到")
    assert after_mending(facts("矽尘"), BOOK, TODAY, over=False) is None, "no grade is known"
    assert after_mending(facts("噪声", management="A"), BOOK, TODAY, over=False) is None, "there is no better one"
    assert after_mending(facts("矽尘", tests=()), BOOK, TODAY, over=True) is None, "not graded"
    assert after_mending(facts("噪声", tests=(OVER,)), BOOK, date(2020, 1, 1), over=True) is None, "no method yet"


@given(some_facts())
@settings(max_examples=60, deadline=None)
def test_after_mending_never_tells_of_a_rise(known):
    for over in (True, False):
        step = after_mending(known, BOOK, TODAY, over=over)
        now = grade(replace(known, override=None), BOOK, TODAY)
        if step is not None and step.combined and now.combined:
            assert METHOD.classes.index(step.combined) < METHOD.classes.index(now.combined)
        elif step is not None:
            assert METHOD.levels.index(step.level) < METHOD.levels.index(now.level)
