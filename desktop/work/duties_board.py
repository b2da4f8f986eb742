"""Where every employer stands in each duty today, held beside the open file: what search, sort and columns ask.

Kept right by the journal: whatever any operation, import or undo has touched since is worked out anew when next asked.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from db.models.columns import Table
from db.models.operation import JournalRow, Operation
from desktop.rules.duties import ORDER, Due
from desktop.rules.tables import Rulebook
from desktop.work.duties_columns import DONE, NONE, Named, standings
from desktop.work.progress import Progress
from desktop.work.undisturbed import undisturbed

HELD = "duties_board"  # under which a session of an office finds its board
UNREAD = frozenset({"attachment", "urging"})  # of an employer, but no duty follows from them
FEW = 500  # employers that are worked out one by one; more are read as a whole
AFTER_ALL = {DONE: len(ORDER), NONE: len(ORDER) + 1}
SORTED_BY = ("on", "due", "state")


Held = dict[int, list[Due]]


def of(session: Session) -> Board:
    """The board of the office this session belongs to."""
    board = session.info[HELD]
    assert isinstance(board, Board), "Office puts it there"
    return board


def sort_column(duty: str, by: str) -> ColumnElement[Any]:
    """Orders employers by one of the six duties: `by` on, due or state. For sessions that are `sorting`."""
    column: ColumnElement[Any] = func.duty_order(Table.metadata.tables["employer"].c.id, f"{duty}/{by}")
    return column


def cell(words: str) -> ColumnElement[Any]:
    """What a column of one of the six duties (“体检/due”) shows: how it stands, or the month of its day. As above."""
    column: ColumnElement[Any] = func.duty_cell(Table.metadata.tables["employer"].c.id, words)
    return column


class Board:
    """One for each open office. Every method looks first whether something has changed since."""

    def __init__(self, rulebook: Callable[[], Rulebook], today: Callable[[], date]) -> None:
        self._rulebook, self._today = rulebook, today
        self._lock = threading.RLock()
        self._made_for: tuple[Rulebook, date] | None = None
        self._seen = 0  # the newest operation that is in it
        self._doubtful: set[int] = set()  # worked out inside a change that may not have happened after all
        self._items: dict[int, list[Due]] = {}
        self._six: dict[int, dict[str, Named]] = {}
        self._standing: dict[tuple[str, str], set[int]] = {}  # who has this duty in this state
        self._found: dict[Any, str] = {}  # what was asked since the last change, as JSON

    def waits(self, session: Session) -> bool:
        """Whether the next question reads the whole register, which takes a while when it is large."""
        if not self._lock.acquire(blocking=False):
            return True  # a job is reading it just now
        try:
            return self._touched(session) is None
        finally:
            self._lock.release()

    def warm(self, session: Session, progress: Progress | None = None) -> None:
        """Bring it up to date."""
        with self._lock:
            self._refresh(session, progress or Progress())

    def who(self, session: Session, duties: Iterable[str], states: Iterable[str], span: Any = (None, None)) -> Any:  # noqa: ANN401
        """A subquery of the ids of employers that have one of the duties (none: any) in one of the states.

        span: first and last day it falls due on.
        """
        with self._lock:
            self._refresh(session, Progress())
            asked = (frozenset(duties), frozenset(states), *span)
            if asked not in self._found:
                self._found[asked] = json.dumps(sorted(self._search(*asked)))
            found = self._found[asked]
        rows: Select[Any] = select(func.json_each(found).table_valued("value").c.value)
        return rows

    def at_hand(self, session: Session, rulebook: Rulebook, on: date, ids: Sequence[int] | None) -> Held | None:
        """Everything due of all employers or of those named; None where it would have to be worked out first."""
        if rulebook is not self._rulebook() or on != self._today() or self.waits(session):
            return None
        with self._lock:
            self._refresh(session, Progress())
            return dict(self._items) if ids is None else {id: self._items[id] for id in ids if id in self._items}

    def standing(self, session: Session, group: str, state: str) -> Any:  # noqa: ANN401
        """A subquery of the ids of employers of which one of the six duties stands in a state."""
        terms = self._rulebook().duty_terms.by_id.values()
        return self.who(session, (term.id for term in terms if term.group == group), (state,))

    def six(self, session: Session, ids: Sequence[int]) -> dict[int, dict[str, Named]]:
        """The six duties of a page of employers; the whole register is not read for a page."""
        if self.waits(session):
            return {id: six for id, _, six in standings(session, self._rulebook(), ids, self._today())}
        with self._lock:
            self._refresh(session, Progress())
            return {id: self._six[id] for id in ids if id in self._six}

    def sorting(self, session: Session) -> None:
        """From now on statements of this session may use `sort_column` and `cell`."""
        self.warm(session)
        connection: Any = session.connection().connection.dbapi_connection
        connection.create_function("duty_order", 2, self._order)
        connection.create_function("duty_cell", 2, self._cell)

    def forget(self) -> None:
        """Another file stands in the place of this one."""
        with self._lock:
            self._made_for = None

    def _order(self, employer: int, words: str) -> int | None:
        duty, _, by = words.partition("/")
        held = self._six.get(employer)
        if held is None:
            return None
        named = held[duty]
        if by == "state":
            late = named.due.toordinal() if named.due else 0
            return (ORDER | AFTER_ALL)[named.standing] * 10_000_000 + late
        day = named.on if by == "on" else named.due
        return day.toordinal() if day else None

    def _cell(self, employer: int, words: str) -> str | None:
        duty, _, by = words.partition("/")
        if (held := self._six.get(employer)) is None:
            return None
        day = held[duty].on if by == "on" else held[duty].due
        return held[duty].standing if by == "state" else f"{day:%Y-%m}" if day else None

    def _search(
        self, duties: frozenset[str], states: frozenset[str], first: date | None, last: date | None
    ) -> set[int]:
        if first is None or last is None:
            asked = ((duty, state) for duty, state in self._standing if state in states)
            return set().union(*(self._standing[pair] for pair in asked if not duties or pair[0] in duties))
        return {
            id
            for id, items in self._items.items()
            if any(one.due and first <= one.due <= last and (not duties or one.duty in duties) for one in items)
        }

    def _refresh(self, session: Session, progress: Progress) -> None:
        touched = self._touched(session)
        if touched is not None and not touched:
            return
        self._found.clear()
        rulebook, on = self._rulebook(), self._today()
        if touched is None:
            self._items, self._six, self._standing = {}, {}, {}
            self._made_for = None  # until it is whole: it may be cancelled
            self._read(session, rulebook, None, on, progress)
            self._made_for = (rulebook, on)
            touched = set(self._items)
        else:
            for id in touched:
                self._six.pop(id, None)
                for due in self._items.pop(id, ()):
                    self._standing[due.duty, due.standing].discard(id)
            self._read(session, rulebook, list(touched), on, Progress())
        self._doubtful.clear()
        if session.get_bind().get_execution_options().get("writes"):
            self._doubtful = touched
        else:
            self._seen = _newest(session)

    def _read(self, session: Session, rulebook: Rulebook, ids: list[int] | None, on: date, progress: Progress) -> None:
        with undisturbed():
            for number, (id, dues, six) in enumerate(standings(session, rulebook, ids, on)):
                progress.step(number, number + 1, "正在推算到期情况")
                self._items[id] = dues
                self._six[id] = six
                for due in dues:
                    self._standing.setdefault((due.duty, due.standing), set()).add(id)

    def _touched(self, session: Session) -> set[int] | None:
        """The employers to be worked out anew; None: all of them."""
        if self._made_for is None or self._made_for != (self._rulebook(), self._today()):
            return None
        newest = _newest(session)
        if newest < self._seen:
            return None
        found = set(self._doubtful)
        if newest > self._seen:
            found |= _employers(session, self._seen)
        return None if len(found) > FEW else found


def _newest(session: Session) -> int:
    return session.scalar(select(func.max(Operation.id))) or 0


def _employers(session: Session, since: int) -> set[int]:
    """Whose rows have been written, changed or removed by the operations after `since`."""
    session.flush()
    found: set[int] = set()
    later = JournalRow.operation_id > since
    for name in session.scalars(select(JournalRow.tbl).where(later).distinct()):
        table = Table.metadata.tables[name]
        mine = (later, JournalRow.tbl == name)
        if name == "employer":
            found.update(session.scalars(select(JournalRow.key).where(*mine)))
        elif name not in UNREAD and "employer_id" in table.c:
            found.update(_now(session, table, select(JournalRow.key).where(*mine)))
            found.update(session.scalars(_before("employer_id").where(*mine)))
        elif name == "test_result":
            reports = Table.metadata.tables["test_report"]
            kept = select(table.c.report_id).where(table.c.id.in_(select(JournalRow.key).where(*mine)))
            found.update(_now(session, reports, kept))
            found.update(_now(session, reports, _before("report_id").where(*mine)))
    return {id for id in found if id is not None}


def _now(session: Session, table: Any, keys: Select[Any]) -> Iterable[int]:  # noqa: ANN401
    return session.scalars(select(table.c.employer_id).where(table.c.id.in_(keys)))


def _before(column: str) -> Select[Any]:
    return select(func.json_extract(JournalRow.before, f"$.{column}"))
