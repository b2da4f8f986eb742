"""Searching in words, the register of a day, changes, completeness and bulk: 20,000 employers against 2,000."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from desktop.work import asof, bulk, changes, checking, completeness, conditions, duties_board, register
from desktop.work.office import Office
from desktop.work.register import Query
from tests.bench.line import Line, slowest_of_twenty, timed
from tests.bench.township import TODAY, township

TYPED = [
    "三季度没检测的Ⅲ级 苯", "没电话", "溪东村石材", "恒盛机械", "噪声 没有苯", "申报逾期", "超标 停产", "去年没体检",
    "接害50人以上", "qyjx", "hengs", "粉尘 Ⅱ级", "没核实", "13", "近3个月申报", "三季度没巡查的丙类 苯",
    "横塘社区", "恒", "恒盛", "1900000", "体检逾期", "培训逾期 苯", "申报快到期", "检测没逾期 停产", "有隐患",
]  # fmt: skip
PAGE = 40  # as many rows as the window fetches at once
TYPING = "words typed to a page of rows, p95"
GOALS = {TYPING: "50 ms"}


def _keystroke(office: Office, text: str, words: conditions.Vocabulary) -> None:
    def look(session: Session) -> None:
        found = conditions.understand(session, text, words, office.rulebook, TODAY)
        ids = register.find(session, Query(text=" ".join(found.words), conditions=found.conditions))
        register.rows(session, ids[:PAGE])

    office.ask(look)


def _pieces(office: Office) -> dict[str, Callable[[], object]]:
    book = office.rulebook
    return {
        "the register as of a day": lambda: office.ask(lambda s: asof.register_on(s, date(2026, 6, 30), book)),
        "changes between two days": lambda: office.ask(
            lambda s: changes.between(s, date(2026, 7, 1), date(2026, 9, 30), book)
        ),
        "completeness of everybody": lambda: office.ask(lambda s: completeness.overview(s, book)),
        "the morning's ten fields": lambda: office.ask(lambda s: checking.ten(s, book, TODAY)),
        "matching a list of 500 names": partial(_match, office),
        "one field for 1,000 employers": partial(_change, office),
        "undo of it": office.undo,
    }


def _match(office: Office) -> None:
    names = [row.name for row in office.ask(lambda s: register.rows(s, range(1, 501))).values()]
    office.ask(lambda s: bulk.match(s, "\n".join(names)))


def _change(office: Office) -> None:
    ids = list(range(1, 1001))
    office.do(lambda s: bulk.change(s, ids, "size", "小型", rulebook=office.rulebook, on=TODAY))


def measure() -> Iterator[Line]:
    """Each number at both sizes, and the growth."""
    found: dict[int, dict[str, float]] = {}
    for size in (2_000, 20_000):
        with township(size, 3) as office:
            words = office.ask(lambda s: conditions.vocabulary(s, office.rulebook))
            once = timed(lambda: office.ask(lambda s: duties_board.of(s).warm(s)), 1)
            typed = [partial(_keystroke, office, text, words) for text in TYPED * 2]
            found[size] = {TYPING: slowest_of_twenty(typed)}
            found[size]["duties of everybody, worked out once a day"] = once
            for what, work in _pieces(office).items():
                found[size][what] = timed(work, 1)
    for what, seconds in found[20_000].items():
        growth = seconds / found[2_000][what]
        against = f"20,000 employers; {growth:.1f} × that of 2,000"
        yield Line(what, f"{seconds * 1000:.0f}", "ms", against, GOALS.get(what, ""))
