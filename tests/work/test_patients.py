"""The restricted ledger: only its password opens it, and nothing of it is readable in the file or in its copies."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop import cli
from desktop.work import employer_file, merging, outgoing, patients, register, sealing
from desktop.work.ledger_cells import Refused
from desktop.work.patients import PATIENT, VISIT, Opened
from desktop.work.problem import Problem
from desktop.work.register import Query
from tests.command_line import CommandLine
from tests.conftest import TODAY

PASSWORD = "梅溪 follow-up 1"
PERSON = {
    "name": "㛃秀英",
    "standing": "确诊",
    "disease": "职业性尘肺病（矽肺）",
    "stage": "贰期",
    "id_number": "X-13579",
}
ROUND = {"visited_on": "2026-05-06", "how": "电话", "outcome": "失访", "lost_because": "已迁往外省𠮷林"}


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(sealing, "COST", {"n": 2**10, "r": 8, "p": 1})


@pytest.fixture
def code(office):
    found = []

    def work(session):
        change, made = patients.set_up(session, PASSWORD)
        found.append(made)
        return change

    office.do(work)
    return found[0]


@pytest.fixture
def opened(office, code):
    return Opened(office.ask(lambda s: patients.unlock(s, PASSWORD)), office.rulebook, TODAY)


def add(office, opened, ledger, owner, text):
    made = []

    def work(session):
        change, line = patients.add(session, ledger, owner, text, opened)
        made.append(line)
        return change

    return office.do(work), made[0]


def test_a_person_and_the_rounds_come_back_as_they_were_entered_and_every_step_is_undone(office, an_employer, opened):
    employer = an_employer()
    change, person = add(office, opened, PATIENT, employer, PERSON)
    _, line = add(office, opened, VISIT, person, ROUND)
    found = office.ask(lambda s: patients.people(s, employer, opened))[0]
    assert {key: found.cells[key] for key in PERSON} == PERSON
    assert office.ask(lambda s: patients.visits(s, person, opened))[0].cells["lost_because"] == ROUND["lost_because"]
    assert PERSON["name"] not in change.said
    office.do(lambda s: patients.change(s, PATIENT, person, {"stage": "叁期"}, opened))
    assert office.ask(lambda s: patients.written(s, PATIENT, person, opened))["stage"] == "叁期"
    office.undo()
    assert office.ask(lambda s: patients.written(s, PATIENT, person, opened))["stage"] == "贰期"
    office.do(lambda s: patients.remove(s, PATIENT, person, opened))
    assert office.ask(lambda s: patients.count(s, employer)) == 0
    office.undo()
    assert office.ask(lambda s: patients.visits(s, person, opened))[0].id == line
    assert not any(PERSON["name"] in operation.said for operation in office.history(50))


def test_no_word_of_a_row_is_in_the_file_its_wal_its_journal_or_a_backup(office, an_employer, opened, tmp_path):
    employer = an_employer()
    _, person = add(office, opened, PATIENT, employer, PERSON)
    add(office, opened, VISIT, person, ROUND)
    office.do(lambda s: patients.change(s, PATIENT, person, {"stage": "叁期"}, opened))
    office.do(lambda s: patients.remove(s, PATIENT, person, opened))
    office.undo()
    copy = office.back_up()
    files = [office.path, office.path.with_name(office.path.name + "-wal"), copy]
    assert files[1].exists()
    words = [*PERSON.values(), *ROUND.values(), "叁期", PASSWORD]
    words = [word for word in words if word not in ("确诊", "电话", "失访")]  # single words of the rules
    for file in files:
        raw = file.read_bytes()
        for word in words:
            forms = (word.encode(), word.encode("utf-16-le"), json.dumps(word)[1:-1].encode())
            assert not any(form in raw for form in forms), (file.name, word)
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT count(*) FROM patient").fetchone() == (1,)
        assert kept.execute("SELECT count(*) FROM journal_row WHERE tbl = 'restricted_key'").fetchone() == (0,)


def test_what_is_not_the_password_opens_nothing_and_says_so(office, code, an_employer):
    for wrong in ("", PASSWORD + " ", PASSWORD.upper(), "梅溪", code[:-1]):
        with pytest.raises(Problem, match="密码不对") as refused:
            office.ask(lambda s, wrong=wrong: patients.unlock(s, wrong))
        assert "恢复码" in refused.value.remedy
    key = office.ask(lambda s: patients.unlock(s, PASSWORD))
    for weak in ("1234567", "12345678901", ""):
        with pytest.raises(Problem, match="容易猜到"):
            office.do(lambda s, weak=weak: patients.change_password(s, key, weak)[0])


def test_the_recovery_code_opens_it_however_it_is_typed(office, code, opened):
    for written in (code, code.lower(), code.replace("-", ""), code.replace("-", " ")):
        assert office.ask(lambda s, written=written: patients.unlock(s, written)) == opened.key


def test_a_new_password_replaces_the_old_one_and_its_code_and_cannot_be_undone(office, code, opened, an_employer):
    employer = an_employer()
    add(office, opened, PATIENT, employer, PERSON)
    office.do(lambda s: patients.change_password(s, opened.key, "another password")[0])
    assert office.ask(lambda s: patients.unlock(s, "another password")) == opened.key
    for old in (PASSWORD, code):
        with pytest.raises(Problem, match="密码不对"):
            office.ask(lambda s, old=old: patients.unlock(s, old))
    office.undo()  # takes back the person, not the password
    assert office.ask(lambda s: patients.count(s, employer)) == 0
    assert office.ask(lambda s: patients.unlock(s, "another password")) == opened.key


def test_wrong_cells_are_refused_like_in_every_ledger(office, an_employer, opened):
    employer = an_employer()
    with pytest.raises(Refused) as refused:
        add(office, opened, PATIENT, employer, {"standing": "大概", "diagnosed_on": "2031-01-01"})
    assert set(refused.value.cells) == {"name", "disease", "standing", "diagnosed_on"}


def test_a_sealed_row_opens_only_in_its_own_place(opened):
    text = sealing.seal(opened.key, "patient:a", {"name": "甲"})
    with pytest.raises(sealing.WrongSecret):
        sealing.unseal(opened.key, "patient:b", text)
    with pytest.raises(sealing.WrongSecret):
        sealing.unseal(sealing.new_key(), "patient:a", text)


@given(st.dictionaries(st.text(min_size=1), st.one_of(st.none(), st.booleans(), st.integers(), st.text())))
@settings(max_examples=50, deadline=None)
def test_whatever_is_sealed_is_unsealed_the_same(values):
    key = sealing.new_key()
    assert sealing.unseal(key, "patient:1", sealing.seal(key, "patient:1", values)) == values


def test_no_list_export_or_search_shows_a_person_and_a_merger_takes_them_along(office, an_employer, opened, tmp_path):
    keep, other = an_employer(), an_employer()
    add(office, opened, PATIENT, other, PERSON)
    file = office.ask(lambda s: employer_file.detail(s, other))
    assert not any("patient" in name for name in file.ledgers)
    assert not office.ask(lambda s: register.find(s, Query(text=PERSON["name"])))
    office.ask(lambda s: outgoing.write_json(s, tmp_path / "all.json"))
    assert PERSON["name"] not in (tmp_path / "all.json").read_text(encoding="utf-8")
    office.do(lambda s: merging.merge(s, keep, other, rulebook=office.rulebook, on=TODAY))
    assert office.ask(lambda s: patients.people(s, keep, opened))[0].cells["name"] == PERSON["name"]


def test_the_command_needs_the_password_file(office, an_employer, tmp_path):
    an_employer(name="大同石材厂")
    path, secret, other = office.path, tmp_path / "secret.txt", tmp_path / "other.txt"
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    other.write_text("不是密码", encoding="utf-8")
    office.close()

    run = CommandLine(path).answer
    code = run("patients-password", "--password-file", str(secret))["recovery_code"]
    assert len(code) == 29
    who = ("patients", "大同石材厂")
    made = run(*who, "add", "name=王某", "standing=疑似", "病种=职业性噪声聋", "--password-file", str(secret))
    round_ = run(
        *who, "add", "visited_on=2026-03-04", "outcome=完成", "--of", str(made["id"]), "--password-file", str(secret)
    )
    assert "密码不对" in run(*who, "list", "--password-file", str(other), code=cli.REFUSED)
    found = run(*who, "list", "--password-file", str(secret))
    assert (found[0]["name"], found[0]["visits"][0]["outcome"]) == ("王某", "完成")
    run(*who, "change", str(made["id"]), "standing=确诊", "--password-file", str(secret))
    assert run(*who, "list", "--password-file", str(secret))[0]["standing"] == "确诊"
    run(*who, "remove", str(round_["id"]), "--visit", "--password-file", str(secret))
    run(*who, "remove", str(made["id"]), "--password-file", str(secret))
    assert run(*who, "list", "--password-file", str(secret)) == []
    run("patients-password", "--password-file", str(secret), "--new-password-file", str(other), code=cli.REFUSED)
