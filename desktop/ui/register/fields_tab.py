"""A tab of the card as card.toml lays it out: groups of fields that save themselves, then ledgers."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from desktop.rules.card_tabs import Tab
from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.form import Entry, Form
from desktop.ui.page import label
from desktop.ui.register.card_tab import CardTab
from desktop.ui.register.ledger_tab import LedgerTab
from desktop.work import editing, lists
from desktop.work.employer_file import EmployerFile

YES_NO = (("是", "是"), ("否", "否"))


class FieldsTab(CardTab):
    """Fields and ledgers of one employer. `wants_files` and `brought` pass on what its ledgers ask."""

    wants_files = Signal(object)
    brought = Signal(object, object)

    def __init__(self, desk: Desk, tab: Tab) -> None:
        super().__init__()
        self._desk = desk
        self.forms = {group: Form(entries, self._save) for group, entries in self._entries(tab).items()}
        self.ledgers = LedgerTab(desk, *tab.ledgers)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 8, 8, 8)
        stack.setSpacing(8)
        for group, form in self.forms.items():
            stack.addWidget(label(group, "heading"))
            stack.addWidget(form)
        stack.addWidget(self.ledgers)
        stack.addStretch(1)
        self.ledgers.wants_files.connect(self.wants_files)
        self.ledgers.brought.connect(self.brought)

    def show_file(self, file: EmployerFile) -> None:
        values = {key: _text(value) for key, value in file.fields.items()}
        values["factors"] = "、".join(dict.fromkeys(line["written"] for line in file.ledgers["exposure"]))
        for form in self.forms.values():
            form.fill(file.id, values)
        self.ledgers.show_file(file)

    def remember(self) -> None:
        for form in self.forms.values():
            form.remember()
        self.ledgers.remember()

    def _save(self, record: int, key: str, written: str) -> None:
        office = self._desk.office
        self._desk.change(
            lambda session: editing.edit(session, record, key, written, rulebook=office.rulebook, on=office.today())
        )

    def _entries(self, tab: Tab) -> dict[str, list[Entry]]:
        rulebook = self._desk.office.rulebook
        groups: dict[str, list[Entry]] = {group: [] for group in tab.groups}
        choices = self._desk.ask(lambda session: lists.choices(session, rulebook)) if groups else {}
        for field in rulebook.fields.values():
            if field.group in groups:
                listed = YES_NO if field.kind == "yes_no" else choices.get(field.key, ())
                hint = f"{look.UNKNOWN}（上报需要）" if field.need == "R" else look.UNKNOWN
                entry = Entry(field.key, field.label, tuple(listed), field.unit, hint, field.help)
                groups[field.group].append(entry)
        return groups


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else str(value)
