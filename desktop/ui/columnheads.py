"""What column heads do: the menu of values, and the marks of what is narrowed; for lists asked of the register, and
for lists that are already at hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from desktop.ui.columnfilter import ColumnFilter
from desktop.ui.desk import Desk
from desktop.ui.page import Short, link, row
from desktop.ui.register.filters import Filters
from desktop.ui.rowtable import Column
from desktop.ui.tableview import TableView
from desktop.work import columnvalues, duties_board, register
from desktop.work.progress import Progress
from desktop.work.register import Query


class AskedHeads:
    """Of a list of employers that is found by a Query; scope: what the list asks besides its filters."""

    def __init__(
        self,
        desk: Desk,
        table: TableView,
        filters: Filters,
        keys: Mapping[int, str],
        scope: Callable[[Query], Query] = lambda query: query,
    ) -> None:
        self._desk, self._table, self._filters, self._keys, self._scope = desk, table, filters, keys, scope
        self._filterable = {number for number, key in keys.items() if columnvalues.can_filter(key)}
        filters.titles = {keys[number]: table.columns[number].title for number in self._filterable}
        filters.label = lambda key, value: columnvalues.label(desk.office.rulebook, key, value)
        filters.asked.connect(self.mark)
        table.filter_wished.connect(self.wish)
        self.mark()

    def mark(self) -> None:
        """Show which columns are narrowed."""
        query = self._filters.query
        narrowed = {n for n in self._filterable if columnvalues.chosen(query, self._keys[n])}
        self._table.mark_filtered(self._filterable, narrowed)

    def wish(self, number: int) -> None:
        """Open the menu; where it tells of duties that nobody has worked out yet, after a job."""
        duties = register.tells_duties(self._keys[number])
        if not duties or not self._desk.ask(lambda session: duties_board.of(session).waits(session)):
            self.open(number)
            return

        def work(progress: Progress) -> None:
            self._desk.office.ask(lambda session: duties_board.of(session).warm(session, progress))

        self._desk.start(self._table, work, lambda _: self.open(number), "正在推算到期情况")

    def open(self, number: int) -> ColumnFilter:
        """The menu of a column."""
        key, filters, book = self._keys[number], self._filters, self._desk.office.rulebook
        query = filters.query
        values = self._desk.ask(lambda session: columnvalues.values(session, self._scope(query), key, book))
        return _opened(
            self._table,
            number,
            values,
            columnvalues.chosen(query, key),
            lambda wanted: filters.narrow(columnvalues.narrowed(filters.query, key, wanted)),
        )

    def nothing(self, number: int) -> Collection[int] | None:
        """The ids with nothing in a column; None where one question does not tell it."""
        key = self._keys[number]
        return self._desk.ask(lambda session: columnvalues.nothing(session, key)) if key else None


class HeldHeads:
    """Of a list that is at hand. rows: all of them, before any column is narrowed; changed: show the list anew.

    told: a line that says what is narrowed, with the way to take it away; in sight only then.
    """

    def __init__(self, table: TableView, rows: Callable[[], Iterable[Any]], changed: Callable[[], object]) -> None:
        self._table, self._rows, self._changed = table, rows, changed
        self._wanted: dict[int, frozenset[str | None]] = {}
        self._said = Short("", "muted")
        self.told = row(self._said, link("去掉列筛选", self.clear), None)
        table.filter_wished.connect(self.open)
        self._mark()

    def passes(self, row: Any) -> bool:  # noqa: ANN401 - a row of any table
        """Whether a row meets what is asked of every column."""
        return all(self._value(number, row) in wanted for number, wanted in self._wanted.items())

    def words(self) -> str:
        """What is narrowed, in words; empty when nothing is."""
        titles = {number: self._table.columns[number].title.removesuffix(" *") for number in self._wanted}
        told = {
            number: "、".join(sorted(value or columnvalues.EMPTY for value in wanted))
            for number, wanted in self._wanted.items()
        }
        return "；".join(f"{titles[number]}：{values}" for number, values in told.items())

    def clear(self) -> None:
        """Show every row again."""
        self._wanted.clear()
        self._mark()
        self._changed()

    def open(self, number: int) -> ColumnFilter:
        """The menu of a column: its values among the rows that meet what is asked of the others."""
        others = {other: wanted for other, wanted in self._wanted.items() if other != number}
        counts: Counter[str | None] = Counter(
            self._value(number, row)
            for row in self._rows()
            if all(self._value(other, row) in wanted for other, wanted in others.items())
        )
        values = columnvalues.listed(counts)
        return _opened(self._table, number, values, self._wanted.get(number, ()), lambda it: self._narrow(number, it))

    def _narrow(self, number: int, wanted: tuple[str | None, ...]) -> None:
        self._wanted.pop(number, None)
        if wanted:
            self._wanted[number] = frozenset(wanted)
        self._mark()
        self._changed()

    def _value(self, number: int, row: Any) -> str | None:  # noqa: ANN401 - a row of any table
        column: Column[Any] = self._table.columns[number]
        return columnvalues.grouped((column.listed or column.text)(row))

    def _mark(self) -> None:
        self._table.mark_filtered(set(range(len(self._table.columns))), set(self._wanted))
        self._said.setText(f"只看 {self.words()}")
        self.told.setVisible(bool(self._wanted))


def _opened(
    table: TableView,
    number: int,
    values: list[columnvalues.Value],
    asked: Collection[Any],
    chosen: Callable[[tuple[Any, ...]], object],
) -> ColumnFilter:
    column = table.columns[number]
    sort = (lambda up: table.sort_by([(number, up)])) if column.key else None
    menu = ColumnFilter(column.title, values, tuple(asked), chosen, sort, table)
    menu.open_at(table.place_of_filter(number))
    return menu
