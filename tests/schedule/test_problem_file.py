"""Problems as JSON: both kinds are read, solved and answered; whatever is wrong is named by its key."""

from __future__ import annotations

import copy
import json
import subprocess
import sys

import pytest

from desktop.schedule import periodic
from desktop.schedule.answer import solved
from desktop.schedule.periodic_problem import Periodic
from desktop.schedule.problem import Fixed, Point, Problem, Spacing
from desktop.schedule.problem_file import BadFile, read
from tests.command_line import CommandLine
from tests.conftest import ROOT

PERIODIC = {
    "format": "zhikang-plan/1", "kind": "periodic", "days": 3, "vehicles": 1, "capacity": 20, "duration": 60,
    "depot": [0, 0],
    "customers": [
        {"id": "a", "x": 3, "y": 4, "service": 2, "demand": 8, "frequency": 2, "choices": [[1, 2], [2, 3]]},
        {"id": "b", "x": -6, "y": 8, "service": 1, "demand": 9, "choices": [[1], [3]]},
        {"id": "c", "x": 0, "y": 5, "demand": 13, "choices": [[1], [2], [3]]},
    ],
}  # fmt: skip
PATROL = {
    "format": "zhikang-plan/1", "kind": "patrol",
    "days": ["2026-09-01", "2026-09-02", "2026-09-03", "2026-09-07"],
    "crews": [{"id": "一组", "people": ["张三", "李四"], "start": [0, 0], "minutes": 300, "leave": ["2026-09-02"]}],
    "villages": [{"id": "东村", "crews": ["一组"], "blocked": ["2026-09-03"]}, {"id": "西村", "crews": ["一组"]}],
    "sites": [
        {"id": "1", "name": "大同石材厂", "village": "东村", "at": [2, 1]},
        {"id": "2", "name": "小溪木业", "village": "西村"},
    ],
    "visits": [
        {"id": "v1", "site": "1", "from": "2026-08-20", "to": "2026-09-30", "minutes": 60, "reason": "每季一次"},
        {"id": "v2", "site": "1", "from": "2026-09-01", "to": "2026-09-30", "minutes": 30, "kind": "复查", "weight": 8},
        {"id": "v3", "site": "2", "from": "2026-09-01", "to": "2026-09-05", "minutes": 45,
         "fixed": {"crew": "一组", "day": "2026-09-03"}},
        {"id": "v4", "site": "2", "from": "2026-09-01", "to": "2026-09-30", "minutes": 500},
    ],
    "spacing": [{"earlier": "v1", "later": "v2", "least": 2, "most": 3}],
    "travel": {"minutes_per_km": 3, "neighbours": [["东村", "西村"]],
               "between": [{"from": "", "to": "西村", "km": 4}]},
}  # fmt: skip


def text(problem, *path, value="gone"):
    """The problem as JSON, with the entry at `path` changed or left out."""
    changed = copy.deepcopy(problem)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    if path and value == "gone":
        del inner[path[-1]]
    elif path:
        inner[path[-1]] = value
    return json.dumps(changed, ensure_ascii=False)


def test_a_periodic_problem_is_read_with_days_from_0():
    found = read(text(PERIODIC))
    assert isinstance(found, Periodic)
    assert (found.days, found.vehicles, found.capacity, found.duration) == (3, 1, 20, 60.0)
    assert found.customers[0].choices == ((0, 1), (1, 2))
    assert read(text(PERIODIC, "capacity", value=0)).capacity is None
    assert read(text(PERIODIC, "duration")).duration is None


def test_a_patrol_problem_is_read_with_leave_windows_and_pins():
    found = read(text(PATROL))
    assert isinstance(found, Problem)
    assert found.crews[0].minutes == (300, 0, 300, 300)
    assert found.villages[0].blocked == {2}
    assert [(v.first, v.last) for v in found.visits] == [(0, 3), (0, 3), (0, 2), (0, 3)]
    assert found.visits[2].fixed == Fixed("一组", 2)
    assert found.spacing == (Spacing("v1", "v2", 2, 3),)
    assert (found.sites[0].at, found.sites[1].at) == (Point(2, 1), None)
    assert found.travel.between == (("", "西村", 4.0),)
    assert found.travel.neighbours == (("东村", "西村"),)


@pytest.mark.parametrize(
    ("problem", "path", "value", "key"),
    [
        (PERIODIC, ("format",), "x", "format"),
        (PERIODIC, ("kind",), "x", "kind"),
        (PERIODIC, ("days",), "gone", "days"),
        (PERIODIC, ("days",), 2.5, "days"),
        (PERIODIC, ("vehicles",), 0, "vehicles"),
        (PERIODIC, ("capacity",), -1, "capacity"),
        (PERIODIC, ("capacity",), 1.5, "capacity"),
        (PERIODIC, ("duration",), "60", "duration"),
        (PERIODIC, ("depot",), [1], "depot"),
        (PERIODIC, ("speed",), 3, "speed"),
        (PERIODIC, ("customers",), {}, "customers"),
        (PERIODIC, ("customers", 0), 7, "customers[0]"),
        (PERIODIC, ("customers", 1, "x"), True, "customers[1].x"),
        (PERIODIC, ("customers", 1, "id"), "a", "customers"),
        (PERIODIC, ("customers", 0, "choices"), [], "customers[0].choices"),
        (PERIODIC, ("customers", 0, "choices", 1), [2, 4], "customers[0].choices[1]"),
        (PERIODIC, ("customers", 0, "choices", 1), [2, 2], "customers[0].choices[1]"),
        (PERIODIC, ("customers", 0, "frequency"), 1, "customers[0].choices"),
        (PERIODIC, ("customers", 2, "service"), -1, "customers[2].service"),
        (PERIODIC, ("customers", 2, "colour"), "red", "customers[2].colour"),
        (PATROL, ("days", 1), "9月1日", "days[1]"),
        (PATROL, ("days", 1), "2026-08-01", "days"),
        (PATROL, ("crews", 0, "leave", 0), "2026-09-05", "crews[0].leave[0]"),
        (PATROL, ("crews", 0, "minutes"), "gone", "crews[0].minutes"),
        (PATROL, ("crews", 0, "most_visits"), 0, "crews[0].most_visits"),
        (PATROL, ("villages", 0, "crews"), ["二组"], "villages.东村.crews"),
        (PATROL, ("sites", 0, "village"), "北村", "sites.1.village"),
        (PATROL, ("visits", 0, "site"), "9", "visits.v1.site"),
        (PATROL, ("visits", 0, "minutes"), 0, "visits[0].minutes"),
        (PATROL, ("visits", 2, "fixed", "day"), "2026-09-05", "visits[2].fixed.day"),
        (PATROL, ("visits", 2, "fixed", "crew"), "二组", "visits.v3.fixed.crew"),
        (PATROL, ("spacing", 0, "later"), "v9", "spacing"),
        (PATROL, ("travel", "neighbours", 0), ["东村"], "travel.neighbours[0]"),
        (PATROL, ("travel", "between", 0, "km"), "gone", "travel.between[0].km"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_key(problem, path, value, key):
    with pytest.raises(BadFile) as refused:
        read(text(problem, *path, value=value))
    assert refused.value.key == key
    assert refused.value.why


def test_a_text_that_is_no_json_is_said():
    with pytest.raises(BadFile) as refused:
        read("{")
    assert refused.value.key == "文件"


def test_a_periodic_answer_serves_everybody_and_tells_cost_and_bound():
    answer, words = solved(text(PERIODIC), "quick", 1, lambda *_: None)
    assert (answer["required"], answer["placed"], answer["unplaced"]) == (4, 4, [])
    days = sorted(one["day"] for one in answer["visits"] if one["customer"] == "a")
    assert days in ([1, 2], [2, 3])
    assert 0 < answer["bound_km"] <= answer["cost"] == pytest.approx(answer["travel_km"])
    assert all(one["load"] <= 20 and one["duration"] <= 60 for one in answer["load"])
    assert sum(one["distance"] for one in answer["load"]) == pytest.approx(answer["cost"])
    assert "排下 4 次" in words


def test_a_patrol_answer_has_the_keys_of_the_contract():
    answer, _ = solved(text(PATROL), "quick", 1, lambda *_: None)
    assert (answer["required"], answer["placed"]) == (4, 3)
    assert [one["visit"] for one in answer["unplaced"]] == ["v4"]
    when = {one["visit"]: one["date"] for one in answer["visits"]}
    assert when["v3"] == "2026-09-03"
    assert (when["v1"], when["v2"]) == ("2026-09-01", "2026-09-07")
    assert answer["visits"][0]["crew"] == ["张三", "李四"]
    assert {"visits", "unplaced", "load", "travel_km", "bound_km", "gap", "required", "placed"} <= set(answer)


def test_the_command_needs_no_office_and_names_the_wrong_key(tmp_path, monkeypatch):
    monkeypatch.setattr(periodic, "POLISH", 20)
    file, office = tmp_path / "p.json", tmp_path / "none" / "office.db"
    file.write_text(text(PERIODIC), encoding="utf-8")
    commands, asked = CommandLine(office), ("plan", "--problem", file, "--effort", "quick")
    assert commands.answer(*asked)["placed"] == 4
    file.write_text(text(PERIODIC, "customers", 0, "demand", value="x"), encoding="utf-8")
    assert "customers[0].demand" in commands.answer(*asked, code=1)
    assert not office.exists()


@pytest.mark.parametrize("problem", [PERIODIC, PATROL])
def test_the_output_of_the_command_is_json_and_nothing_else_whatever_the_solvers_print(tmp_path, problem):
    file = tmp_path / "p.json"
    file.write_text(text(problem), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "plan", "--problem", str(file), "--effort", "quick", "--json"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["placed"] == (4 if problem is PERIODIC else 3)
