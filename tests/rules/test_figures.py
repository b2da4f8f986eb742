"""Every case of figures_cases.toml, and what must hold for any register."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.rules import crosschecks, figures
from desktop.rules.crosschecks import ADDED_UP, Sheet
from desktop.rules.words import Period
from tests.rules.builders import employer, verdict
from tests.rules.conftest import shipped

BOOK = shipped()
QUARTER = Period(2026, quarter=3)
CASES = tomllib.loads((Path(__file__).parent / "figures_cases.toml").read_text(encoding="utf-8"))["case"]


def computed(case: dict) -> dict[str, figures.Figure]:
    told = case["employers"]
    employers = [employer(id, one) for id, one in enumerate(told, start=1)]
    levels = {id: verdict(one["nature"]) for id, one in enumerate(told, start=1) if "nature" in one}
    return figures.Register(employers, QUARTER, BOOK, levels=levels).figures()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    found = computed(case)
    for id, expected in case["figures"].items():
        figure = found[id]
        for key, value in expected.items():
            shown = getattr(figure, key)
            shown = dict(shown) if key.startswith("parts") else shown
            shown = round(shown, 2) if isinstance(shown, float) else shown  # the cases are written as printed
            assert shown == (None if value == "—" else value), f"{id}.{key}"


def test_figures_stand_in_printing_order_with_name_unit_and_note():
    found = computed(CASES[0])
    assert list(found) == list(BOOK.figures)
    assert found["C01"].note == "定期检测周期：严重12个月、一般36个月"
    assert (found["A07"].unit, found["A02"].name) == ("人次", "存在职业病危害用人单位数")
    assert found["A01"].unconfirmed
    assert not found["A02"].unconfirmed


def test_every_number_opens_to_its_employers():
    found = computed(CASES[0])
    assert found["A02"].rows == (1, 2, 7)
    assert found["A02"].unknown_rows == (9, 10)
    assert found["B02"].basis_rows == (1, 2, 7)


def test_villages_come_in_the_order_asked_for_with_empty_ones_and_the_unplaced_last():
    employers = [employer(1, {"factors": ["P01"]}), employer(2, {"factors": ["P01"], "village": "乙村"})]
    lines = figures.Register(employers, QUARTER, BOOK, levels={}).by_village(("甲村", "乙村"))
    assert [(line.area, line.figures["A02"].value) for line in lines] == [
        ("甲村", 0),
        ("乙村", 1),
        ("未定村（社区）", 1),
    ]


def test_employers_are_spread_over_levels_and_classes():
    employers = [employer(id, {"factors": ["P01"]}) for id in range(1, 5)]
    employers.append(employer(5, {"factors": ["P01"], "status": [("", "停产")]}))
    levels = {1: verdict("一般", "Ⅰ"), 2: verdict("严重", "Ⅲ", "丙"), 3: verdict(None), 5: verdict("严重", "Ⅲ", "丙")}
    classes, ranks = figures.Register(employers, QUARTER, BOOK, levels=levels).distributions()
    assert classes == (("甲", 0), ("乙", 0), ("丙", 1), ("未分级", 3))
    assert ranks == (("Ⅰ", 1), ("Ⅱ", 0), ("Ⅲ", 1), ("暂不能分级", 2))


def test_doubts_are_said_once_with_their_number():
    from dataclasses import replace

    doubtful = replace(verdict("严重"), unconfirmed_because=("这一条待核对",))
    said = figures.doubts(computed(CASES[0]), {1: doubtful, 2: doubtful})
    assert "这一条待核对（涉及2家）" in said
    assert any("在册用人单位数" in sentence for sentence in said)


DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
SOME_DAY = st.one_of(st.none(), DAYS)
HEADS = st.one_of(st.none(), st.integers(0, 50))


VILLAGES = st.sampled_from(["甲村", "乙村", "丙村", None])
STATUSES = st.sampled_from([
    [("", "在营")], [("", "停产")], [("", "在营"), (date(2026, 8, 1), "注销")], [], [(date(2026, 8, 1), "停产")],
])  # fmt: skip
FACTORS = st.sampled_from([(), ("P01",)])
SIZES = st.sampled_from([None, "大", "微"])
RISKS = st.sampled_from([None, "严重", "一般"])
DECLARED = st.lists(
    st.fixed_dictionaries({"kind": st.sampled_from(["初次", "年度更新", None]), "on": DAYS}), max_size=2
)
SHARES = st.sampled_from([None, 0.0, 0.3, 1.0])
YEARS = st.sampled_from([None, 2025, 2026])


def part(whole: int | None, share: float | None) -> int | None:
    return None if share is None else int((whole or 0) * share)


@st.composite
def told(draw):
    staff, exposed, points, due = draw(HEADS), draw(SHARES), draw(HEADS), draw(HEADS)
    exposed, tested, year = part(staff, exposed), draw(SOME_DAY), draw(YEARS)
    return {
        "village": draw(VILLAGES),
        "status": draw(STATUSES),
        "factors": draw(FACTORS),
        "staff": staff,
        "exposed_workers": exposed,
        "size": draw(SIZES),
        "declared_risk": draw(RISKS),
        "registered_on": draw(SOME_DAY),
        "verified_on": draw(SOME_DAY),
        "classes": {name: part(exposed, share) for name in ("粉尘", "物理因素") if (share := draw(SHARES)) is not None},
        "declared": draw(DECLARED),
        "tests": [{"on": tested, "points": points, "points_over": part(points, draw(SHARES))}] if tested else [],
        "exams": [{"kind": "在岗", "year": year, "due": due, "examined": part(due, draw(SHARES))}] if year else [],
    }


REGISTERS = st.lists(told(), max_size=8).map(lambda many: [employer(id, one) for id, one in enumerate(many, start=1)])
SLOWLY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(REGISTERS)
@SLOWLY
def test_villages_add_up_to_the_township(employers):
    whole = figures.Register(employers, QUARTER, BOOK, levels={}).figures()
    lines = figures.Register(employers, QUARTER, BOOK, levels={}).by_village()
    for id in ADDED_UP:
        assert sum(line.figures[id].value or 0 for line in lines) == (whole[id].value or 0), id
        assert sum(line.figures[id].unknown for line in lines) == whole[id].unknown, id


@given(REGISTERS)
@SLOWLY
def test_rates_lie_between_0_and_100_and_their_rows_are_in_the_basis(employers):
    for figure in figures.Register(employers, QUARTER, BOOK, levels={}).figures().values():
        if figure.unit == "%":
            assert figure.value is None or 0 <= figure.value <= 100
            assert figure.numerator <= figure.denominator
            assert (figure.value is None) == (figure.denominator == 0)
            assert set(figure.rows) <= set(figure.basis_rows)
        assert figure.unknown == len(set(figure.unknown_rows))


@given(REGISTERS)
@SLOWLY
def test_a_whole_register_has_no_broken_relation(employers):
    previous = figures.Register(employers, QUARTER.previous, BOOK, levels={}).figures()
    sheet = Sheet(
        employers,
        QUARTER,
        figures.Register(employers, QUARTER, BOOK, levels={}).figures(),
        figures.Register(employers, QUARTER, BOOK, levels={}).by_village(),
        {},
        previous,
    )
    findings = [finding for finding in crosschecks.check(sheet, BOOK) if finding.level == "error"]
    unsure = sheet.figures["A01"].unknown or previous["A01"].unknown
    assert not [finding for finding in findings if not (unsure and finding.number == 12)]


@given(REGISTERS)
@SLOWLY
def test_what_is_counted_in_the_year_is_the_sum_of_its_quarters(employers):
    quarters = [figures.Register(employers, Period(2026, quarter=n), BOOK, levels={}).figures() for n in (1, 2, 3)]
    for id in ("A09", "B03", "C02"):
        assert quarters[2][id].year_to_date == sum(quarter[id].value or 0 for quarter in quarters)


def test_doubts_of_one_kind_stand_in_one_sentence():
    sentences = [f"综合类别表中管理等级A、风险等级{level}为甲类，系凭记忆录入，待核对" for level in ("Ⅰ", "Ⅱ")]
    sentences += [f"“{name}”按目录定为严重因素，这一条是凭记忆录入的，待核对" for name in ("苯", "锰")]
    told = list(figures._gathered(dict.fromkeys(sentences, 3)))
    assert told == [
        "综合类别表中起作用的2格系凭记忆或推定录入，待核对（涉及6家次）",
        "苯、锰按目录定为严重因素，这一条是凭记忆录入的，待核对（涉及6家次）",
    ]
