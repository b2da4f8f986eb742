"""Blocks of cells written into the register: looked through in a job; what does not fit is shown before anything is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.gridtable import Writing
from desktop.ui.page import label
from desktop.ui.rowtable import Column, lines
from desktop.ui.tableview import TableView
from desktop.work import block, ledger_block
from desktop.work.block import Cell, Looked, RefusedCell
from desktop.work.change import Change
from desktop.work.progress import Progress

Refused = RefusedCell | ledger_block.RefusedCell
COLUMNS = (
    Column[Refused]("栏", lambda x: x.label, width=100),
    Column[Refused]("内容", lambda x: x.text, width=110, tip=lambda x: x.text),
    Column[Refused]("怎样写", lambda x: x.instead, width=420, tip=lambda x: f"{x.why}{x.instead}"),
)


class PastePreview(QDialog):
    """The cells that cannot be taken, before anything is written; the others may be written without them.

    whose: what the name of a refused cell is.
    """

    def __init__(
        self,
        looked: Looked | ledger_block.Looked,
        what: str,
        agreed: Callable[[], object],
        parent: QWidget,
        whose: str = "单位名称",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{what}以前请看一下")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        named = Column[Refused](whose, lambda x: x.name, width=160, tip=lambda x: x.name)
        self.table = TableView(lines((named, *COLUMNS), looked.refused), name="不能写入的格子")
        buttons = QDialogButtonBox()
        words = f"只写入其余 {len(looked.taken):,} 格"
        self.rest = buttons.addButton(words, QDialogButtonBox.ButtonRole.AcceptRole)
        self.rest.setEnabled(bool(looked.taken))
        leave = buttons.addButton("取消，什么也不写", QDialogButtonBox.ButtonRole.RejectRole)
        leave.setProperty("main", True)
        leave.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(agreed)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(label(f"有 {len(looked.refused):,} 格内容看不懂，还没有写入任何内容：", "heading"))
        column.addWidget(self.table, 1)
        column.addWidget(buttons)
        self.resize(look.dp(840), look.dp(420))


class Pasting:
    """Carries the wishes of a Grid out; `refuse` raises Problem while the table may not be written."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        self._desk, self._page = desk, page
        self.preview: PastePreview | None = None

    def wish(self, writing: Sequence[Writing], what: str) -> None:
        """One operation for all cells, or the preview of those that do not fit."""
        office = self._desk.office
        cells = [Cell(*each) for each in writing]

        def work(_: Progress) -> Looked | Change:
            rulebook, on = office.rulebook, office.today()
            looked = office.ask(lambda session: block.look(session, cells, rulebook=rulebook, on=on))
            return looked if looked.refused else self._write(looked.taken, what)

        self._desk.start(self._page, work, lambda found: self._done(found, what), f"正在{what}", writes=True)

    def _write(self, cells: Sequence[Cell], what: str) -> Change:
        office = self._desk.office
        return office.do(
            lambda session: block.write(session, cells, rulebook=office.rulebook, on=office.today(), said=what)
        )

    def _done(self, found: Looked | Change, what: str) -> None:
        if isinstance(found, Change):
            self._desk.told(found)
            return

        def rest() -> None:
            self._desk.start(
                self._page, lambda _: self._write(found.taken, what), self._desk.told, f"正在{what}", writes=True
            )

        self.preview = PastePreview(found, what, rest, self._page.window())
        self.preview.open()
