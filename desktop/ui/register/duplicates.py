"""疑似重复: the queue of pairs that may be one employer, side by side, worked off when it suits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.page import button, column, label, link, panel, row
from desktop.ui.rowtable import Column, RowTable
from desktop.ui.tableview import TableView
from desktop.work import duplicates, merging
from desktop.work.change import Change
from desktop.work.duplicates import Pair
from desktop.work.merging import Difference
from desktop.work.progress import Progress

PAIRS: tuple[Column[Pair], ...] = (
    Column("可能", lambda pair: f"{pair.score}%", width=56, numeric=True),
    Column("一家", lambda pair: pair.one_name, width=190, tip=lambda pair: pair.one_name),
    Column("另一家", lambda pair: pair.other_name, width=190, tip=lambda pair: pair.other_name),
    Column("为什么", lambda pair: "；".join(pair.reasons), width=260, tip=lambda pair: "\n".join(pair.reasons)),
)


OUTCOMES = {
    "same": "相同", "gap": "＋ 补上空白", "only": "保留", "differs": "◀ 保留左边", "earlier": "取较早的",
    "joined": "合在一起", "status": "随经营状态",
}  # fmt: skip


class DuplicatesView(QWidget):
    """Pairs at the top, the two records of the chosen pair below. `closed` asks for the register again."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk = desk
        self._pairs: list[Pair] = []
        self._differences: list[Difference] = []
        self._preferred: set[str] = set()
        self._swapped = False
        self.said = label("", "heading")
        self.because = label("", "muted", wrap=True)
        self.model: RowTable[Pair] = RowTable(
            PAIRS, lambda: range(len(self._pairs)), lambda ids: {i: self._pairs[i] for i in ids}
        )
        self.queue = TableView(self.model, name="疑似重复的企业")
        self.fields: RowTable[Difference] = RowTable(
            self._columns(), lambda: range(len(self._differences)), lambda ids: {i: self._differences[i] for i in ids}
        )
        self.compared = TableView(self.fields, name="两家对照")
        self.merge = button("合并成一家", "check", self._merge, main=True)
        self.apart = button("不是同一家", "close", self._apart)
        self.swap = button("换一家保留", "redo", self._swap)
        self.prefer = button("这一项用右边的", "next", self._prefer)
        self._lay_out()
        self.queue.picked.connect(lambda _: self._chosen())
        self.compared.opened.connect(lambda _: self._prefer())
        self.compared.selectionModel().currentRowChanged.connect(lambda *_: self._enable())

    def refresh(self) -> None:
        """Look for pairs anew, as a job."""
        office = self._desk.office

        def work(progress: Progress) -> list[Pair]:
            return office.ask(lambda session: duplicates.find(session, progress=progress))

        self.said.setText("正在查找疑似重复的企业…")
        self._desk.start(self, work, self.show_pairs, "正在查找重复企业")

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        """Show the queue and its first pair."""
        self._pairs = list(pairs)
        self.queue.reload()
        number = len(self._pairs)
        self.said.setText(f"疑似重复 {number:,} 对" if number else "没有疑似重复的企业 ✓")
        self._below.setVisible(number > 0)
        if number:
            self.queue.show_record(0)
        self._chosen()

    @property
    def pair(self) -> tuple[int, int] | None:
        """(kept, the other) of the chosen pair."""
        place = self.queue.current() if self._pairs else None
        if place is None:
            return None
        found = self._pairs[place]
        return (found.other, found.one) if self._swapped else (found.one, found.other)

    def _columns(self) -> tuple[Column[Difference], ...]:
        return (
            Column("字段", lambda line: line.label, width=130),
            Column("保留这一家", lambda line: line.ours, width=230, tip=lambda line: line.ours),
            Column("并入这一家", lambda line: line.theirs, width=230, tip=lambda line: line.theirs),
            Column("合并后", self._outcome, width=150, chip=True, tone=self._tone),
        )

    def _outcome(self, line: Difference) -> str:
        if line.field in self._preferred:
            return "▶ 用右边的"
        return OUTCOMES[line.what]

    def _tone(self, line: Difference) -> str:
        if line.field in self._preferred:
            return "warn"
        return {"gap": "good", "differs": "accent"}.get(line.what, "soft")

    def _chosen(self) -> None:
        self._swapped, self._preferred = False, set()
        place = self.queue.current() if self._pairs else None
        self.because.setText("；".join(self._pairs[place].reasons) if place is not None else "")
        self._compare()

    def _compare(self) -> None:
        pair, rulebook = self.pair, self._desk.office.rulebook
        found = self._desk.ask(lambda s: merging.compare(s, *pair, rulebook)) if pair else []
        self._differences = sorted(found, key=lambda line: line.what in ("same", "only", "status"))
        self.compared.reload()
        self._enable()

    def _enable(self) -> None:
        line = self._line()
        for each in (self.merge, self.apart, self.swap):
            each.setEnabled(self.pair is not None)
        self.prefer.setEnabled(line is not None and line.what == "differs")
        chosen = line is not None and line.field in self._preferred
        self.prefer.setText("这一项保留左边的" if chosen else "这一项用右边的")

    def _line(self) -> Difference | None:
        place = self.compared.current() if self._differences else None
        return None if place is None else self._differences[place]

    def _prefer(self) -> None:
        line = self._line()
        if line is not None and line.what == "differs":
            self._preferred ^= {line.field}
            self.fields.refresh()
            self._enable()

    def _swap(self) -> None:
        self._swapped = not self._swapped
        self._preferred = set()
        self._compare()

    def _merge(self) -> None:
        pair, office, preferred = self.pair, self._desk.office, frozenset(self._preferred)
        if pair is not None:
            self._decided(
                self._desk.attempt(
                    lambda s: merging.merge(s, *pair, rulebook=office.rulebook, on=office.today(), prefer=preferred)
                ),
                gone=pair[1],
            )

    def _apart(self) -> None:
        pair, on = self.pair, self._desk.office.today()
        if pair is not None:
            self._decided(self._desk.attempt(lambda s: duplicates.decide_apart(s, *pair, on=on)))

    def _decided(self, change: Change | None, gone: int | None = None) -> None:
        """On to the next pair; pairs with a record that is no more leave the queue with it."""
        place = self.queue.current()
        if change is None or place is None:
            return
        done = self._pairs[place]
        left = [pair for pair in self._pairs if pair is not done and gone not in (pair.one, pair.other)]
        self.show_pairs(left)
        if left:
            self.queue.show_record(min(place, len(left) - 1))
        self._desk.bar.say(change.said, "点下方的“撤销”可以退回。", "good", [("撤销", self._undo)])

    def _undo(self) -> None:
        self._desk.bar.hide()
        self._desk.undo()
        self.refresh()

    def _lay_out(self) -> None:
        head = row(link("‹ 回到台账", self.closed.emit), self.said, None, button("重新查找", "search", self.refresh))
        hint = label(
            "合并只补空白：左边已有的不动，申报、检测、体检等记录全部保留，并入那家的名称记为曾用名，可以一步撤销。",
            "muted",
            wrap=True,
        )
        actions = row(self.merge, self.apart, self.swap, self.prefer, None)
        below = self._below = panel(self.because, actions, self.compared, hint)
        layout = below.layout()
        assert isinstance(layout, QVBoxLayout | QHBoxLayout)
        layout.setStretch(2, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.queue)
        split.addWidget(below)
        split.setChildrenCollapsible(False)
        split.setSizes([look.dp(200), look.dp(400)])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(column(head, split, stretch=1))
