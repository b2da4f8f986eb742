"""The right side: what is due of one employer, what the chosen item rests on, and the log of urging."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.duties.columns import LOG, OF_EMPLOYER
from desktop.ui.duties.happen import LEAVES, HappenDialog, Happening
from desktop.ui.duties.urge import UrgeDialog
from desktop.ui.flow import Flow
from desktop.ui.page import button, label, link, row
from desktop.ui.rowtable import RowTable
from desktop.ui.tableview import TableView
from desktop.work import duties, duties_calendar, duties_words, settings
from desktop.work.duties import Item, Urge, UrgingRow


class DutyCard(QFrame):
    """Shows one employer; nothing here is edited but the log."""

    def __init__(self, desk: Desk, of_employer: Callable[[int], Sequence[Item]]) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._desk, self._of = desk, of_employer
        self.employer: int | None = None
        self.items: list[Item] = []
        self.log: list[UrgingRow] = []
        self.name = label("", "heading", wrap=True)
        self.reach = label("", "muted", wrap=True)
        self.told = label("", "", wrap=True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.due_model: RowTable[Item] = RowTable(OF_EMPLOYER, lambda: range(len(self.items)), self._due_rows)
        self.dues = TableView(self.due_model, name="这家企业的到期事项")
        self.log_model: RowTable[UrgingRow] = RowTable(LOG, lambda: range(len(self.log)), self._log_rows)
        self.urgings = TableView(self.log_model, name="催办记录")
        self.copy = button("复制催办文字", "copy", self.copy_words)
        self.urge = button("记一次催办", "pencil", self.ask_urge, main=True)
        self.happen = button("记一次变化", "add", self.ask_happening)
        self.open = link("在台账中打开", self._open)
        self.log_title = label("催办记录", "heading")
        self.dues.picked.connect(self._tell)
        self._lay_out()
        self.show_employer(None)

    def show_employer(self, employer: int | None, item: Item | None = None) -> None:
        """Show an employer, with one of its items chosen."""
        self.employer = employer
        self.items = list(self._of(employer)) if employer is not None else []
        rulebook = self._desk.office.rulebook
        self.log = self._desk.ask(lambda s: duties.urgings(s, employer, rulebook)) if employer is not None else []
        self.due_model.reload()
        self.log_model.reload()
        self.log_title.setText(f"催办记录 {len(self.log)} 次")
        for widget in (self.copy, self.urge, self.happen, self.open):
            widget.setEnabled(bool(self.items))
        if not self.items:
            self.name.setText("选一行，看这家企业的全部事项")
            self.reach.setText("")
            self._tell(None)
            return
        who = self.items[0].who
        self.name.setText(who.name)
        reach = " ".join(filter(None, (who.contact, who.phone))) or "联系方式未登记"
        self.reach.setText(f"{who.village or '村（社区）未登记'}　{reach}")
        self.dues.show_record(self.items.index(item) if item in self.items else 0)

    def copy_words(self) -> None:
        """The reminder for this employer, on the clipboard."""
        on = self._desk.office.today()
        card = self._desk.ask(settings.township)
        QGuiApplication.clipboard().setText(duties_words.for_employer(self.items, card, on))
        self._desk.bar.say("催办文字已复制。", "可以粘贴到微信、短信里发给企业。", "good")

    def ask_urge(self) -> UrgeDialog:
        """记一次催办."""
        dialog = UrgeDialog(self.items, self._save, self, on=self._desk.office.today())
        place = self.dues.current()
        if place is not None:
            dialog.duty.setCurrentIndex(place + 1)
        dialog.open()
        return dialog

    def ask_happening(self) -> HappenDialog:
        """记一次变化."""
        dialog = HappenDialog(self.items[0].who.name, self._note, self, on=self._desk.office.today())
        dialog.open()
        return dialog

    def _note(self, told: Happening) -> None:
        employer, on = self.employer, self._desk.office.today()
        assert employer is not None, "the button is off without an employer"
        if told.kind == LEAVES or told.on is None:
            self._desk.change(lambda session: duties.leaves(session, employer, told.note, told.on, (None, None)))
        else:
            day = told.on
            self._desk.change(lambda session: duties.happened(session, employer, told.kind, day, told.note, on=on))

    def _save(self, told: Urge) -> None:
        employer, office = self.employer, self._desk.office
        assert employer is not None, "the button is off without an employer"
        self._desk.change(lambda session: duties.urge(session, employer, told, office.rulebook, office.today()))

    def _open(self) -> None:
        self._desk.go("register", self.employer)

    def _tell(self, place: int | None) -> None:
        if place is None or place >= len(self.items):
            self.told.setText("")
            return
        due = self.items[place].due
        lines = [due.because, f"依据：{due.clause}", f"证明材料：{due.evidence}"]
        if due.unconfirmed:
            lines.append("待核对：这一项的规定没有见到正式文本，或是本程序推定的。")
        if due.due is not None and due.due >= self._desk.office.today():
            calendar = self._desk.ask(lambda s: duties_calendar.calendar(s, self._desk.office.rulebook))
            if said := calendar.said(due.due):
                lines.append(said)
        self.told.setText("\n".join(lines))

    def _due_rows(self, places: Sequence[int]) -> dict[int, Item]:
        return {place: self.items[place] for place in places}

    def _log_rows(self, places: Sequence[int]) -> dict[int, UrgingRow]:
        return {place: self.log[place] for place in places}

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(row(self.name, self.open, stretch=0))
        column.addWidget(self.reach)
        column.addWidget(self.dues, 3)
        column.addWidget(self.told)
        column.addWidget(self.log_title)
        column.addWidget(self.urgings, 2)
        acts = Flow()
        acts.fill([self.happen, self.copy, self.urge])
        column.addWidget(acts)
        self.urgings.setMinimumHeight(look.dp(84))
