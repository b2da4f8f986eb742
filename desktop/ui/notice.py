"""The only file that shows messages: the bar at the top of a page, and the report of a bug."""

from __future__ import annotations

import platform
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import look
from desktop.work.problem import Problem

ICONS = {
    "problem": ("error", "danger"),
    "warn": ("warn", "warn"),
    "good": ("check", "good"),
    "note": ("info", "accent"),
}
Action = tuple[str, Callable[[], object]]


class Bar(QFrame):
    """One message at the top of the page: what happened, what to do, what became of the data."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self._icon = QLabel()
        self._what = QLabel(wordWrap=True, objectName="what", textInteractionFlags=SELECTABLE)
        self._rest = QLabel(wordWrap=True, textInteractionFlags=SELECTABLE)
        self._actions = QHBoxLayout()
        close = look.iconed(QToolButton(toolTip="关闭（Esc）", accessibleName="关闭提示"), "close", size=16)
        close.clicked.connect(self.hide)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._what)
        words.addWidget(self._rest)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addLayout(self._actions)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def say(self, what: str, rest: str = "", tone: str = "note", actions: Sequence[Action] = ()) -> None:
        """Show a message; it stays until closed, replaced or the page is left. Tones: problem warn good note."""
        self._what.setText(what)
        self._rest.setText(rest)
        self._rest.setVisible(bool(rest))
        look.iconed(self._icon, *ICONS[tone], size=20)
        while item := self._actions.takeAt(0):
            if old := item.widget():
                old.deleteLater()
        for words, act in actions:
            button = QPushButton(words)
            button.clicked.connect(lambda _=False, act=act: act())
            self._actions.addWidget(button)
        self.setProperty("tone", tone)
        look.restyle(self)
        self.setAccessibleName(f"{what} {rest}".strip())
        self.show()

    def tell(self, error: BaseException) -> None:
        """A Problem goes on the bar in its own words; anything else is our bug and opens the report."""
        if isinstance(error, Problem):
            self.say(error.what, f"怎么办：{error.remedy}　{error.kept}", "problem")
        else:
            report(error, self.window())

    @property
    def text(self) -> str:
        """Everything the bar says at the moment; empty while it is hidden."""
        return "" if self.isHidden() else f"{self._what.text()}\n{self._rest.text()}".strip()


class BugReport(QDialog):
    """程序出错了: what the makers need to know, to copy, without any personal data."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("程序出错了")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = bug_text(error)
        said = QLabel("程序出错了，您的数据已保存到上一步。", objectName="heading", wordWrap=True)
        todo = QLabel(
            "怎么办：请点“复制报告”，把内容发给维护人员，然后关闭并重新打开程序。"
            "报告里只有程序内部的位置，没有企业名称、电话等内容。",
            wordWrap=True,
        )
        shown = QPlainTextEdit(self.text, readOnly=True, accessibleName="错误报告")
        buttons = QDialogButtonBox()
        self.copying = buttons.addButton("复制报告", QDialogButtonBox.ButtonRole.ActionRole)
        closing = buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        self.copying.clicked.connect(self._copy)
        closing.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        for widget in (said, todo, shown, buttons):
            column.addWidget(widget)
        self.resize(look.dp(640), look.dp(420))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self.copying.setText("已复制")


class Question(QDialog):
    """A choice that undo cannot take back. Opened, never executed; `agreed` is called on yes."""

    def __init__(self, parent: QWidget, title: str, words: str, yes: str, agreed: Callable[[], object]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setProperty("main", True)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(agreed)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(16)
        column.addWidget(QLabel(words, wordWrap=True))
        column.addWidget(buttons)
        self.setMinimumWidth(look.dp(440))


class Refusal(QDialog):
    """The office could not be opened: why, and what to do. There is no window behind it."""

    def __init__(self, error: Exception, ways_out: Sequence[Action] = ()) -> None:
        super().__init__()
        self.setWindowTitle("职康网格没有打开")
        known = isinstance(error, Problem)
        what = error.what if isinstance(error, Problem) else "规则表有错误，程序不能启动。"
        rest = f"怎么办：{error.remedy}" if isinstance(error, Problem) else f"{error}\n怎么办：请重新安装程序。"
        self.kept = QLabel(error.kept if isinstance(error, Problem) else "数据没有改动。", objectName="muted")
        self.what = QLabel(what, objectName="heading", wordWrap=True)
        self.rest = QLabel(rest, wordWrap=True, textInteractionFlags=SELECTABLE)
        closing = QPushButton("知道了")
        closing.setProperty("main", True)
        closing.clicked.connect(self.close)
        mark = look.iconed(QLabel(), "warn" if known else "error", "warn" if known else "danger", 32)
        line = QHBoxLayout()
        line.addStretch(1)
        for way, act in ways_out:
            button = QPushButton(way)
            button.clicked.connect(lambda _=False, act=act: self._leave_by(act))
            line.addWidget(button)
        line.addWidget(closing)
        words = QVBoxLayout()
        words.setSpacing(10)
        for widget in (self.what, self.rest, self.kept):
            words.addWidget(widget)
        words.addLayout(line)
        across = QHBoxLayout(self)
        across.setContentsMargins(20, 20, 20, 16)
        across.setSpacing(16)
        across.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(words, 1)
        self.setMinimumWidth(look.dp(480))

    def _leave_by(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Problem as problem:
            self.what.setText(problem.what)
            self.rest.setText(f"怎么办：{problem.remedy}")
            self.kept.setText(problem.kept)
        else:
            self.accept()


SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse


def bug_text(error: BaseException) -> str:
    """The report: program and system versions and the places in the code. Never the message: it may quote a record."""
    root = Path(__file__).resolve().parents[2]
    lines = [
        "职康网格 错误报告",
        f"系统 {platform.system()} {platform.release()}；Python {platform.python_version()}；Qt {qVersion()}",
        f"错误类型 {type(error).__module__}.{type(error).__qualname__}",
    ]
    for frame in traceback.extract_tb(error.__traceback__):
        file = Path(frame.filename)
        place = file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name
        lines.append(f"  {place} 第 {frame.lineno} 行 {frame.name}")
    if error.__cause__ is not None:
        lines.append(f"起因 {type(error.__cause__).__qualname__}")
    return "\n".join(lines)


def report(error: BaseException, parent: QWidget | None = None) -> BugReport:
    """Open the report beside the window; the program goes on."""
    dialog = BugReport(error, parent)
    dialog.open()
    return dialog


def catch_all(
    parent: Callable[[], QWidget | None], log: Callable[[BaseException], None]
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """What `sys.excepthook` becomes: log, then open the report. A failure while reporting goes to the old hook."""
    old = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        try:
            log(error)
            window = parent()
            bar = window.findChild(Bar) if window else None
            if isinstance(error, Problem) and bar is not None:
                bar.tell(error)
            else:
                report(error, window)
        except Exception:
            old(kind, error, trace)

    return hook
