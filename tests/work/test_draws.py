"""双随机 of an office: candidates, the kept record, its paper and its commands."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys

import pytest

from desktop.schedule.draw import from_json
from desktop.work import draws, register, settings
from desktop.work.draws import Wish
from desktop.work.problem import Problem
from tests.command_line import CommandLine
from tests.conftest import ROOT, TODAY
from tests.report.builders import text_of

PEOPLE = ("王芳", "李强", "赵敏")


@pytest.fixture
def firms(office, an_employer):
    office.do(lambda session: settings.add_areas(session, ["大同村"]))
    ids = [an_employer(name=f"大同{n}号石材厂", credit_code=f"9133059900000{n:03d}X1"[:18]) for n in range(10)]
    an_employer(name="小溪木业", area_id=1)
    an_employer(name="已注销的厂", status="注销")
    return ids


def made(office, **wish):
    asked = Wish(**{"seed": "2026329", "inspectors": PEOPLE} | wish)
    office.do(lambda session: draws.draw(session, asked, office.rulebook, TODAY))
    return office.ask(lambda session: draws.record_of(session, draws.listed(session)[0].id))


def test_a_draw_is_kept_final_and_listed(office, firms):
    record = made(office, employers=4)
    assert len(record.employers) == 11
    assert len(record.result) == 4
    assert record.request.per_site == office.rulebook.draw_terms.per_site
    assert record.request.office == "梅溪镇人民政府"
    assert office.undoable() is None or "抽" not in office.undoable()
    assert [row.seal for row in office.ask(draws.listed)] == [record.seal]


def test_only_the_filtered_are_in_the_list(office, firms):
    record = made(office, query=register.Query(villages=(1,)), per_site=1)
    assert [one.name for one in record.employers] == ["小溪木业"]
    assert len(record.result) == 1


def test_conflicts_are_written_by_name_and_those_outside_the_list_are_left_out(office, firms):
    pairs = draws.conflicts("大同1号石材厂=王芳=夫妻\n\n 已注销的厂＝李强")
    record = made(office, employers=11, conflicts=pairs)
    assert [(one.inspector, one.reason) for one in record.conflicts] == [("王芳", "夫妻")]
    assert "王芳" not in next(pair for pair in record.result if pair.name == "大同1号石材厂").inspectors


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"inspectors": ()}, "检查人员名单是空的"),
        ({"employers": 40}, "不够抽 40 家"),
        ({"query": register.Query(combined=("丙",))}, "企业名单是空的"),
        ({"conflicts": (("没有的厂", "王芳", ""),)}, "台账里没有"),
        ({"conflicts": (("小溪木业", "某人", ""),)}, "不在名单里"),
    ],
)
def test_what_cannot_be_drawn_is_a_problem_and_nothing_is_kept(office, firms, wish, words):
    with pytest.raises(Problem) as refused:
        made(office, **wish)
    assert words in str(refused.value)
    assert office.ask(draws.listed) == []


def test_the_paper_and_the_lists_carry_the_same_hashes(office, firms, tmp_path):
    record = made(office, employers=5, weighted=True, conflicts=(("小溪木业", "王芳", "亲属"),), seed_source="开奖号码")
    pdf, kept, *lists = draws.write(record, tmp_path, office.rulebook)
    text = text_of(pdf)
    for words in (
        "双随机",
        "2026329",
        "开奖号码",
        "待核对",
        "不少于两人",
        "亲属",
        "小溪木业",
        record.result[0].name,
        "监督人",
        "梅溪镇人民政府",
    ):
        assert words in text, words
    assert from_json(kept.read_text(encoding="utf-8")) == record
    hashes = [hashlib.sha256(file.read_bytes()).hexdigest() for file in lists]
    assert hashes == [record.employers_sha256, record.inspectors_sha256]
    assert all(value in text.replace("\n", "").replace(" ", "") for value in (*hashes, record.seal))
    again = draws.write(record, tmp_path / "again", office.rulebook)[0]
    assert again.read_bytes() == pdf.read_bytes()


def command(office, *words, code=0):
    """A command in this process: what it prints, or what it refuses with."""
    told = CommandLine(office).run(*words, code=code)
    return told.stderr if code else told.stdout


def on_another_machine(folder, *words):
    """A command in a fresh process that knows neither this folder, nor an office, nor this process's hashing."""
    folder.mkdir()
    kept = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if key in os.environ}
    told = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "desktop", *map(str, words)], cwd=folder, text=True, encoding="utf-8",
        env=kept | {"PYTHONPATH": str(ROOT), "HOME": str(folder), "PYTHONHASHSEED": "7"},
        capture_output=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert list(folder.iterdir()) == []
    return told.stdout


def test_the_commands_draw_list_print_and_verify_without_an_office(office, firms, tmp_path):
    path = office.path
    office.close()
    drawn = command(path, "draw", "--seed", "S1", "--employers", 3, "--inspectors", *PEOPLE, "--json")
    record = tmp_path / "record.json"
    record.write_text(drawn, encoding="utf-8")
    rows = json.loads(command(path, "draw", "--list", "--json"))
    assert [row["seal"] for row in rows] == [json.loads(drawn)["seal"]]
    command(path, "draw", "--print", rows[0]["number"], "--out", tmp_path / "out")
    assert len(list((tmp_path / "out").iterdir())) == 4
    elsewhere = tmp_path / "no" / "office.db"
    assert "校验值" in on_another_machine(tmp_path / "other", "draw", "--verify", record)
    assert json.loads(command(elsewhere, "draw", "--verify", record, "--json"))["verified"] is True
    assert not elsewhere.exists()
    record.write_text(drawn.replace("王芳", "王方"), encoding="utf-8")
    refused = command(elsewhere, "draw", "--verify", record, code=1)
    assert "没有通过核对" in refused
    assert "校验值不符" in refused
