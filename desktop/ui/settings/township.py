"""本单位: what is printed on every report. Each field saves itself when it is left."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.form import Entry, Form
from desktop.ui.page import label, panel
from desktop.work import settings

ENTRIES = (
    Entry("name", "乡镇（街道）", hint="例如 梅溪镇"),
    Entry("county", "所属县（市、区）", hint="例如 安吉县"),
    Entry("bureau", "主送机关", hint="例如 安吉县卫生健康局"),
    Entry("office", "落款单位", hint="例如 梅溪镇人民政府"),
    Entry("person", "填报人", hint="印在报表下方"),
    Entry("phone", "联系电话", hint="印在报表下方"),
    Entry("division_code", "行政区划代码", hint="9 位，可不填"),
)
ONLY = 1  # the township is one record


class TownshipTab(QWidget):
    """The township's card."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.form = Form(ENTRIES, self._save)
        self.form.setMaximumWidth(look.dp(560))
        words = label("这些内容印在每一份报告上：标题、主送机关、落款。", "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.addWidget(panel(label("本单位", "heading"), words, self.form))
        column.addStretch(1)

    def refresh(self) -> None:
        """Show what is kept."""
        card = self._desk.ask(settings.township)
        self.form.fill(ONLY, {entry.key: getattr(card, entry.key) if card else None for entry in ENTRIES})

    def _save(self, _: int, key: str, written: str) -> None:
        card = self._desk.ask(settings.township) or settings.TownshipCard("")
        changed = replace(card, **{key: written})
        on = self._desk.office.today()
        self._desk.change(lambda session: settings.save_township(session, changed, on=on))
