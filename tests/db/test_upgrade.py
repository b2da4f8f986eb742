"""An upgrade happens on a copy: it is swapped in when it is sound, and else nothing has happened."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest

from db import keep, migrate
from desktop.work.office import Office
from desktop.work.problem import Problem
from tests.conftest import RESOURCES, TODAY

NEXT_NUMBER = f"{int(migrate.NEWEST) + 1:04d}"
NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "{next}", "{newest}"


def upgrade():
    with op.batch_alter_table("area") as table:
        table.add_column(sa.Column("colour", sa.String(16)))
        table.alter_column("kind", new_column_name="sort")
    {more}
"""


@pytest.fixture
def old_office(office, an_employer):
    from sqlalchemy import insert

    from db.models.everything import Area
    from desktop.work.change import Change

    def work(session):
        area = session.execute(insert(Area).values(name="长兴村", kind="村").returning(Area.id)).scalar_one()
        session.execute(insert(Area).values(name="一网格", kind="网格", parent_id=area))
        return Change("两级区域")

    office.do(work)
    an_employer(area_id=1, factors=("噪声", "苯"))
    office.close()
    return office.path


@pytest.fixture
def next_version(tmp_path, monkeypatch):
    """The program one schema later; `more` is added to its migration."""

    def install(more="pass"):
        scripts = tmp_path / "migrations"
        shutil.copytree(migrate.SCRIPTS, scripts)
        text = NEXT.format(next=NEXT_NUMBER, newest=migrate.NEWEST, more=more)
        (scripts / "versions" / f"{NEXT_NUMBER}_next.py").write_text(text, encoding="utf-8")
        monkeypatch.setattr(migrate, "SCRIPTS", scripts)
        monkeypatch.setattr(migrate, "NEWEST", NEXT_NUMBER)

    return install


def rows(path, query):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_an_upgrade_that_rebuilds_a_parent_table_loses_no_child(old_office, next_version, tmp_path):
    next_version()
    assert migrate.bring_up_to_date(old_office, kept=tmp_path / "kept.db") is True
    assert rows(old_office, "SELECT count(*) FROM area WHERE parent_id = 1") == [(1,)]
    assert rows(old_office, "SELECT count(*) FROM employer WHERE area_id = 1") == [(1,)]
    assert rows(old_office, "SELECT count(*) FROM exposure") == [(2,)]
    assert migrate.revision(old_office) == NEXT_NUMBER
    assert keep.check(old_office) is None


def test_the_original_is_kept_and_still_opens_as_it_was(old_office, next_version, tmp_path):
    next_version()
    migrate.bring_up_to_date(old_office, kept=tmp_path / "kept.db")
    assert migrate.revision(tmp_path / "kept.db") != NEXT_NUMBER
    assert rows(tmp_path / "kept.db", "SELECT name FROM area ORDER BY id") == [("长兴村",), ("一网格",)]


@pytest.mark.parametrize("fault", ["raise RuntimeError('half way')", "op.execute('UPDATE employer SET area_id = 77')"])
def test_a_failed_upgrade_leaves_the_file_byte_for_byte(old_office, next_version, tmp_path, fault):
    next_version(fault)
    before = old_office.read_bytes()
    with pytest.raises((RuntimeError, migrate.Damaged)):
        migrate.bring_up_to_date(old_office, kept=tmp_path / "kept.db")
    assert old_office.read_bytes() == before
    assert sorted(file.name for file in old_office.parent.iterdir() if "upgrading" in file.name) == []


def test_after_an_upgrade_older_operations_are_no_longer_undone(old_office, next_version):
    next_version("op.execute('ALTER TABLE area RENAME COLUMN sort TO kind')")
    again = Office.open(old_office, today=lambda: TODAY, resources=RESOURCES)
    assert again.undoable() is None
    with pytest.raises(Problem, match="没有可以撤销"):
        again.undo()
    assert list((old_office.parent / "备份").glob("*升级前*.db"))
    again.close()
