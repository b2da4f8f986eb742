"""The commands of 巡查: the keys are a contract, and what is printed or adopted is kept."""

from __future__ import annotations

from datetime import date

import pytest

from tests import patrols
from tests.command_line import CommandLine

ON = date(2026, 9, 28)


@pytest.fixture
def command(office):
    """A command on a township of eighteen; its JSON, or its words when it is refused."""
    office.today = lambda: ON
    patrols.township(office, ON, 18)
    path = office.path
    office.close()

    return CommandLine(path, ON).answer


def test_a_plan_has_the_keys_of_the_contract_and_is_kept_only_when_adopted(command):
    span = ("--from", "2026-10-01", "--to", "2026-12-31")
    plan = command("plan", *span, "--effort", "quick", "--seed", "3")
    assert {"visits", "unplaced", "load", "travel_km", "bound_km", "gap", "required", "placed"} <= set(plan)
    assert set(plan["visits"][0]) == {"employer", "credit_code", "date", "crew", "order", "kind", "reason"}
    assert {"crew", "minutes", "visits"} <= set(plan["load"][0])
    assert plan["placed"] == len(plan["visits"])
    assert command("visits", *span) == []
    assert command("plan", *span, "--effort", "quick", "--seed", "3", "--adopt")["visits"] == plan["visits"]
    kept = command("visits", *span)
    assert [visit["employer"] for visit in kept] == [visit["employer"] for visit in plan["visits"]]


def test_visits_are_moved_fixed_mended_printed_and_exported(command, tmp_path):
    span = ("--from", "2026-10-01", "--to", "2026-12-31")
    command("plan", *span, "--effort", "quick", "--adopt")
    first, *_ = command("visits", *span)
    command("pin", first["employer"])
    assert command("visits", *span)[0]["pinned"]
    moved = command("move", first["employer"], "--to", "2026-12-15")
    assert "走访改到 2026-12-15" in moved["said"]
    assert "不上班" in command("move", first["employer"], "--to", "2026-10-03", code=1)
    second = next(visit for visit in command("visits", *span) if visit["crew_name"] == "二组")
    day = second["date"]
    mended = command("replan", "--absent", "郑国强", "--from", day, "--to", day, "--accept")
    assert second["employer"] in {entry["employer"] for entry in mended["moved"]}
    assert mended["accepted"]
    week = command("plan", "--from", "2026-12-15", "--to", "2026-12-31", "--print", "week", str(tmp_path / "w.pdf"))
    assert 0 < week["visits"] < len(command("visits", *span))
    command("plan", *span, "--print", "month", str(tmp_path / "a.pdf"))
    command("plan", *span, "--ics", str(tmp_path / "a.ics"))
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "a.ics").read_text(encoding="utf-8").count("BEGIN:VEVENT") == len(command("visits", *span))
    assert all(visit["printed"] for visit in command("visits", *span))
    command("cancel-visit", first["employer"], "--why", "停产")
    assert "取消" in {visit["state"] for visit in command("visits", *span)}


def test_what_is_missing_is_said(command):
    assert "没有写从哪一天到哪一天" in command("plan", code=1)
    assert "没有写发生了什么" in command("replan", code=1)
    look = command("plan", "--from", "2026-10-01", "--to", "2026-12-31", "--look")
    assert look["said"].startswith("需要 ")
    assert look["working_days"] == 62
