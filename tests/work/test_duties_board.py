"""What search, sort and columns are told of duties is what the engine says now, whatever was changed in between."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.models.everything import Declaration, TestReport, TestResult
from desktop.rules import duties as rules
from desktop.rules.duties import SIX
from desktop.work import conditions, duties, duties_board, duties_columns, editing, grading, merging, register
from desktop.work.change import Change
from desktop.work.duties_facts import facts
from desktop.work.problem import Problem
from desktop.work.register import Query
from tests.conftest import TODAY


def search(office, text):
    def ask(session):
        words = conditions.vocabulary(session, office.rulebook)
        found = conditions.understand(session, text, words, office.rulebook, office.today())
        return set(register.find(session, Query(text=" ".join(found.words), conditions=found.conditions)))

    return office.ask(ask)


def by_engine(office, group, standing):
    """Worked out anew from the file, the board being left aside."""
    inspector = rules.inspector(office.rulebook, office.today())
    known = office.ask(lambda s: facts(s, office.rulebook, office.today()))
    return {
        id
        for id, one in known.items()
        if any((due.group, due.standing) == (group, standing) for due in inspector.due(one))
    }


@pytest.fixture
def three(office, an_employer):
    an_employer(name="大同石材厂", factors=("矽尘",), declared=(date(2025, 1, 5),), tests=((date(2026, 8, 1), 4, 1),))
    an_employer(name="梅溪化工厂", factors=("苯",), declared=(date(2026, 1, 2),), tests=((date(2023, 1, 1), 4, 0),))
    an_employer(name="晓墅电镀厂", status="停产", status_since=date(2026, 3, 1))
    return office


def test_a_due_state_in_the_search_box_finds_whom_the_list_of_duties_names(three):
    for group in SIX:
        for standing in ("逾期", "临近", "缺少依据"):
            named = by_engine(three, group, standing)
            assert search(three, f"{group}{standing}") == named
            query = Query(dues=(f"{group}{standing}",))
            assert set(three.ask(partial(register.find, query=query))) == named


def test_a_due_day_can_be_asked_for(three):
    assert search(three, "去年检测到期") == set()
    assert search(three, "2024年检测到期") == {2}
    assert 1 in search(three, "逾期")


def _declare(session, id):
    session.add(Declaration(employer_id=id, kind="年度更新", declared_on=TODAY - timedelta(days=3), precision="day"))
    return Change("申报", frozenset({id}))


def _report(session, id):
    report = TestReport(employer_id=id, kind="定期检测", tested_on=date(2026, 9, 1), precision="day")
    session.add(report)
    session.flush()
    session.add(
        TestResult(report_id=report.id, written="苯", factor_code="C016", points=2, points_over=1, over_limit=True)
    )
    return Change("检测", frozenset({id}))


def _results_go(session, id):
    for row in session.query(TestResult):
        session.delete(row)
    return Change("删结果")


def _reports_go(session, id):
    for row in session.query(TestReport).filter_by(employer_id=id):
        session.delete(row)
    return Change("删报告")


def _merge(session, id):
    ids = list(session.scalars(select(register.Employer.id).limit(2)))
    if len(ids) < 2:
        raise Problem("只有一家", "再说")
    return merging.merge(session, *ids, rulebook=BOOK[0], on=TODAY)


def _fail(session, id):
    _declare(session, id)
    duties_board.of(session).warm(session)
    raise Problem("不行", "再说")


BOOK: list[object] = []
STEPS = {
    "declare": _declare, "report": _report, "results go": _results_go, "reports go": _reports_go, "merge": _merge,
    "fail": _fail,
    "stop": lambda s, id: editing.set_status(s, id, editing.Standing("停产", TODAY), rulebook=BOOK[0], on=TODAY),
    "factors": lambda s, id: editing.edit(s, id, "factors", "噪声、苯", rulebook=BOOK[0], on=TODAY),
    "management": lambda s, id: grading.set_management(s, id, written="A", source="表", rulebook=BOOK[0], on=TODAY),
    "grades": lambda s, id: grading.grade_all(s, BOOK[0], TODAY),
    "nobody exposed": lambda s, id: editing.edit(s, id, "exposed_workers", "0", rulebook=BOOK[0], on=TODAY),
}  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from([*STEPS, "undo", "redo"]), st.integers(0, 2)), max_size=8))
def test_after_any_change_the_board_says_what_the_engine_says(three, steps):
    BOOK[:] = [three.rulebook]
    for step, which in steps:
        _take(three, step, which)
        assert three.ask(_told) == three.ask(_fresh)
        assert three.ask(_listed) == three.ask(_worked_out)
        assert search(three, "申报逾期") == by_engine(three, "申报", "逾期")


def _take(office, step, which):
    ids = office.ask(lambda s: list(register.find(s, Query())))
    with suppress(Problem):
        if step in ("undo", "redo"):
            getattr(office, step)()
        else:
            office.do(lambda s: STEPS[step](s, ids[which % len(ids)]))


def _fresh(session):
    return duties_columns.named(session, BOOK[0], list(register.find(session, Query())), TODAY)


def _told(session):
    duties_board.of(session).warm(session)
    return duties_board.of(session).six(session, list(register.find(session, Query())))


def _worked_out(session):
    inspector = rules.inspector(BOOK[0], TODAY)
    return {id: sorted(inspector.due(known), key=str) for id, known in facts(session, BOOK[0], TODAY).items()}


def _listed(session):
    """By the list of everything due, which takes them from the board."""
    found = {id: [] for id in register.find(session, Query())}
    for item in duties.due_list(session, BOOK[0], TODAY):
        found[item.who.id].append(item.due)
    return {id: sorted(dues, key=str) for id, dues in found.items()}


def test_the_board_moves_on_with_the_day(three):
    before = search(three, "申报逾期")
    three.today = lambda: date(2028, 1, 1)
    assert before < search(three, "申报逾期") == by_engine(three, "申报", "逾期")


def test_columns_of_duties_sort_with_the_unknown_last(three):
    for key in ("duty/检测/due", "duty/检测/on", "duty/申报/state"):
        up = three.ask(lambda s, key=key: list(register.find(s, Query(sort=((key, True),)))))
        rows = three.ask(lambda s, up=up: register.with_duties(s, up))
        values = [rows[id].duties["检测"].due for id in up] if key.endswith("检测/due") else []
        known = [value for value in values if value]
        assert known == sorted(known)
        assert values[: len(known)] == known
        assert len(up) == 3


def test_a_restored_backup_is_read_anew(three):
    kept = three.back_up()
    assert 1 in search(three, "申报逾期")
    three.do(lambda s: _declare(s, 1))
    assert 1 not in search(three, "年度更新逾期")
    three.restore(kept)
    assert 1 in search(three, "年度更新逾期")
