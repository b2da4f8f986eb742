"""Every case of grading_tables_cases.toml: changed cells, the self-check form, limits, the industry list."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.rules import selfcheck, tables
from desktop.rules.exposure import Tested, over_limits
from desktop.rules.exposure_limits import judge, kinds
from desktop.rules.grading_industry import industry_class
from desktop.rules.reading import Broken
from desktop.rules.selfcheck import Answer
from tests.rules.conftest import read_texts, shipped

BOOK = shipped()
CASES = tomllib.loads((Path(__file__).parent / "grading_tables_cases.toml").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 23)
FORM = BOOK.edition(TODAY, "example-qingdao-form")
NATIONAL = BOOK.edition(TODAY)


def pack(cells: dict[str, object], id: str = "local-1", **rule: str) -> str:
    quoted = "\n".join(f'"{address}" = "{value}"' for address, value in cells.items())
    more = "\n".join(f'{key} = "{value}"' for key, value in rule.items())
    return (
        f'[rule]\nid = "{id}"\nname = "本地"\nshort = "本地"\nscope = "local"\nbased_on = "cn-national-pilot-2022"\n'
        f'issued = 2026-01-01\neffective_from = 2026-01-01\nsources = ["县局"]\n{more}\n[cells]\n{quoted}\n'
    )


@pytest.mark.parametrize("case", CASES["cells"], ids=lambda case: case["name"])
def test_a_pack_that_does_not_hold_is_refused_with_its_cell(case):
    with pytest.raises(Broken) as caught:
        BOOK.with_pack(pack(case["change"]))
    assert caught.value.key == case["key"]
    assert case["why"] in caught.value.why


def code_of(written: str) -> str | None:
    factor = BOOK.factors.find(written)
    return factor.code if factor else None


@pytest.mark.parametrize("case", CASES["form"], ids=lambda case: case["name"])
def test_a_form_is_worth(case):
    lost = {int(no): got for no, got in case.get("lost", {}).items()}
    answers = [
        Answer(item.no, None if item.no in case.get("blank", ()) else lost.pop(item.no, item.score))
        for item in FORM.checklist
        if item.no not in case.get("absent", ())
    ]
    answers += [Answer(no, None, False) for no in case.get("absent", ())] + [Answer(no, n) for no, n in lost.items()]
    found = selfcheck.score(answers, FORM)
    assert (found.score, found.grade) == (case.get("score"), case.get("grade"))
    assert case.get("because", "") in found.because
    assert case.get("missing", "") in "；".join(found.missing)
    assert bool(found.missing) == (found.grade is None)


def test_a_form_without_scores_gives_no_grade():
    found = selfcheck.score([Answer(item.no, 1) for item in NATIONAL.checklist], NATIONAL)
    assert found.grade is None
    assert "没有分值" in found.because


def test_an_item_filled_in_twice_gives_no_grade():
    answers = [Answer(item.no, item.score) for item in FORM.checklist]
    assert "第 1 项填了两次" in selfcheck.score([*answers, answers[0]], FORM).because


def test_a_form_on_which_nothing_applies_gives_no_grade():
    assert selfcheck.score([Answer(item.no, None, False) for item in FORM.checklist], FORM).missing == (
        "适用的自查项目",
    )


@pytest.mark.parametrize(("enabled", "grade"), [("否", "A"), ("是", "C")])
def test_a_failed_key_item_gives_c_only_where_the_switch_is_on(enabled, grade):
    text = pack({"management.key_items": enabled, "checklist.1.key_item": "是"}).replace(
        "cn-national-pilot-2022", "example-qingdao-form"
    )
    _, edition = BOOK.with_pack(text)
    found = selfcheck.score([Answer(item.no, 0 if item.no == 1 else item.score) for item in edition.checklist], edition)
    assert found.grade == grade
    assert ("关键项不合格（第 1 项）" in found.because) == (grade == "C")
    assert any("关键项" in doubt for doubt in found.unconfirmed_because) == (grade == "C")


def test_a_confirmed_switch_leaves_no_doubt_and_a_grade_that_is_c_anyway_is_not_explained_twice():
    cells = pack({"management.key_items": "是", "checklist.1.key_item": "是"}) + (
        '[severe]\nnatures = ["一般", "严重"]\n'
    )
    text = cells.replace("cn-national-pilot-2022", "example-qingdao-form").replace(
        '"management.key_items" = "是"', '"management.key_items" = { value = "是", basis = "县局" }'
    )
    _, edition = BOOK.with_pack(text)
    nothing = selfcheck.score([Answer(item.no, 0) for item in edition.checklist], edition)
    assert nothing.grade == "C"
    assert "关键项" not in nothing.because
    one = selfcheck.score([Answer(item.no, 0 if item.no == 1 else item.score) for item in edition.checklist], edition)
    assert one.grade == "C"
    assert not any("关键项" in doubt for doubt in one.unconfirmed_because)


def test_a_confirmed_scaling_leaves_no_doubt():
    text = pack({}).replace("cn-national-pilot-2022", "example-qingdao-form") + (
        '"management.not_applicable" = { value = "rescale", basis = "县局" }\n'
    )
    _, edition = BOOK.with_pack(text)
    answers = [Answer(item.no, item.score, item.no != 1) for item in edition.checklist]
    assert not selfcheck.score(answers, edition).unconfirmed_because
    assert any("折算" in doubt for doubt in selfcheck.score(answers, FORM).unconfirmed_because)


@given(st.lists(st.floats(0, 1), min_size=24, max_size=24), st.integers(0, 23), st.floats(0, 1))
@settings(max_examples=100, deadline=None)
def test_a_lower_score_never_improves_the_grade(shares, at, less):
    def worth(parts):
        return selfcheck.score(
            [Answer(item.no, item.score * part) for item, part in zip(FORM.checklist, parts, strict=True)], FORM
        )

    lower = [*shares]
    lower[at] *= less
    letters = [grade for grade, _ in FORM.grades]
    assert letters.index(worth(lower).grade) >= letters.index(worth(shares).grade)


@pytest.mark.parametrize("case", CASES["limit"], ids=lambda case: f"{case['factor']} {case['result']}")
def test_a_result_against_its_limit(case):
    found = judge(
        code_of(case["factor"]), case["result"], case.get("unit"), case.get("kind"), case.get("fraction"), BOOK
    )
    assert found.over == case.get("over"), found
    assert case.get("why", "") in found.why
    assert bool(found.why) == (found.over is None)


def test_a_limit_that_was_recalled_is_said_to_be():
    assert "待核对" in judge(code_of("电焊烟尘"), 5, "mg/m³", None, None, BOOK).doubt
    assert not judge(code_of("噪声"), 90, "dB(A)", None, None, BOOK).doubt
    assert {limit.kind for limit in kinds(code_of("苯"), BOOK)} == {"PC-TWA", "PC-STEL"}


def test_a_limit_that_is_no_number_is_left_out():
    texts = read_texts()
    file = "catalogue/oel.csv"
    book = tables.read(texts | {file: texts[file].replace("\n电焊烟尘,PC-TWA,4,", "\n电焊烟尘,PC-TWA,见附表,")})
    assert judge(code_of("电焊烟尘"), 5, "mg/m³", None, None, book).why == "限值表里没有这种因素"


@given(st.floats(0, 200), st.floats(0, 200), st.sampled_from(["噪声", "苯", "电焊烟尘", "甲苯"]))
@settings(max_examples=100, deadline=None)
def test_a_greater_result_is_never_judged_better(result, more, factor):
    unit = kinds(code_of(factor), BOOK)[0].unit
    less, greater = (judge(code_of(factor), value, unit, None, None, BOOK).over for value in (result, result + more))
    order = {False: 0, None: 1, True: 2}
    assert order[greater] >= order[less]


@pytest.mark.parametrize("case", CASES["industry"], ids=lambda case: case.get("name", "、".join(case["codes"])))
def test_industry(case):
    found = industry_class(
        case["codes"],
        BOOK,
        chosen=case.get("chosen", ()),
        factors=[code_of(name) for name in case.get("factors", ())],
        solvents=case.get("solvents"),
    )
    assert found.risk == case.get("risk"), found.because
    assert case.get("because", "") in found.because
    assert found.months == case.get("months", {"严重": 12, "一般": 36}.get(found.risk))


@pytest.mark.parametrize("row", BOOK.industry_risk, ids=lambda row: row.name)
def test_every_row_of_the_list_of_2021_is_found_by_its_own_code_and_name(row):
    found = industry_class([row.code], BOOK, chosen=[row.name])
    assert found.risk == row.risk
    assert found.months == row.testing_months


def test_an_over_limit_result_stands_until_a_later_one_takes_it_back():
    first = Tested(date(2026, 1, 1), "P01", True)
    report = Tested(date(2026, 1, 1), None, True)
    other = Tested(date(2026, 3, 1), "C028", False)
    retest = Tested(date(2026, 4, 1), "P01", False)
    assert over_limits([first, report, other], TODAY) == (first,)
    assert over_limits([first, report, other, retest], TODAY) == ()
    assert over_limits([first, report, retest], date(2026, 2, 1)) == (first,)
    assert over_limits([report], TODAY) == (report,)
    assert over_limits([first, Tested(date(2026, 5, 1), "P01", None)], TODAY) == (first,)
