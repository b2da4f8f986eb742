"""A table over any number of records: all ids at once, rows by the page."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from desktop.ui import look

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
Sorting = tuple[str, bool]
PAGE = 40  # lines of a screen: more would be read for nothing at every key
PAGES_KEPT = 144
CHIP = Qt.ItemDataRole.UserRole + 1
# A screen asks some two thousand times: each of these names is looked up once, not every time.
DISPLAY, ALIGNMENT = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.TextAlignmentRole
INK, TIP = Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.ToolTipRole
ROLES = frozenset({DISPLAY, ALIGNMENT, INK, TIP, CHIP})
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
GONE = "（已删除）"


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A title and a function of a row.

    text: what stands in the cell; None prints 未登记 in grey.
    tone: colour name of look.Tones, or "" for plain text; chip: draw the text as a chip in that tone.
    key:  what `sort` is called with; "" cannot be sorted by.
    group: the submenu of the header's menu that offers it, "" for the menu itself.
    personal: the kind of personal data, where a picture must not show it; see rules.masking.
    aliases: other names the column is found by; elsewhere: in words, where what it shows is changed.
    listed: how the filter menu names the cell where that is coarser than its text, “■ 逾期” for “■ 逾期 12 天”.
    """

    title: str
    text: Callable[[Row], str | None]
    key: str = ""
    width: int = 100
    numeric: bool = False
    chip: bool = False
    tone: Callable[[Row], str] | None = None
    tip: Callable[[Row], str] | None = None
    asked_for: bool = False  # not shown until somebody ticks it in the menu of the header
    personal: str = ""
    group: str = ""
    listed: Callable[[Row], str | None] | None = None
    aliases: Sequence[str] = ()
    elsewhere: str = ""


class RowTable(QAbstractTableModel, Generic[Row]):
    """`find` gives the ids in order; `fetch` gives the rows of a page of ids."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        find: Callable[[], Sequence[int]],
        fetch: Callable[[Sequence[int]], dict[int, Row]],
        sort: Callable[[str, bool], None] | None = None,
    ) -> None:
        super().__init__()
        self.columns, self._find, self._fetch, self._sort = list(columns), find, fetch, sort
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, dict[int, Row]] = OrderedDict()
        self._places: dict[int, int] | None = None

    @property
    def ids(self) -> array[int]:
        """Every id, in the order of the table."""
        return self._ids

    def reload(self) -> None:
        """Ask again: after a search, a sort or a change that adds or removes records."""
        self.beginResetModel()
        self._pages.clear()
        self._places = None
        self._ids = array("q", self._find())
        self.endResetModel()

    def extend(self, ids: Sequence[int]) -> None:
        """Further records below those there are: of very many, the first are shown before the rest is known."""
        if len(ids):
            first = len(self._ids)
            self.beginInsertRows(QModelIndex(), first, first + len(ids) - 1)
            self._ids.extend(ids)
            self._places = None
            self.endInsertRows()

    def refresh(self) -> None:
        """The same ids with fresh contents; selection and scroll position stay."""
        self._pages.clear()
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(self.columns) - 1))

    def fetch_page(self, ids: Sequence[int]) -> dict[int, Row]:
        """The rows of these records, for those who go through all of them; also off the GUI thread."""
        return self._fetch(ids)

    def id_at(self, row: int) -> int:
        """The record behind a line of the table."""
        return self._ids[row]

    def place_of(self, record: int) -> int | None:
        """The line on which a record stands; None if it is not in the table."""
        if self._places is None:
            self._places = {key: row for row, key in enumerate(self._ids)}
        return self._places.get(record)

    def row_at(self, row: int) -> Row | None:
        """None if the record was deleted since the ids were read."""
        number = row // PAGE
        page = self._pages.get(number)
        if page is None:
            page = self._pages[number] = self._fetch(self._ids[number * PAGE : (number + 1) * PAGE])
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return page.get(self._ids[row])

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in ROLES or not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == ALIGNMENT:
            return RIGHT if column.numeric else LEFT
        row = self.row_at(index.row())
        if row is None:
            return GONE if role == DISPLAY else None
        if role == INK:
            return self._ink(column, row)
        if role == TIP:
            return column.tip(row) if column.tip else None
        text = column.text(row)
        if role == CHIP:
            return column.tone(row) if column.chip and column.tone and text is not None else None
        return look.UNKNOWN if text is None else text

    def _ink(self, column: Column[Row], row: Row) -> QColor | None:
        if column.text(row) is None:
            return QColor(look.tones().faint)
        tone = column.tone(row) if column.tone else ""
        if column.chip:
            return None if tone else QColor(look.tones().faint)
        return QColor(getattr(look.tones(), tone)) if tone else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if role == DISPLAY and 0 <= section < len(self.columns):
            return self.columns[section].title
        if role == ALIGNMENT and 0 <= section < len(self.columns):
            return RIGHT if self.columns[section].numeric else LEFT
        return None

    def sort_by(self, columns: Sequence[tuple[int, bool]], *, ask: bool = True) -> None:
        """Tell the page every key, the least weighty first, so that each step keeps the order of the one before.

        ask: ask for the ids anew at once.
        """
        keys = [(self.columns[column].key, up) for column, up in columns if self.columns[column].key]
        if self._sort is None or not keys:
            return
        for key, up in reversed(keys):
            self._sort(key, up)
        if ask:
            self.reload()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by one column."""
        if 0 <= column < len(self.columns):
            self.sort_by([(column, order == Qt.SortOrder.AscendingOrder)])


def lines(columns: Sequence[Column[Row]], rows: Sequence[Row]) -> RowTable[Row]:
    """A table over a short list that is already at hand, kept in its order."""
    model: RowTable[Row] = RowTable(columns, lambda: range(len(rows)), lambda ids: {i: rows[i] for i in ids})
    model.reload()
    return model
