"""A short list whose cells are written in place: asked as a whole, one operation for what was typed or pasted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.grid import Grid
from desktop.ui.gridtable import GridTable, Writing, Written
from desktop.ui.page import label
from desktop.ui.rowtable import Column
from desktop.work.change import Change

Row = TypeVar("Row")
Save = Callable[[Any, int, str, str], Change]  # session, id, key, what was typed


class Listing(QWidget, Generic[Row]):
    """`ask` gives the rows, each with an `id`; `save` writes one cell and raises Problem when it is refused."""

    def __init__(
        self,
        desk: Desk,
        columns: Sequence[Column[Row]],
        written: Written[Row],
        ask: Callable[[Any], Sequence[Row]],
        save: Save,
        *,
        name: str,
    ) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk, self._asked, self._save = desk, ask, save
        self.rows: dict[int, Row] = {}
        self.model: GridTable[Row] = GridTable(columns, self._ids, self._fetch, None, written, self._write)
        self.grid = Grid(self.model, 1, name=name, today=desk.office.today)
        self.grid.wishes.connect(self._write_many)
        self.grid.told.connect(lambda words: desk.bar.say(words, "其余的已经写好。"))
        self.nothing = label("", "muted", wrap=True)
        self.nothing.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.nothing)
        box.addWidget(self.grid, 1)

    def refresh(self) -> None:
        """Ask again; the cursor stays on its row."""
        before = self.current
        self.rows = {row.id: row for row in self._desk.ask(self._asked)}  # type: ignore[attr-defined]
        self.model.reload()
        self.nothing.setVisible(not self.rows)
        self.grid.setVisible(bool(self.rows))
        if before is None or not self.grid.show_record(before):
            first = next(iter(self.rows), None)
            if first is not None:
                self.grid.show_record(first)

    @property
    def current(self) -> int | None:
        """The id under the cursor."""
        return self.grid.current() if self.rows else None

    @property
    def chosen(self) -> Row | None:
        """The row under the cursor."""
        return self.rows.get(self.current or 0)

    def _ids(self) -> list[int]:
        return list(self.rows)

    def _fetch(self, ids: Sequence[int]) -> dict[int, Row]:
        return {id: self.rows[id] for id in ids if id in self.rows}

    def _write(self, writing: Writing) -> None:
        id, key, text = writing
        self._desk.change(lambda session: self._save(session, id, key, text))

    def _write_many(self, writings: list[Writing], what: str) -> None:
        def work(session: Any) -> Change:  # noqa: ANN401 - the session is the office's business
            return Change.joined([self._save(session, *writing) for writing in writings])

        self._desk.attempt(work)
