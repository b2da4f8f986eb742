"""Backups: made after changes only, listed with what they hold, and put back in the place of the office file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from threading import Thread

import pytest

from desktop.work import register, safekeeping
from desktop.work.gate import Gate
from desktop.work.office import Office
from desktop.work.problem import Problem
from tests.command_line import CommandLine
from tests.conftest import RESOURCES, TODAY


def heads(office):
    return office.ask(lambda session: register.count(session))


def damage(path):
    content = bytearray(path.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 64] = b"\xff" * 64
    path.write_bytes(bytes(content))


def test_a_backup_is_due_after_changes_only(office, an_employer):
    an_employer()
    assert safekeeping.is_due(office.path)
    office.back_up()
    assert not safekeeping.is_due(office.path)
    office.undo()
    assert safekeeping.is_due(office.path)


def test_two_backups_of_one_second_are_both_kept(office, an_employer):
    an_employer()
    assert office.back_up() != office.back_up()
    assert [copy.employers for copy in safekeeping.copies(office.path)] == [1, 1]


def test_a_restored_office_goes_on_where_the_backup_was_and_the_present_is_kept(office, an_employer):
    an_employer()
    chosen = office.back_up()
    an_employer()
    change = office.restore(chosen)

    assert heads(office) == 1
    assert change.listed
    assert change.settings
    assert [copy.employers for copy in safekeeping.copies(office.path)] == [2, 1]
    office.undo()  # it can be written, and its own history came with it
    assert heads(office) == 0
    assert office.check() is None


def test_the_present_can_be_restored_again(office, an_employer):
    an_employer()
    chosen = office.back_up()
    an_employer()
    office.restore(chosen)
    office.restore(safekeeping.copies(office.path)[0].path)
    assert heads(office) == 2


def test_a_damaged_backup_is_refused_and_nothing_changes(office, an_employer):
    for _ in range(30):
        an_employer()
    chosen = office.back_up()
    damage(chosen)
    with pytest.raises(Problem, match="已损坏"):
        office.restore(chosen)
    assert heads(office) == 30
    assert len(office.backups()) == 1
    assert not list(office.folder.glob("*.restoring*"))


def test_a_backup_of_a_later_version_is_refused(office, an_employer):
    an_employer()
    chosen = office.back_up()
    with closing(sqlite3.connect(chosen)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Problem, match="更新版本的程序"):
        office.restore(chosen)
    assert heads(office) == 1


@pytest.mark.parametrize("content", [b"", b"only words"])
def test_a_file_that_is_no_backup_is_refused(office, tmp_path, content):
    other = tmp_path / "other.db"
    other.write_bytes(content)
    with pytest.raises(Problem, match="不是职康网格的备份"):
        office.restore(other)


def test_a_damaged_office_makes_no_backups_and_is_set_aside_as_it_is(office, an_employer):
    for _ in range(30):
        an_employer()
    chosen = office.back_up()
    path = office.path
    office.close()
    damage(path)
    with pytest.raises(safekeeping.Unsound, match="没有通过检查"):
        safekeeping.back_up(path)
    assert len(safekeeping.times(path)) == 1

    CommandLine(path).run("restore", chosen)

    again = Office.open(path, today=lambda: TODAY, resources=RESOURCES)
    assert heads(again) == 30
    again.close()
    assert len(list((path.parent / "备份").glob("*损坏*.db"))) == 1


def test_the_command_tells_what_was_kept(office, an_employer):
    an_employer()
    chosen, path = office.back_up(), office.path
    an_employer()
    office.close()
    told = CommandLine(path).answer("restore", chosen)
    assert told["restored"] == str(chosen)
    assert told["kept"] not in (None, str(chosen))


def test_the_command_refuses_while_the_window_is_open(office, an_employer):
    an_employer()
    chosen = office.back_up()
    assert "已经在使用中" in CommandLine(office.path).run("restore", chosen, code=1).stderr


def test_attachments_are_in_the_backup_and_come_back(office, an_employer):
    an_employer()
    kept = office.folder / "attachments" / "ab" / "abcd.jpg"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"a picture")
    chosen = office.back_up()
    kept.unlink()
    office.restore(chosen)
    assert kept.read_bytes() == b"a picture"


def test_nobody_is_inside_while_the_gate_is_shut():
    gate, seen = Gate(), []

    def visit():
        with gate.through(), gate.through():
            seen.append("in")

    with gate.shut():
        visitor = Thread(target=visit)
        visitor.start()
        visitor.join(0.05)
        assert seen == []
    visitor.join(5)
    assert seen == ["in"]
