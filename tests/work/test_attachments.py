"""Attachments: kept once under their hash, listed, copied out, removed and brought back."""

from __future__ import annotations

import json

import pytest

from desktop import cli
from desktop.work import attachments
from desktop.work.problem import Problem
from desktop.work.progress import Progress
from tests.conftest import TODAY


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "车间 照片.JPG"
    file.write_bytes(b"\xff\xd8 a picture")
    return file


def attach(office, employer, *files):
    stored = attachments.store(files, office.folder, Progress())
    return office.do(lambda session: attachments.add(session, employer, stored, on=TODAY))


def listed(office, employer):
    return office.ask(lambda session: attachments.listing(session, employer))


def test_files_are_kept_once_under_their_hash_and_listed_under_their_name(office, an_employer, photo, tmp_path):
    one, other = an_employer(), an_employer()
    again = tmp_path / "另一个名字.jpg"
    again.write_bytes(photo.read_bytes())
    attach(office, one, photo)
    attach(office, other, again)

    assert listed(office, one)[0].name == "车间 照片.JPG"
    assert len([file for file in (office.folder / "attachments").rglob("*") if file.is_file()]) == 1


def test_a_removed_attachment_comes_back_with_its_contents(office, an_employer, photo):
    employer = an_employer()
    attach(office, employer, photo)
    kept = listed(office, employer)[0]
    office.do(lambda session: attachments.remove(session, kept.id))
    assert listed(office, employer) == []
    office.undo()
    assert attachments.copy_out(listed(office, employer)[0], office.folder).read_bytes() == photo.read_bytes()


def test_many_files_are_one_operation_and_the_same_file_is_not_noted_twice(office, an_employer, photo, tmp_path):
    employer = an_employer()
    second = tmp_path / "b.pdf"
    second.write_bytes(b"%PDF")
    attach(office, employer, photo, second)
    with pytest.raises(Problem, match="已经在附件里"):
        attach(office, employer, photo)
    office.undo()
    assert listed(office, employer) == []


def test_what_cannot_be_kept_is_told_in_words(office, an_employer, tmp_path):
    employer = an_employer()
    with pytest.raises(Problem, match="文件夹"):
        attach(office, employer, tmp_path)
    with pytest.raises(Problem, match="不能添加"):
        attach(office, employer, tmp_path / "gone.jpg")


def test_a_lost_original_is_told_and_comes_back_with_a_backup(office, an_employer, photo):
    employer = an_employer()
    attach(office, employer, photo)
    chosen = office.back_up()
    kept = listed(office, employer)[0]
    attachments.place_of(office.folder, kept.sha256, kept.name).unlink()
    with pytest.raises(Problem, match="数据与备份"):
        attachments.copy_out(kept, office.folder)
    office.restore(chosen)
    assert attachments.copy_out(kept, office.folder).exists()


def test_the_command_attaches_and_lists(office, an_employer, photo, capsys):
    an_employer(name="大同石材厂")
    path = office.path
    office.close()
    assert cli.run(cli.read(["--office", str(path), "attach", "大同石材厂", str(photo)])) == cli.DONE
    capsys.readouterr()
    assert cli.run(cli.read(["--office", str(path), "attach", "大同石材厂", "--json"])) == cli.DONE
    assert json.loads(capsys.readouterr().out)[0]["name"] == "车间 照片.JPG"
