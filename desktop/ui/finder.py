"""Ctrl+K: one box for employers, people, pages, commands and report figures, by name, pinyin or initials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.overlay import give_back
from desktop.ui.page import label
from desktop.work import lookup
from desktop.work.lookup import Hit

PAUSE = 15  # ms after the last key
WIDE, HIGH = 560, 420
CHOICE = Qt.ItemDataRole.UserRole
PAGE, COMMAND = "页面", "操作"


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done: on which page, with which wish, or by which of its methods."""

    title: str
    page: str
    wish: object = None
    method: str = ""


COMMANDS = (
    Command("登记企业", "register", method="enter_new"),
    Command("全部分级", "register", method="grade_all"),
    Command("疑似重复的企业", "register", "duplicates"),
    Command("两个日期之间的变化", "register", "changes"),
    Command("截至某日的台账", "register", method="side.ask_day"),
    Command("按名单批量修改", "register", "bulk"),
    Command("导入表格", "exchange"),
    Command("下载空白模板", "exchange", "blank"),
    Command("打印报告", "summary", method="print_it"),
    Command("正式出具报告", "summary", method="ask_issue"),
    Command("备份和恢复", "settings"),
)


class Finder(QFrame):
    """Over the window until something is chosen, Esc, or a press elsewhere. `open_page(name, wish)` gives the page."""

    def __init__(
        self, desk: Desk, window: QWidget, pages: Sequence[tuple[str, str]], open_page: Callable[[str, object], QWidget]
    ) -> None:
        super().__init__(window, objectName="finder")
        self.setAutoFillBackground(True)
        self._desk, self._pages, self._open, self._before = desk, pages, open_page, window.focusWidget()
        self.box = QLineEdit(placeholderText="找企业、人员、页面、操作、指标：写名称或拼音首字母，也可以扫码")
        self.box.setAccessibleName("查找")
        self.box.setClearButtonEnabled(True)
        self.list = QListWidget(accessibleName="查找结果")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.none = label("没有找到。换几个字，或只写拼音首字母。", "muted")
        lines = QVBoxLayout(self)
        lines.setContentsMargins(12, 12, 12, 12)
        lines.addWidget(self.box)
        lines.addWidget(self.list, 1)
        lines.addWidget(self.none)
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self._soon.timeout.connect(self.look)
        self.box.textChanged.connect(lambda _: self._soon.start())
        self.box.returnPressed.connect(self.choose)
        self.list.itemClicked.connect(lambda _: self.choose())
        self.box.installEventFilter(self)
        self._place(window)
        self.look()
        self.show()
        self.raise_()
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def look(self) -> None:
        """Fill the list for what is written."""
        self._soon.stop()
        office, text = self._desk.office, self.box.text().strip()
        titled = [
            *((PAGE, title, "", Command(title, name)) for name, title in self._pages),
            *((COMMAND, command.title, "", command) for command in COMMANDS),
        ]
        found: list[tuple[str, str, str, Hit | Command]] = [
            (hit.kind, hit.title, hit.told, hit)
            for hit in self._desk.ask(lambda s: lookup.look(s, text, office.rulebook, office.today()))
        ]
        fitting = [line for line in titled if not text or lookup.fits(text, line[1])]
        first = [line for line in fitting if text and line[1].startswith(text)]
        self.list.clear()
        for kind, title, told, choice in (*first, *found, *(line for line in fitting if line not in first)):
            item = QListWidgetItem(f"{kind}　{title}{f'　{told}' if told else ''}")
            item.setData(CHOICE, choice)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.none.setVisible(not self.list.count())
        self.list.setVisible(bool(self.list.count()))
        lines = max(1, self.list.count()) * max(look.dp(24), self.list.sizeHintForRow(0))
        self.resize(self.width(), min(self._most, lines + look.dp(76)))

    def choose(self) -> None:
        """Go where the chosen line leads."""
        if self._soon.isActive():
            self.look()  # Enter came before the pause was over, as from a scanner
        if not self.list.count():
            return
        choice = self.list.currentItem().data(CHOICE)
        self.close_it()
        page: Any = self._open(choice.page, choice.wish)
        if isinstance(choice, Command) and choice.method:
            for name in choice.method.split("."):
                page = getattr(page, name)
            page()

    def close_it(self) -> None:
        """Back to the page."""
        self.box.removeEventFilter(self)
        self.hide()
        give_back(self._before)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        escape = event.key() == Qt.Key.Key_Escape
        if event.type() == QEvent.Type.ShortcutOverride and escape:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and escape:
            self.close_it()
            return True
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if event.type() == QEvent.Type.KeyPress and (key := Qt.Key(event.key())) in steps:
            row = self.list.currentRow() + steps[key]
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, row)))
            return True
        return super().eventFilter(watched, event)

    def _place(self, window: QWidget) -> None:
        wide = min(look.dp(WIDE), window.width() - look.dp(40))
        self._most = min(look.dp(HIGH), window.height() - look.dp(100))
        self.setGeometry(QRect((window.width() - wide) // 2, look.dp(64), wide, self._most))
