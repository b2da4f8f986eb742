"""The sample registers come out exactly as a careful clerk would enter them, and give back exactly what is unclear."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import SAMPLES
from tests.work.sheets import applied, planned, register, taken_in

TRUTHS = sorted(SAMPLES.glob("sheets-*/*.truth.json"))
FIRST = [truth for truth in TRUTHS if "t12" not in truth.name]
SECOND = [truth for truth in TRUTHS if "t12" in truth.name]


def sheet_of(truth: Path) -> Path:
    stem = truth.name.removesuffix(".truth.json")
    return next(file for file in truth.parent.glob(f"{stem}.*") if not file.name.endswith(".json"))


def named(truth: Path) -> str:
    return f"{truth.parent.name}/{truth.name.split('.')[0]}"


@pytest.mark.parametrize("truth", FIRST, ids=named)
def test_every_employer_is_entered_as_a_careful_clerk_would(office, truth):
    told = json.loads(truth.read_text(encoding="utf-8"))
    plan = taken_in(office, sheet_of(truth))
    found = register(office)

    assert sum(sheet.row_counts["read"] for sheet in plan.sheets) == len(told["employers"])
    assert len(found) == len(told["employers"])
    for expected in told["employers"]:
        got = found[expected["name"]]
        assert {key: got[key] for key in expected} == expected


@pytest.mark.parametrize("truth", FIRST, ids=named)
def test_exactly_the_unclear_cells_are_given_back(office, truth):
    told = json.loads(truth.read_text(encoding="utf-8"))
    plan = planned(office, sheet_of(truth))

    got = [(cell.row, cell.field, cell.value) for sheet in plan.sheets for cell in sheet.refused_cells]
    assert sorted(got, key=str) == sorted(((r["row"], r["field"], r["value"]) for r in told["refused"]), key=str)
    assert all(cell.why and cell.instead for sheet in plan.sheets for cell in sheet.refused_cells)


@pytest.mark.parametrize("truth", FIRST, ids=named)
def test_the_same_file_again_changes_nothing(office, truth):
    taken_in(office, sheet_of(truth))
    before = register(office)

    plan = planned(office, sheet_of(truth))
    change = applied(office, plan)

    assert {row.verdict for sheet in plan.sheets for row in sheet.rows} == {"same"}
    assert sum(sheet.cell_counts["taken"] for sheet in plan.sheets) == 0
    assert change.number is None
    assert register(office) == before


@pytest.mark.parametrize("truth", SECOND, ids=named)
def test_the_second_month_says_who_is_new_changed_the_same_and_missing(office, truth):
    told = json.loads(truth.read_text(encoding="utf-8"))
    first = taken_in(office, next(truth.parent.glob(f"{told['after']}.xlsx")))
    before = register(office)
    plan = planned(office, sheet_of(truth))
    rows = [row for sheet in plan.sheets for row in sheet.rows]
    code_of = {fields["id"]: fields["credit_code"] for fields in before.values()}

    assert first.total("new") == 40
    assert {row.name for row in rows if row.verdict == "new"} == set(told["new"])
    assert {code_of[row.employer_id] for row in rows if row.verdict == "changed"} == set(told["changed"])
    assert sum(row.verdict == "same" for row in rows) == told["same"]
    assert {name for sheet in plan.sheets for _, name in sheet.missing} == set(told["missing"])

    applied(office, plan)
    assert set(before) - set(register(office)) == set()


def test_undoing_an_import_takes_back_all_of_it(office):
    before = register(office)
    taken_in(office, SAMPLES / "sheets-1" / "t01_clean.xlsx")

    office.undo()

    assert register(office) == before == {}
