"""The office file: made, upgraded on a copy, kept, checked, and used by one writer at a time."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from sqlalchemy import create_engine

from db import engine, keep, migrate
from db.models.everything import Table
from desktop.work.office import Office
from desktop.work.problem import Problem
from tests.conftest import RESOURCES, TODAY


def open_office(path, **options):
    return Office.open(path, today=lambda: TODAY, resources=RESOURCES, **options)


def test_the_models_are_what_the_migrations_make(tmp_path):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    path = tmp_path / "office.db"
    migrate.bring_up_to_date(path, kept=tmp_path / "kept.db")
    with create_engine(f"sqlite:///{path}").connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []
        connection.engine.dispose()


def test_a_second_writer_is_told_who_has_the_file(office):
    with pytest.raises(Problem, match="已经在使用中"):
        open_office(office.path)


def test_a_reader_may_look_while_the_window_is_open_but_not_change(office, an_employer):
    an_employer()
    reader = open_office(office.path, writes=False)
    assert len(reader.history()) == 2
    with pytest.raises(Problem, match="只为查看"):
        reader.undo()
    reader.close()


def test_a_file_of_a_later_version_is_refused_and_not_touched(tmp_path):
    path = tmp_path / "office.db"
    open_office(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    with pytest.raises(Problem, match="更新版本的程序"):
        open_office(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"not a database at all, only words", b"SQLite format 3\x00 and then rubbish" * 40]
)
def test_a_file_that_is_not_ours_is_refused_and_not_touched(tmp_path, content):
    path = tmp_path / "office.db"
    path.write_bytes(content)
    with pytest.raises(Problem, match="不是职康网格的数据文件"):
        open_office(path)
    assert path.read_bytes() == content


def test_a_network_path_is_refused(tmp_path):
    from pathlib import Path

    with pytest.raises(Problem, match="网络文件夹"):
        open_office(Path("//server/share/office.db"))


def test_the_file_is_kept_safe_by_its_settings(office):
    with office._database.read() as session:
        found = {
            name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("foreign_keys", "journal_mode", "synchronous")
        }
    assert found == {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2}


def test_a_copy_taken_in_use_has_every_committed_row(office, an_employer, tmp_path):
    for _ in range(20):
        an_employer()
    target = tmp_path / "copy.db"
    keep.copy(office.path, target)
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("SELECT count(*) FROM employer").fetchone() == (20,)
    assert keep.check(target) is None


def test_a_damaged_file_is_found(office, an_employer, tmp_path):
    for _ in range(50):
        an_employer()
    target = tmp_path / "copy.db"
    keep.copy(office.path, target)
    content = bytearray(target.read_bytes())
    content[4096 * 3 : 4096 * 9] = b"\xff" * (4096 * 6)
    target.write_bytes(content)
    assert keep.check(target) is not None


def test_backups_thin_to_the_newest_the_last_of_each_day_and_of_each_month(tmp_path):
    office, folder = tmp_path / "office.db", tmp_path / "kept"
    folder.mkdir()
    start = datetime.fromisoformat("2026-01-01 08:00")
    for hours in range(0, 24 * 89 + 18, 6):
        stamp = (start + timedelta(hours=hours)).strftime(keep.STAMP)
        (folder / f"office-{stamp}.db").touch()
    keep.thin(office, folder, newest=4, days=5)
    left = [file.stem[-15:] for file in keep.backups(office, folder)]
    assert len(left) == len(set(left)) <= 4 + 5 + 4
    assert left[:4] == ["20260331-200000", "20260331-140000", "20260331-080000", "20260331-020000"]
    assert {"20260131-200000", "20260228-200000"} <= set(left)


def test_backup_and_list(office, an_employer):
    an_employer()
    kept = office.back_up()
    assert [path for path, _ in office.backups()] == [kept]
    assert keep.check(kept) is None


def test_opening_twice_makes_one_schema_and_loses_nothing(tmp_path):
    path = tmp_path / "新建" / "office.db"
    open_office(path).close()
    open_office(path).close()
    assert migrate.revision(path) == migrate.NEWEST
    database = engine.at(path)
    database.close()
