"""Every line of both transcribed editions of GBZ 188 gives its interval at a post that meets its condition."""

from __future__ import annotations

import csv
import re
import tomllib

import pytest

from desktop.rules.duty.cycles import Condition
from tests.rules.conftest import read_texts, shipped

TEXTS = read_texts()
TERMS = tomllib.loads(TEXTS["rules/duties.toml"])
CYCLES = shipped().duty_terms.exams
CODES = {entry["name"]: entry["codes"] for entry in TERMS["exam_factor"]}
CONDITIONS = {"": {}} | {entry["text"]: entry for entry in TERMS["exam_condition"]}
EDITIONS = [list(csv.DictReader(TEXTS[entry["file"]].splitlines())) for entry in TERMS["exam_edition"]]
LINES = [(number, line) for number, lines in enumerate(EDITIONS) for line in lines]
POST = ("grade_from", "grade_to", "noise_from")


def of_posts(line: dict[str, str]) -> bool:
    """Not only for single workers: a blood level, somebody new."""
    return not CONDITIONS[line["condition"]].get("personal")


def months(line: dict[str, str]) -> int | None:
    found = re.match(r"\d+", line["on_job_interval_months"])
    return int(found[0]) if found else None


def post(condition: dict) -> tuple[int | None, float | None]:
    """The grade and the noise at the edge of a condition, inside it."""
    return condition.get("grade_from", condition.get("grade_to")), condition.get("noise_from")


@pytest.mark.parametrize(
    ("edition", "line"),
    [(number, line) for number, line in LINES if of_posts(line)],
    ids=lambda value: (
        f"{value['factor']} {value['condition']}" if isinstance(value, dict) else CYCLES.editions[value].id
    ),
)
def test_a_line_gives_its_interval_and_of_several_that_hold_the_shortest(edition, line):
    beside = [
        months(other)
        for other in EDITIONS[edition]
        if other["factor"] == line["factor"] and of_posts(other) and not set(POST) & set(CONDITIONS[other["condition"]])
    ]
    shortest = min((found for found in (months(line), *beside) if found), default=None)
    for code in CODES[line["factor"]]:
        assert CYCLES.cycle(edition, code, *post(CONDITIONS[line["condition"]])).months == shortest


@pytest.mark.parametrize(("edition", "line"), [(number, line) for number, line in LINES if not of_posts(line)])
def test_what_is_asked_of_single_workers_is_said_and_is_not_the_interval_of_the_post(edition, line):
    others = [other for other in EDITIONS[edition] if other["factor"] == line["factor"] and of_posts(other)]
    for code in CODES[line["factor"]]:
        cycle = CYCLES.cycle(edition, code, 3, 90)
        assert cycle.months in ({months(other) for other in others} or {None})
        assert cycle.listed == bool(others)
        assert not months(line) or not cycle.months or f"另：{line['condition']}每 {months(line)} 个月" in cycle.said


@pytest.mark.parametrize("text", [text for text, entry in CONDITIONS.items() if set(POST) & set(entry)])
def test_both_sides_of_every_condition(text):
    entry = CONDITIONS[text]
    condition = Condition(**entry)
    grade, noise = post(entry)
    assert condition.holds(grade, noise) is True
    assert condition.holds(None, None) is None
    if "grade_from" in entry:
        assert condition.holds(grade - 1, noise) is False
    if "grade_to" in entry:
        assert condition.holds(grade + 1, noise) is False
    if "noise_from" in entry:
        assert condition.holds(grade, noise - 0.1) is False
    if "noise_below" in entry:
        assert condition.holds(grade, entry["noise_below"] - 0.1) is True
        assert condition.holds(grade, entry["noise_below"]) is False


def test_a_factor_that_an_edition_does_not_name_is_not_taken_for_one_without_examination():
    cycle = CYCLES.cycle(0, "no such code", None, None)
    assert (cycle.listed, cycle.months, cycle.unconfirmed) == (False, None, True)
