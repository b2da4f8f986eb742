"""Undo, redo and history live from row images: nothing bypasses them, nothing later is lost."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, func, insert, select, update

from db.models.everything import Area, Declaration, Employer, Exposure, JournalRow
from desktop.work.change import Change
from desktop.work.problem import Problem


def named(office, employer_id):
    return office.ask(lambda session: session.scalar(select(Employer.name).where(Employer.id == employer_id)))


def number_of(office, model):
    return office.ask(lambda session: session.scalar(select(func.count(model.id))))


def test_a_bulk_statement_is_taken_back_row_by_row(office, an_employer):
    ids = [an_employer(staff=number) for number in range(5)]

    def work(session):
        session.execute(update(Employer).values(staff=99))
        return Change("全部改成 99")

    office.do(work)
    office.undo()
    staff = office.ask(lambda session: list(session.scalars(select(Employer.staff).order_by(Employer.id))))
    assert staff == list(range(len(ids)))


def test_a_cascade_is_caught_and_taken_back(office, an_employer):
    employer = an_employer(factors=("噪声", "苯"), declared=(date(2026, 1, 5),))

    def work(session):
        session.execute(delete(Employer).where(Employer.id == employer))
        return Change("删除")

    office.do(work)
    assert (number_of(office, Exposure), number_of(office, Declaration)) == (0, 0)
    office.undo()
    assert (number_of(office, Exposure), number_of(office, Declaration)) == (2, 1)
    assert named(office, employer)


def test_redo_is_undoing_the_undo_and_can_go_on_for_many_steps(office, an_employer):
    employer = an_employer(name="甲")
    for name in ("乙", "丙", "丁"):
        office.do(lambda session, name=name: rename(session, employer, name))
    for name in ("丙", "乙", "甲"):
        office.undo()
        assert named(office, employer) == name
    for name in ("乙", "丙", "丁"):
        office.redo()
        assert named(office, employer) == name
    office.undo()
    assert named(office, employer) == "丙"


def test_after_a_new_change_there_is_nothing_to_redo(office, an_employer):
    employer = an_employer(name="甲")
    office.do(lambda session: rename(session, employer, "乙"))
    office.undo()
    office.do(lambda session: rename(session, employer, "丙"))
    assert office.redoable() is None
    with pytest.raises(Problem, match="没有可以恢复的操作"):
        office.redo()


def test_undo_reaches_back_over_a_restart(office, an_employer):
    from desktop.work.office import Office
    from tests.conftest import RESOURCES, TODAY

    employer = an_employer(name="甲")
    office.do(lambda session: rename(session, employer, "乙"))
    office.close()
    again = Office.open(office.path, today=lambda: TODAY, resources=RESOURCES)
    again.undo()
    assert named(again, employer) == "甲"
    again.close()


def test_two_rows_that_exchanged_a_unique_value_go_back(office, an_employer):
    one, two = an_employer(credit_code="A" * 18), an_employer(credit_code="B" * 18)

    def work(session):
        session.execute(update(Employer).where(Employer.id == one).values(credit_code=None))
        session.execute(update(Employer).where(Employer.id == two).values(credit_code="A" * 18))
        session.execute(update(Employer).where(Employer.id == one).values(credit_code="B" * 18))
        return Change("互换")

    office.do(work)
    office.undo()
    codes = office.ask(
        lambda s: {row.id: row.credit_code for row in s.execute(select(Employer.id, Employer.credit_code))}
    )
    assert codes == {one: "A" * 18, two: "B" * 18}


def test_an_operation_that_changed_nothing_leaves_no_trace(office, an_employer):
    an_employer()
    before = office.history()
    change = office.do(lambda session: Change("什么也没做"))
    assert change.number is None
    assert office.history() == before


def test_a_failed_operation_leaves_neither_rows_nor_journal(office):
    rows = number_of(office, JournalRow)

    def work(session):
        session.execute(insert(Area).values(name="半途村", kind="村"))
        raise Problem("停在半途", "重来")

    with pytest.raises(Problem):
        office.do(work)
    assert number_of(office, Area) == 0
    assert number_of(office, JournalRow) == rows


def rename(session, employer, name):
    session.execute(update(Employer).where(Employer.id == employer).values(name=name))
    return Change(f"改名 {name}")


def test_new_rows_noted_briefly_are_undone_and_redone_whole(office, an_employer):
    from db import journal

    kept = an_employer(name="原有厂", staff=5)

    def work(session):
        journal.brief(session)
        session.execute(insert(Employer), [{"name": f"{n}号厂", "status": "在营", "staff": n} for n in range(3)])
        session.execute(update(Employer).where(Employer.name == "2号厂").values(staff=22))
        session.execute(delete(Employer).where(Employer.name == "0号厂"))
        session.execute(update(Employer).where(Employer.id == kept).values(staff=6))
        return Change("导入")

    def now():
        query = select(Employer.name, Employer.staff).order_by(Employer.id)
        return office.ask(lambda session: [tuple(row) for row in session.execute(query)])

    before = now()
    office.do(work)
    after = now()
    assert after == [("原有厂", 6), ("1号厂", 1), ("2号厂", 22)]
    office.undo()
    assert now() == before
    office.redo()
    assert now() == after
    office.undo()
    assert now() == before
