"""What the column heads of the register do: the menu of values, the marks of what is narrowed, the edges of blocks."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from desktop.ui.register.columnfilter import ColumnFilter
from desktop.work import columnvalues

if TYPE_CHECKING:
    from desktop.ui.register.page import RegisterPage


class ColumnHeads:
    """Belongs to one register page."""

    def __init__(self, page: RegisterPage) -> None:
        self._page, self._columns = page, page.offered.columns
        self._filterable = {n for n, column in enumerate(self._columns) if columnvalues.can_filter(column.key)}
        page.filters.titles = {column.key: column.title for column in self._columns if column.key}
        page.filters.asked.connect(self.mark)
        page.table.filter_wished.connect(self.open)
        page.model.empty = self._empty
        self.mark()

    def mark(self) -> None:
        """Show which columns are narrowed."""
        query = self._page.filters.query
        narrowed = {n for n in self._filterable if columnvalues.chosen(query, self._columns[n].key)}
        self._page.table.mark_filtered(self._filterable, narrowed)

    def open(self, number: int) -> ColumnFilter:
        """The menu of a column."""
        page, column = self._page, self._columns[number]
        query = page.filters.query
        values = page.desk.ask(lambda session: columnvalues.values(session, query, column.key))

        def chosen(wanted: tuple[Any, ...]) -> None:
            page.filters.narrow(columnvalues.narrowed(page.filters.query, column.key, wanted))

        menu = ColumnFilter(
            column.title,
            values,
            columnvalues.chosen(query, column.key),
            chosen,
            lambda up: page.table.sort_by([(number, up)]),
            page,
        )
        menu.open_at(page.table.place_of_filter(number))
        return menu

    def _empty(self, number: int) -> Collection[int] | None:
        key = self._columns[number].key
        return self._page.desk.ask(lambda session: columnvalues.nothing(session, key)) if key else None
