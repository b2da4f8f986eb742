"""The upgrade that makes people of the names written at villages."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from db import keep, migrate


@pytest.fixture
def first_office(tmp_path, monkeypatch):
    """An office file of the first release with areas and who was written at them."""

    def make(*areas):
        path = tmp_path / "office.db"
        with monkeypatch.context() as patched:
            patched.setattr(migrate, "NEWEST", "0001")
            migrate.bring_up_to_date(path, kept=tmp_path / "unused.db")
        with closing(sqlite3.connect(path)) as connection, connection:
            rows = [(number, name, patroller) for number, (name, patroller) in enumerate(areas, 1)]
            connection.executemany("INSERT INTO area (id, kind, name, patroller) VALUES (?, '村', ?, ?)", rows)
            connection.execute("INSERT INTO area (id, kind, name, parent_id) VALUES (90, '网格', '一网格', 1)")
            connection.execute("INSERT INTO employer (id, name, area_id, status) VALUES (1, '大同石材厂', 1, '在营')")
        migrate.bring_up_to_date(path, kept=tmp_path / "kept.db")
        return path

    return make


def rows(path, query):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


HELD = (
    "SELECT area.name, person.name, assignment.role, since FROM assignment JOIN area ON area.id = area_id"
    " JOIN person ON person.id = person_id ORDER BY assignment.id"
)


def test_a_name_at_several_villages_becomes_one_person_with_an_assignment_for_each(first_office):
    path = first_office(("大同村", "李网格"), ("小溪村", "王某、李网格"), ("长兴村", None), ("荒村", " "))
    assert rows(path, HELD) == [
        ("大同村", "李网格", "责任人", None),
        ("小溪村", "王某", "责任人", None),
        ("小溪村", "李网格", "责任人", None),
    ]
    assert rows(path, "SELECT name, role FROM person") == [("李网格", "网格员"), ("王某", "网格员")]


def test_areas_and_employers_stand_as_before_and_the_file_is_sound(first_office):
    path = first_office(("大同村", "李网格"))
    assert rows(path, "SELECT id, name, parent_id FROM area") == [(1, "大同村", None), (90, "一网格", 1)]
    assert rows(path, "SELECT name, area_id, longitude FROM employer") == [("大同石材厂", 1, None)]
    assert "patroller" not in {row[1] for row in rows(path, "PRAGMA table_info(area)")}
    assert keep.check(path) is None
