"""到期事项: the ladder, every due item with its reason, and at the right one employer with the log of urging."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton, QStackedWidget, QVBoxLayout

from desktop.ui.columnheads import HeldHeads
from desktop.ui.desk import Desk
from desktop.ui.duties.card import DutyCard
from desktop.ui.duties.columns import FROZEN, ITEMS
from desktop.ui.files import CALENDAR, PDF
from desktop.ui.flow import Flow
from desktop.ui.heldpage import HeldPage
from desktop.ui.page import beside, button, column, label, panel, row
from desktop.ui.rowtable import RowTable
from desktop.ui.seenmenu import SeenMenu
from desktop.ui.tableview import TableView
from desktop.work import duties, duties_ics, duties_letters, duties_words, settings
from desktop.work.duties import GROUPINGS, LACKING, Group, Item
from desktop.work.progress import Progress

SORTS = {
    "name": lambda item: item.who.place,
    "state": duties.urgency,
    "duty": lambda item: item.due.label,
    "factor": lambda item: item.due.factor or item.due.who or "",
    "due": lambda item: item.due.due.toordinal() if item.due.due else duties.DAYS,
    "village": lambda item: item.who.place,
    "urged": lambda item: item.urged_on.toordinal() if item.urged_on else 0,
    "patroller": lambda item: item.who.patroller or "",
}


class DutiesPage(HeldPage):
    """Everything due is computed once in a job and then only filtered here."""

    name, title = "duties", "到期事项"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.items: list[Item] = []
        self.shown: list[Item] = []
        self.step: str | None = None
        self.groups: list[Group] = []
        self.steps: dict[str, QPushButton] = {}
        self._names = duties.step_names(desk.office.rulebook)
        self._by_employer: dict[int, list[Item]] = {}
        self.chips = Flow()
        self.by = QComboBox(accessibleName="分组")
        self.by.addItem("不分组", "")
        for key, words in GROUPINGS.items():
            self.by.addItem(f"按{words}", key)
        self.group = QComboBox(accessibleName="哪一组")
        self.model: RowTable[Item] = RowTable(ITEMS, lambda: range(len(self.shown)), self._fetch, self._sort)
        self.table = TableView(self.model, FROZEN, name="到期事项")
        self.heads = HeldHeads(self.table, self._grouped, self.show_held)
        self.card = DutyCard(desk, lambda employer: self._by_employer.get(employer, []))
        self.counted = label("", "muted")
        self.copy_village = button("复制本村催办文字", "copy", self.copy_words)
        self.export = button("导出日历", "export", self._ask_calendar)
        self.letters = button("打印催办函", "print", self._ask_letters, main=True)
        self.by.activated.connect(lambda _: self._regroup())
        self.group.activated.connect(lambda _: self.show_held())
        self.table.picked.connect(self._picked)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._count())
        self.seen = SeenMenu(desk, self.table, "到期事项", self._told)
        self._lay_out()

    def buttons(self) -> list[QPushButton]:
        return [self.export, self.letters]

    def choose(self, step: str) -> None:
        self.step = step

    def take_focus(self) -> None:
        self.table.setFocus()

    def read(self) -> None:
        office = self.desk.office

        def work(_: Progress) -> list[Item]:
            return office.ask(lambda session: duties.due_list(session, office.rulebook, office.today()))

        self.desk.start(self, work, self._arrived, "正在推算到期事项")

    def copy_words(self) -> None:
        """The reminder for the patroller of the village that is shown."""
        group = self._group()
        if group is None:
            return
        village = group.items[0].who.village
        words = duties_words.for_village(
            self._of_village(village), village, self.desk.ask(settings.township), self.desk.office.today()
        )
        QGuiApplication.clipboard().setText(words)
        self.desk.bar.say("催办文字已复制。", "可以粘贴到村里的微信群。", "good")

    def write_letters(self, file: Path) -> None:
        """Print the letters of the employers that are shown, as a job."""
        office, items = self.desk.office, self._whole()

        def work(_: Progress) -> int:
            return duties_letters.write(items, office.ask(settings.township), file, office.today())

        def written(number: int) -> None:
            self.desk.files.written(f"催办函 {number} 份已写出，按村排列。", file)

        self.desk.start(self, work, written, "正在打印催办函")

    def write_calendar(self, file: Path) -> None:
        """Write what is shown and has a date as a calendar file."""
        office, items = self.desk.office, list(self.shown)

        def work(_: Progress) -> int:
            return duties_ics.write(items, file, office.today())

        def written(number: int) -> None:
            self.desk.files.written(f"日历已写出 {number} 项。", file)

        self.desk.start(self, work, written, "正在写日历")

    def _arrived(self, items: list[Item]) -> None:
        self.items = items
        self._by_employer = {}
        for item in items:
            self._by_employer.setdefault(item.who.id, []).append(item)
        counts = duties.rungs(items, self.desk.office.rulebook)
        self._lay_chips(counts)
        open_items = duties_words.to_urge(items)
        self.desk.badged.emit(self.name, len(open_items))
        employers = len({item.who.id for item in open_items})
        lacking = counts[LACKING]
        self.stated.emit(f"{employers:,} 家企业 {len(open_items):,} 项要催办，{lacking:,} 项缺少依据")
        self._regroup()

    def _regroup(self) -> None:
        by, before = self.by.currentData(), self.group.currentText().partition("（")[0]
        self.groups = duties.grouped(self._stepped(), by) if by else []
        self.group.clear()
        self.group.addItem("全部", None)
        for place, group in enumerate(self.groups):
            late = f"，逾期 {group.late}" if group.late else ""
            self.group.addItem(f"{group.title}（{len(group.items)} 项{late}）", place)
            if group.title == before:
                self.group.setCurrentIndex(place + 1)
        self.group.setVisible(bool(by))
        self.show_held()

    def _choose_step(self, step: str) -> None:
        self.step = None if self.step == step else step
        self._regroup()

    def _stepped(self) -> list[Item]:
        """The items on the chosen step of the ladder, or all."""
        if self.step is None:
            return self.items
        return [item for item in self.items if duties.step_of(item, self._names) == self.step]

    def _group(self) -> Group | None:
        place = self.group.currentData()
        return self.groups[place] if place is not None and place < len(self.groups) else None

    def _grouped(self) -> list[Item]:
        """The items of the chosen step and group, before any column is narrowed."""
        if group := self._group():
            return list(group.items)
        return [item for group in self.groups for item in group.items] if self.by.currentData() else self._stepped()

    def show_held(self) -> None:
        for step, chip in self.steps.items():
            chip.setChecked(step == self.step)
        group = self._group()
        self.shown = [item for item in self._grouped() if self.heads.passes(item)]
        self.table.reload()
        village = group is not None and self.by.currentData() == "village"
        self.copy_village.setVisible(village)
        self._count()
        self._stack.setCurrentIndex(0 if self.shown else 1)
        self.letters.setEnabled(bool(self.shown))
        self.export.setEnabled(bool(self.shown))
        if self.shown:
            keep = next((n for n, item in enumerate(self.shown) if item.who.id == self.card.employer), 0)
            self.table.show_record(keep)
            self._picked(keep)
        else:
            self._picked(None)

    def _count(self) -> None:
        words = f"显示 {len(self.shown):,} 项，{len({item.who.id for item in self.shown}):,} 家企业"
        chosen = [self.shown[place] for place in self.table.chosen()] if self.shown else []
        if len(chosen) > 1:
            words += f"，选中 {len(chosen):,} 项，不同企业 {len({item.who.id for item in chosen}):,} 家"
        self.counted.setText(words)

    def _told(self) -> list[str]:
        words = "；".join(
            filter(None, (self.step, self.group.currentText() if self.by.currentData() else "", self.heads.words()))
        )
        return [f"条件：{words}。"] if words else []

    def _picked(self, place: int | None) -> None:
        item = self.shown[place] if place is not None and place < len(self.shown) else None
        self.card.show_employer(item.who.id if item else None, item)

    def _whole(self) -> list[Item]:
        """All items of the employers that are shown: a letter tells everything."""
        wanted = {item.who.id for item in self.shown}
        return [item for item in self.items if item.who.id in wanted]

    def _of_village(self, village: str | None) -> list[Item]:
        return [item for item in self.items if item.who.village == village]

    def _fetch(self, places: Sequence[int]) -> dict[int, Item]:
        return {place: self.shown[place] for place in places}

    def _sort(self, key: str, ascending: bool) -> None:
        self.shown.sort(key=SORTS[key], reverse=not ascending)

    def _lay_chips(self, counts: dict[str, int]) -> None:
        self.steps = {}
        for step, number in counts.items():
            chip = QPushButton(f"{step} {number:,}", checkable=True)
            chip.setProperty("kind", "pill")
            chip.setAccessibleName(f"{step} {number} 项")
            chip.clicked.connect(partial(self._choose_step, step))
            self.steps[step] = chip
        self.chips.fill(list(self.steps.values()))

    def _ask_letters(self) -> QFileDialog:
        name = f"催办函-{self.desk.office.today():%Y%m%d}.pdf"
        return self.desk.files.save(self, "打印催办函", name, PDF, self.write_letters)

    def _ask_calendar(self) -> QFileDialog:
        name = f"到期日历-{self.desk.office.today():%Y%m%d}.ics"
        return self.desk.files.save(self, "导出日历", name, CALENDAR, self.write_calendar)

    def _lay_out(self) -> None:
        nothing = panel(
            label("没有这样的事项。", "heading"),
            label("点上面的条件可以换一档；登记申报、检测、体检的日期以后，到期日会自己推算出来。", "muted", wrap=True),
            None,
        )
        self._stack = QStackedWidget(objectName="plain")
        self._stack.addWidget(self.table)
        self._stack.addWidget(nothing)
        tools = row(self.by, self.group, None)
        below = row(self.counted, None, self.copy_village)
        left = column(self.chips, tools, self.heads.told, self._stack, below, stretch=3)
        self.copy_village.hide()
        self.group.hide()
        split = beside(left, self.card)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 10, 12, 10)
        outer.addWidget(split)
