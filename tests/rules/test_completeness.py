"""Every case of completeness_cases.toml, and that the catalogues ask for what they say."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.completeness import Case, Point, points, score
from desktop.rules.tables import Rulebook

CASES = tomllib.loads((Path(__file__).parent / "completeness_cases.toml").read_text(encoding="utf-8"))
POINTS = tuple(Point(key, **told) for key, told in CASES["points"].items())


def case_of(told: dict) -> Case:
    size, hazardous = told.get("size", "小"), told.get("hazardous", True)
    return Case(
        told.get("status", "在营"),
        None if size == "unknown" else size,
        told.get("unlicensed", False),
        None if hazardous == "unknown" else hazardous,
        told.get("classes", ()),
    )


@pytest.mark.parametrize("told", CASES["case"], ids=lambda told: told["name"])
def test_case(told):
    found = score(dict.fromkeys(told.get("known", ()), True), case_of(told), POINTS)
    assert (found.missing, found.percent) == (tuple(told.get("missing", ())), told["percent"])
    assert found.applicable == found.filled + len(found.missing)


def test_where_nothing_applies_there_is_no_percent():
    assert score({}, case_of({}), ()).percent is None


@given(st.sets(st.sampled_from([point.key for point in POINTS])), st.sampled_from(CASES["case"]))
def test_a_hundred_means_that_nothing_is_missing(known, told):
    found = score(dict.fromkeys(known, True), case_of(told), POINTS)
    assert (found.percent == 100) == (not found.missing)


def test_the_catalogues_ask_for_every_needed_field_ledger_and_column(book: Rulebook):
    asked = {point.key: point for point in points(book.fields, book.ledgers)}
    assert {key for key, field in book.fields.items() if field.need == "R"} <= set(asked)
    assert {form.key for form in book.ledgers.values() if form.asked} <= set(asked)
    for form in book.ledgers.values():
        for field in form.fields:
            point = asked.get(f"{form.key}.{field.key}")
            assert (point is not None) == bool(form.asked and field.asked)
            assert point is None or (point.within, point.when) == (form.key, form.when)
