"""The commands as another program calls them: words, keys and exit codes are a contract."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.command_line import CommandLine
from tests.conftest import ROOT, SAMPLES


@pytest.fixture
def run(tmp_path):
    return CommandLine(tmp_path / "o" / "office.db").run


def in_a_process(office, *words, code=0):
    """The same as another program starts it."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "desktop", "--office", str(office), *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return done


def test_from_a_sheet_to_the_report_without_a_window(run, tmp_path):
    taken = run("import", SAMPLES / "sheets-1" / "t01_clean.xlsx", "--json").json
    (sheet,) = taken["files"][0]["sheets"]
    assert sheet["rows"] == {"read": 40, "new": 40, "changed": 0, "same": 0, "doubtful": 0, "refused": 0}
    assert sheet["cells"]["read"] == sum(sheet["cells"][key] for key in ("taken", "same", "refused", "ignored"))
    assert isinstance(taken["operation"], int)
    graded = run("grade", "--json").json
    assert len(graded) == 40
    assert set(graded[0]) == {
        "name", "credit_code", "level", "management", "class", "because", "edition", "missing", "unconfirmed",
    }  # fmt: skip
    out = tmp_path / "out"
    report = run("summary", "2026Q3", "--out", out, "--json").json
    assert report["figures"]["A02"]["value"] == 40
    assert sorted(file.suffix for file in out.iterdir()) == [".pdf", ".xlsx"]
    rows = run("figure", "A02", "2026Q3", "--rows", "--json").json
    assert len(rows["rows"]) == 40


def test_a_dry_run_writes_nothing(run, tmp_path):
    taken = run("import", SAMPLES / "sheets-1" / "t01_clean.xlsx", "--dry-run", "--json").json
    assert taken["operation"] is None
    target = tmp_path / "register.json"
    run("export", "register", target)
    assert json.loads(target.read_text(encoding="utf-8")) == []


def test_the_second_month_is_told_from_the_first_and_taken_back(run, tmp_path):
    run("import", SAMPLES / "sheets-1" / "t01_clean.xlsx")
    truth = json.loads((SAMPLES / "sheets-1" / "t12_later.truth.json").read_text(encoding="utf-8"))
    taken = run("import", SAMPLES / "sheets-1" / "t12_later.xlsx", "--json").json
    (sheet,) = taken["files"][0]["sheets"]
    assert sheet["rows"]["same"] == truth["same"]
    assert sheet["rows"]["changed"] == len(truth["changed"])
    assert sheet["rows"]["new"] == len(truth["new"])
    assert sorted(sheet["missing"]) == sorted(truth["missing"])
    run("undo")
    target = tmp_path / "register.json"
    run("export", "register", target)
    kept = json.loads(target.read_text(encoding="utf-8"))
    assert len(kept) == 40
    assert {"name", "credit_code", "village", "address", "contact", "phone", "staff", "exposed_workers", "factors",
            "declared_on", "tested_on"} <= set(kept[0])  # fmt: skip
    said = [line["said"] for line in run("history", "--json").json]
    assert said[0].startswith("撤销：")


def test_a_problem_goes_to_stderr_in_words_with_code_1(run, tmp_path):
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"")
    done = in_a_process(tmp_path / "p" / "office.db", "import", broken, code=1)
    assert "数据没有改动" in done.stderr
    assert "Traceback" not in done.stderr
    assert run("figure", "Z99", "2026Q3", code=1).stderr.count("A02") == 1
    assert "没有可以撤销" in run("undo", code=1).stderr


def test_wrong_usage_has_code_2(run):
    in_a_process("o.db", "nonsense", code=2)
    run("summary", "2026第三季度", code=2)


def test_the_made_up_township_is_the_same_for_the_same_seed(run, tmp_path):
    run("sample", "--employers", "12", "--years", "2", "--seed", "7")
    target = tmp_path / "a.json"
    run("export", "register", target)
    other, again = tmp_path / "p" / "office.db", tmp_path / "b.json"
    in_a_process(other, "--today", "2026-11-23", "sample", "--employers", "12", "--years", "2", "--seed", "7")
    in_a_process(other, "export", "register", again)
    assert again.read_text(encoding="utf-8") == target.read_text(encoding="utf-8")
    assert len(json.loads(target.read_text(encoding="utf-8"))) == 12
    assert "已经有企业" in run("sample", code=1).stderr


def test_the_small_commands(run, tmp_path):
    run("township", "--name", "梅溪镇", "--county", "安吉县")
    assert run("township", "--json").json["name"] == "梅溪镇"
    run("areas", "--add", "长兴村", "溪东社区")
    assert [area["name"] for area in run("areas", "--json").json] == ["长兴村", "溪东社区"]
    run("sample", code=0)
    assert run("check", "--json").json["sound"] is True
    name = run("grade", "--json").json[0]["name"]
    run("edit", name, "staff", "90")
    assert "62" in run("edit", name, "exposed_workers", "62").stdout
    assert "A 级" in run("manage", name, "A", "--source", "企业自查表").stdout
    run("undo")
    assert "管理等级" in run("redo").stdout
    assert run("backup", "--json").json["file"].endswith(".db")
    run("export", "template", tmp_path / "空白.xlsx")
    run("export", "register", tmp_path / "台账.xlsx")
    again = run("import", tmp_path / "台账.xlsx", "--dry-run", "--json").json["files"][0]["sheets"][0]["rows"]
    assert again["same"] == again["read"] > 0
    assert "没有" in run("import", tmp_path / "空白.xlsx", code=1).stderr  # only the sample line, which is nobody


def test_a_reader_that_wants_no_more_is_no_failure(tmp_path):
    """`visits … | head -1`: no traceback, and the exit code says the work is done."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "desktop", "--office", str(tmp_path / "office.db"), "patrol-rule"],
        cwd=ROOT, stdout=writing, stderr=subprocess.PIPE,
        text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
