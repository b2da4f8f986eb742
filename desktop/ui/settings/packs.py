"""The grading methods: which one holds, every cell to confirm or change, and a change tried before it is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLineEdit, QVBoxLayout, QWidget

from desktop.rules.editions import Edition, PackCell, Partial
from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.page import button, label, panel, row
from desktop.ui.rowtable import Column, lines
from desktop.ui.settings.adoption import AdoptDialog
from desktop.ui.tableview import TableView
from desktop.work import grading_rules
from desktop.work.doubts import SURE
from desktop.work.problem import Problem

SHOWN_SURE = SURE | {"sourced": "见到文本", "confirmed": "已核对"}
CELLS = (
    Column[PackCell]("内容", lambda cell: cell.label, width=300, tip=lambda cell: cell.label),
    Column[PackCell]("取值", lambda cell: cell.value or "未填", width=160, tip=lambda cell: cell.value),
    Column[PackCell](
        "把握",
        lambda cell: f"{SHOWN_SURE.get(cell.confidence, cell.confidence)}{'，待核对' if cell.unconfirmed else ''}",
        width=124,
        chip=True,
        tone=lambda cell: "warn" if cell.unconfirmed else "good",
    ),
    Column[PackCell]("核对依据", lambda cell: cell.basis, width=260, tip=lambda cell: cell.basis),
)


class PacksTab(QWidget):
    """Choose a method; below it its cells; below them a line to confirm or change the chosen cell."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.changes: dict[str, str] = {}
        self._of = ""
        self.edition, self.sources = label("", wrap=True), label("", "muted", wrap=True)
        self.which = QComboBox(accessibleName="分级方法")
        self.which.currentIndexChanged.connect(lambda _: self._show())
        self.take = button("导入分级方法", "import", self._ask_file)
        self.adopt = button("试算并采用", "check", self.ask_adopt, main=True)
        self.only = QCheckBox("只看待核对的")
        self.only.toggled.connect(lambda _: self._fill())
        self.table = TableView(lines(CELLS, []), name="分级方法的每一格")
        self.table.picked.connect(self._pick)
        self.chosen = label("先在上面选一格。", wrap=True)
        self.value = QComboBox(editable=True, accessibleName="改成")
        self.basis = QLineEdit(placeholderText="依据：文件名称、文号、页码", accessibleName="依据")
        self.person = QLineEdit(placeholderText="核对人", accessibleName="核对人")
        self.confirm = button("已核对", "check", self._confirm)
        self.change = button("改成这个值", "pencil", self._change)
        self.mark = label("", "mark", wrap=True)
        self.pending = label("", "warn", wrap=True)
        self.drop = button("放弃修改", "undo", self._drop)
        self.table.setMinimumHeight(look.dp(180))
        self._lay_out()

    def refresh(self) -> None:
        """The methods as they are now; the one in force first."""
        office = self._desk.office
        book, held = office.rulebook, office.rulebook.edition(office.today())
        now = self.which.currentData() or (held.id if held else "")
        self.which.blockSignals(True)
        self.which.clear()
        entries: list[Edition | Partial] = [*reversed(book.editions), *book.partials]
        for entry in entries:
            state = "（现行）" if held and entry.id == held.id else "（内容不全）" if isinstance(entry, Partial) else ""
            self.which.addItem(f"{entry.name}{state}", entry.id)
        self.which.setCurrentIndex(max(0, self.which.findData(now)))
        self.which.blockSignals(False)
        self._tell(held)
        self._show()

    def _tell(self, held: Edition | None) -> None:
        if held is None:
            self.edition.setText("今天没有可用的分级方法。")
            return
        adopted = [a for a in self._desk.office.rulebook.office.adoptions if a.pack == held.id]
        since = f"本单位自 {adopted[-1].since} 起采用" if adopted else f"自 {held.since} 起"
        self.edition.setText(
            f"现行：{held.name}\n编号 {held.id}，{since}；类别由低到高：{' < '.join(held.classes)}；"
            f"等级由低到高：{' < '.join(held.levels)}；还有 {len(held.unconfirmed)} 格待核对"
        )

    def _entry(self) -> Edition | Partial | None:
        book, id = self._desk.office.rulebook, self.which.currentData()
        entries: list[Edition | Partial] = [*book.editions, *book.partials]
        return next((entry for entry in entries if entry.id == id), None)

    def _show(self) -> None:
        entry = self._entry()
        if entry is None:
            return
        if entry.id != self._of:
            self._of, self.changes = entry.id, {}
        if isinstance(entry, Partial):
            self.sources.setText(
                f"这个方法内容不全，只供查看，不能采用。缺：{'；'.join(entry.gaps)}。\n"
                f"类别由低到高：{' < '.join(entry.classes)}\n"
                f"已知内容：{'；'.join(fact.value for fact in entry.facts)}\n出处：{'；'.join(entry.sources)}"
            )
        else:
            notes = f"\n说明：{'；'.join(entry.notes)}" if entry.notes else ""
            self.sources.setText(f"出处：{'；'.join(entry.sources)}{notes}")
        self.adopt.setEnabled(not isinstance(entry, Partial))
        self._fill()

    def cells(self) -> list[PackCell]:
        """The cells that are listed."""
        entry = self._entry()
        if not isinstance(entry, Edition):
            return []
        return [cell for cell in entry.cells.values() if cell.unconfirmed or not self.only.isChecked()]

    def _fill(self) -> None:
        place = self.table.currentIndex().row()
        cells = self.cells()
        self._swap(cells)
        if 0 <= place < len(cells):
            self.table.show_record(place)
        self._pick(self.table.current())
        changed = [f"{self._label(address)}改成 {value}" for address, value in self.changes.items()]
        self.pending.setText(f"还没有保存的修改：{'；'.join(changed)}。点“试算并采用”看影响，确认后才生效。")
        for widget in (self.pending, self.drop):
            widget.setVisible(bool(changed))

    def _swap(self, cells: list[PackCell]) -> None:
        old = self.table
        self.table = TableView(lines(CELLS, cells), name="分级方法的每一格")
        self.table.picked.connect(self._pick)
        self._stack.replaceWidget(old, self.table)
        old.hide()
        old.deleteLater()

    def _label(self, address: str) -> str:
        entry = self._entry()
        return entry.cells[address].label if isinstance(entry, Edition) else address

    def _cell(self) -> PackCell | None:
        at, cells = self.table.current(), self.cells()
        return cells[at] if at is not None and at < len(cells) else None

    def _pick(self, _: object) -> None:
        cell = self._cell()
        for widget in (self.value, self.basis, self.person, self.confirm):
            widget.setEnabled(cell is not None)
        self.change.setEnabled(cell is not None and not cell.fixed)
        self.mark.hide()
        self.value.clear()
        if cell is None:
            self.chosen.setText("先在上面选一格。")
            return
        self.chosen.setText(f"{cell.label}：现在是“{cell.value or '未填'}”")
        self.value.addItems([choice for choice in cell.choices if choice])
        self.value.setCurrentText(self.changes.get(cell.address, cell.value))
        self.value.setEnabled(not cell.fixed)

    def _confirm(self) -> None:
        cell, office = self._cell(), self._desk.office
        if cell is None:
            return
        by = grading_rules.Signed(self.person.text(), self.basis.text(), office.today())
        self._try(
            lambda: self._desk.change(
                lambda s: grading_rules.confirm(s, self._of, cell.address, by=by, rulebook=office.rulebook)
            )
        )

    def _change(self) -> None:
        cell, office = self._cell(), self._desk.office
        if cell is None:
            return
        wanted = {**self.changes, cell.address: self.value.currentText().strip()}

        def check() -> None:
            grading_rules.edited(office.rulebook, self._of, wanted, basis=self.basis.text(), on=office.today())
            self.changes = wanted
            self._fill()

        self._try(check)

    def _drop(self) -> None:
        self.changes = {}
        self._fill()

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Problem as problem:
            self.mark.setText(f"{problem.what}{problem.remedy}")
            self.mark.show()

    def ask_adopt(self) -> AdoptDialog | None:
        """Show what the chosen method, with the changes, would do; adopt it from there."""
        office = self._desk.office
        text = None
        if self.changes:
            text = grading_rules.edited(
                office.rulebook, self._of, self.changes, basis=self.basis.text().strip(), on=office.today()
            )
        dialog = AdoptDialog(self._desk, self._of, text, self)
        dialog.accepted.connect(self._adopted)
        dialog.open()
        return dialog

    def _adopted(self) -> None:
        self.changes = {}
        held = self._desk.office.rulebook.edition(self._desk.office.today())
        self.which.setCurrentIndex(max(0, self.which.findData(held.id if held else "")))
        self.refresh()

    def bring(self, file: Path) -> None:
        """Bring a pack in; it grades nobody until it is adopted."""
        office = self._desk.office
        try:
            text = grading_rules.read_file(file)
            change = self._desk.change(
                lambda s: grading_rules.import_pack(
                    s, text, file_name=file.name, rulebook=office.rulebook, on=office.today()
                )
            )
        except Problem as problem:
            self._desk.bar.tell(problem)
            return
        self._desk.bar.say(f"{change.said}。", "还没有采用；选中它，点“试算并采用”。", "good")

    def _ask_file(self) -> QFileDialog:
        return self._desk.files.read(self, "选择分级方法文件", "分级方法 (*.toml)", self.bring)

    def _lay_out(self) -> None:
        self.mark.hide()
        self.value.setMinimumWidth(look.dp(110))
        self.basis.setMinimumWidth(look.dp(220))
        for widget in (self.basis, self.person):
            widget.setAcceptDrops(False)
        stack = self._stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 10, 0, 0)
        stack.setSpacing(8)
        stack.addWidget(self.edition)
        stack.addWidget(row(self.which, self.take, self.adopt, stretch=0))
        stack.addWidget(self.sources)
        stack.addWidget(row(self.only, None))
        stack.addWidget(self.table, 1)
        stack.addWidget(row(self.pending, self.drop, stretch=0))
        stack.addWidget(
            panel(
                self.chosen,
                row(self.basis, self.person, self.confirm, label("改成"), self.value, self.change, stretch=0),
                self.mark,
            )
        )
