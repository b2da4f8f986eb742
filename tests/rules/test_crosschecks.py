"""Each relation is found broken when it is, with the employer named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.rules import crosschecks, figures
from desktop.rules.crosschecks import Sheet
from desktop.rules.employer_facts import ClassHeads
from desktop.rules.words import Period
from tests.rules.builders import employer

QUARTER = Period(2026, quarter=3)
SOUND = {"factors": ["P01"], "staff": 20, "exposed_workers": 10, "classes": {"粉尘": 10}, "village": "甲村"}


@pytest.fixture
def checked(book):
    """Checks one employer, with figures overridden."""

    def check(told: dict, previous: dict | None = None, employers=None, **changes):
        known = employers or [employer(1, SOUND | told)]
        found = figures.Register(known, QUARTER, book, levels={}).figures()
        lines = figures.Register(known, QUARTER, book, levels={}).by_village()
        for id, change in changes.items():
            found[id] = replace(found[id], **change)
        before = figures.Register(known, QUARTER.previous, book, levels={}).figures() if previous is not None else None
        for id, change in (previous or {}).items():
            before[id] = replace(before[id], **change)
        return crosschecks.check(Sheet(known, QUARTER, found, lines, {}, before), book)

    return check


def numbers(findings) -> set[int]:
    return {finding.number for finding in findings}


def test_a_sound_register_gives_nothing(checked):
    assert checked({}) == ()
    assert checked({}, previous={}) == ()


@pytest.mark.parametrize(
    "told",
    [
        {"tests": [{"points": 3, "points_over": 3}]},
        {"tests": [{"points": 3}]},
        {"tests": [{"points_over": 4}]},
        {"exams": [{"kind": "在岗", "year": 2026, "due": 5, "examined": 5}]},
        {"exams": [{"kind": "在岗", "year": 2026, "examined": 6}]},
        {"exams": [{"kind": "在岗", "year": 2026, "due": 5}]},
    ],
)
def test_equal_numbers_and_unknown_ones_contradict_nothing(checked, told):
    assert not {17, 20} & numbers(checked(told))


def test_an_employer_without_a_hazard_is_not_asked_for_its_heads(checked):
    assert 6 not in numbers(checked({"factors": [], "exposed_workers": 0, "classes": {}}))


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (6, {"exposed_workers": 21, "classes": {"粉尘": 21}}),
        (7, {"classes": {"粉尘": 11}}),
        (8, {"classes": {"粉尘": 9}}),
        (17, {"tests": [{"points": 3, "points_over": 4}]}),
        (20, {"exams": [{"kind": "在岗", "year": 2026, "due": 5, "examined": 6}]}),
    ],
)
def test_a_relation_inside_one_employer_names_it(checked, number, told):
    findings = checked(told)
    assert number in numbers(findings)
    finding = next(finding for finding in findings if finding.number == number)
    assert finding.employers == (1,)
    assert "第1号厂" in finding.sentence


def test_a_class_marked_absent_has_no_heads(checked):
    odd = replace(employer(1, SOUND), classes=(ClassHeads("粉尘", True, 10), ClassHeads("物理因素", False, 3)))
    assert 10 in numbers(checked({}, employers=[odd]))


@pytest.mark.parametrize(
    ("number", "changes"),
    [
        (1, {"A02": {"value": 2}}),
        (2, {"A03": {"parts": (("严重", 3),)}}),
        (3, {"A04": {"parts": (("大", 3),)}}),
        (4, {"A05": {"value": 21}}),
        (4, {"A07": {"parts": (("粉尘", 11),)}}),
        (11, {"B01": {"value": 2}}),
        (16, {"C02": {"parts": (("检测点", 1), ("达标点", 2))}}),
        (18, {"C04": {"value": 1}}),
        (39, {"A08": {"value": 120.0}}),
    ],
)
def test_a_figure_that_does_not_fit_is_found(checked, number, changes):
    assert number in numbers(checked({}, **changes))


@pytest.mark.parametrize(
    ("number", "previous"),
    [(12, {"A01": {"value": 5}}), (13, {"B03": {"year_to_date": 4}}), (40, {"A06": {"value": 5}})],
)
def test_a_figure_is_compared_with_the_period_before(checked, number, previous):
    assert number in numbers(checked({}, previous=previous))


def test_errors_come_before_warnings(checked):
    findings = checked({"classes": {"粉尘": 9}}, A02={"value": 2})
    levels = [finding.level for finding in findings]
    assert levels == sorted(levels)
    assert set(levels) == {"error", "warning"}


def test_without_villages_nothing_is_added_up(book):
    known = [employer(1, SOUND)]
    found = figures.Register(known, QUARTER, book, levels={}).figures()
    assert crosschecks.check(Sheet(known, QUARTER, found, (), {}), book) == ()
