"""Attachments: kept once under their hash, before the first save, on a ledger line, in backups; told in words."""

from __future__ import annotations

import errno
import os
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from desktop.work import attachment_files, attachments, ledgers, previews
from desktop.work.problem import Problem
from desktop.work.progress import Progress
from tests.command_line import CommandLine
from tests.conftest import TODAY


@pytest.fixture
def photo(tmp_path):
    """A picture lying on its side, as a phone keeps it, taken on 2026-03-05."""
    file = tmp_path / "车间 照片.JPG"
    picture = Image.new("RGB", (800, 400), "#336699")
    exif = Image.Exif()
    exif[274] = 6  # turn by 90 degrees to look at it
    exif.get_ifd(0x8769)[36867] = "2026:03:05 09:30:00"
    picture.save(file, "JPEG", exif=exif)
    return file


def attach(office, employer, *files, of=None):
    taken = attachment_files.take_in(files, office.folder, Progress())
    with attachment_files.keeping(taken.stored, office.folder):
        return office.do(lambda s: attachments.add(s, employer, taken.stored, on=TODAY, of=of))


def listed(office, employer, of=None):
    return office.ask(lambda session: attachments.listing(session, employer, office.rulebook, of))


def on_disk(office):
    return sorted(file.name for file in (office.folder / "attachments").rglob("*") if file.is_file())


def test_files_are_kept_once_under_their_hash_and_listed_under_their_name(office, an_employer, photo, tmp_path):
    one, other = an_employer(), an_employer()
    again = tmp_path / "另一个名字.jpg"
    again.write_bytes(photo.read_bytes())
    attach(office, one, photo)
    attach(office, other, again)

    assert listed(office, one)[0].name == "车间 照片.JPG"
    assert len(on_disk(office)) == 1
    assert photo.exists()


def test_a_photo_tells_its_day_and_its_small_picture_stands_upright(office, an_employer, photo):
    employer = an_employer()
    before = photo.read_bytes()
    attach(office, employer, photo)
    kept = listed(office, employer)[0]
    assert kept.taken_on == date(2026, 3, 5)
    small = previews.of_photo(office.folder, kept.sha256, kept.name)
    with Image.open(small) as picture:
        assert picture.size == (160, 320)
    assert attachment_files.place_of(office.folder, kept.sha256, kept.name).read_bytes() == before


def test_a_removed_attachment_comes_back_with_its_contents(office, an_employer, photo, tmp_path):
    employer = an_employer()
    attach(office, employer, photo)
    kept = listed(office, employer)[0]
    office.do(lambda session: attachments.remove(session, kept.id))
    assert listed(office, employer) == []
    office.undo()
    copy = attachments.copy_out(listed(office, employer)[0], office.folder, tmp_path / "副本.jpg")
    assert copy.read_bytes() == photo.read_bytes()


def test_many_files_are_one_operation_and_the_same_file_is_not_noted_twice(office, an_employer, photo, tmp_path):
    employer = an_employer()
    second, same = tmp_path / "b.pdf", tmp_path / "c.pdf"
    second.write_bytes(b"%PDF")
    same.write_bytes(b"%PDF")
    taken = attachment_files.take_in([photo, second, same], office.folder, Progress())
    assert [problem.what for problem in taken.refused] == ["“c.pdf”和“b.pdf”内容完全一样。"]
    attach(office, employer, photo, second)
    with pytest.raises(Problem, match="已经在附件里"):
        attach(office, employer, photo)
    office.undo()
    assert listed(office, employer) == []


def test_one_bad_file_does_not_keep_the_good_ones_out(office, photo, tmp_path):
    empty = tmp_path / "空.jpg"
    empty.touch()
    taken = attachment_files.take_in([photo, empty, tmp_path / "没有.jpg"], office.folder, Progress())
    assert [file.name for file in taken.stored] == ["车间 照片.JPG"]
    assert "0 字节" in attachment_files.told(taken.refused).what
    assert "文件不见了" in attachment_files.told(taken.refused).what


def test_what_cannot_be_kept_is_told_in_words(office, photo, tmp_path, monkeypatch):
    def refused(*files):
        with pytest.raises(Problem) as told:
            attachment_files.take_in(files, office.folder, Progress())
        return str(told.value)

    assert "文件夹" in refused(tmp_path)
    assert "文件不见了" in refused(tmp_path / "gone.jpg")
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    opened = Path.open
    monkeypatch.setattr(Path, "open", lambda self, mode="r", *a: _fail(full) if "w" in mode else opened(self, mode, *a))
    assert "磁盘满了" in refused(photo)
    monkeypatch.undo()
    locked = PermissionError(errno.EACCES, "locked")
    monkeypatch.setattr(Path, "open", lambda self, *a: _fail(locked))
    assert "没有权限" in refused(photo)
    assert on_disk(office) == []


def _fail(error):
    raise error


def test_what_is_not_noted_leaves_nothing_behind(office, an_employer, photo):
    taken = attachment_files.take_in([photo], office.folder, Progress())
    with pytest.raises(Problem), attachment_files.keeping(taken.stored, office.folder):
        office.do(lambda session: attachments.add(session, 999, taken.stored, on=TODAY))
    attachment_files.discard(taken.stored, office.folder)
    assert on_disk(office) == []
    attachment_files.take_in([photo], office.folder, Progress())
    attachment_files.sweep(office.folder)
    assert on_disk(office) == []
    assert photo.exists()


def test_the_scan_of_a_report_belongs_to_its_line(office, an_employer, photo):
    employer = an_employer(tests=((date(2026, 3, 1), 4, 0),))
    line = office.ask(lambda s: ledgers.lines(s, employer, "test_report", rulebook=office.rulebook))[0].id
    attach(office, employer, photo, of=("test_report", line))
    kept = listed(office, employer, ("test_report", line))[0]
    assert kept.subject == "检测报告 2026-03-01 定期检测"
    ways = {"rulebook": office.rulebook, "on": TODAY}
    office.do(lambda s: attachments.describe(s, kept.id, "kind", "检测报告", **ways))
    office.do(lambda s: attachments.describe(s, kept.id, "caption", "盖章的扫描件", **ways))
    office.do(lambda s: attachments.describe(s, kept.id, "taken_on", "2026.3.2", **ways))
    for key, written in (("kind", "明信片"), ("taken_on", "2026-03"), ("taken_on", "2027-01-01")):
        with pytest.raises(Problem):
            office.do(lambda s, key=key, written=written: attachments.describe(s, kept.id, key, written, **ways))
    now = listed(office, employer)[0]
    assert (now.kind, now.title, now.taken_on) == ("检测报告", "盖章的扫描件", date(2026, 3, 2))
    office.do(lambda s: ledgers.remove(s, "test_report", [line], **ways))
    assert listed(office, employer)[0].subject == "检测报告（这一行已删除）"


def test_what_is_no_picture_has_no_small_picture(office, an_employer, tmp_path):
    employer = an_employer()
    broken = tmp_path / "坏的.jpg"
    broken.write_bytes(b"\xff\xd8 not a picture")
    attach(office, employer, broken)
    kept = listed(office, employer)[0]
    assert kept.taken_on is None
    assert previews.of_photo(office.folder, kept.sha256, kept.name) is None


def test_a_backup_has_the_originals_and_not_the_small_pictures(office, an_employer, photo, tmp_path):
    employer = an_employer()
    attach(office, employer, photo)
    kept = listed(office, employer)[0]
    small = previews.of_photo(office.folder, kept.sha256, kept.name)
    chosen = office.back_up()
    copies = [file for file in (chosen.parent / "附件").rglob("*") if file.is_file()]
    assert [file.stem for file in copies] == [kept.sha256]
    attachment_files.place_of(office.folder, kept.sha256, kept.name).unlink()
    small.unlink()
    with pytest.raises(Problem, match="数据与备份"):
        attachments.copy_out(kept, office.folder, tmp_path / "副本.jpg")
    office.restore(chosen)
    assert attachments.copy_out(kept, office.folder, tmp_path / "副本.jpg").exists()
    assert previews.of_photo(office.folder, kept.sha256, kept.name) == small


def test_the_command_attaches_and_lists(office, an_employer, photo):
    an_employer(name="大同石材厂", tests=((date(2026, 3, 1), 4, 0),))
    path = office.path
    office.close()
    commands = CommandLine(path)
    commands.run("attach", "大同石材厂", photo, "--line", "test_report:1", "--kind", "检测报告")
    found = commands.answer("attach", "大同石材厂")[0]
    assert (found["name"], found["kind"], found["taken_on"]) == ("车间 照片.JPG", "检测报告", "2026-03-05")
    assert found["of"] == "检测报告 2026-03-01 定期检测"
