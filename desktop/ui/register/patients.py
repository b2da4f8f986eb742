"""病人（受限）: locked until the password is given, locked again when nobody touches it for a while."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QApplication, QFileDialog, QFormLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.asking import AskDialog, form
from desktop.ui.desk import Desk
from desktop.ui.files import PDF, Files
from desktop.ui.page import button, column, label, link, row
from desktop.ui.register.card_tab import CardTab
from desktop.ui.register.ledger_line import LineDialog
from desktop.ui.rowtable import Column, RowTable
from desktop.ui.tableview import ROW, TableView
from desktop.work import ledgers, patients
from desktop.work.change import Change
from desktop.work.employer_file import EmployerFile
from desktop.work.ledgers import Line
from desktop.work.patients import PATIENT, VISIT, Opened
from desktop.work.problem import Problem
from desktop.work.sealing import Key

IDLE = 5 * 60 * 1000  # ms without a key or a click before it locks
TOUCHES = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)


class PatientsTab(CardTab):
    """The sealed rows of one employer. The key is held here only, while it is unlocked."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.desk = desk
        self._key: Key | None = None
        self.employer: int | None = None
        self.counted = label("", "heading")
        self.secret = QLineEdit(echoMode=QLineEdit.EchoMode.Password, accessibleName="受限台账的密码")
        self.secret.setPlaceholderText("密码，或打印的恢复码")
        self.secret.returnPressed.connect(self.unlock)
        self.mark = label("", "mark", wrap=True)
        self.enter = button("解锁", "check", self.unlock, main=True)
        self.choose = button("设置密码", "check", self.ask_password, main=True)
        self.people = _Rows(self, PATIENT)
        self.visits = _Rows(self, VISIT)
        self.people.table.picked.connect(self._show_visits)
        self._idle = QTimer(self, singleShot=True, interval=IDLE)
        self._idle.timeout.connect(self.lock)
        self._lay_out()
        self.lock()

    @property
    def opened(self) -> Opened:
        """The key with the rules. Only while it is unlocked."""
        if self._key is None:
            raise Problem("受限台账已经锁上。", "请重新输入密码。", "没有保存的内容没有写入。")
        return Opened(self._key, self.desk.office.rulebook, self.desk.office.today())

    @property
    def locked(self) -> bool:
        return self._key is None

    def show_file(self, file: EmployerFile) -> None:
        """Another employer: how many persons it has, and who they are while it is unlocked."""
        self.employer = file.id
        self._show()

    def unlock(self) -> None:
        """Take the password; what is wrong with it is said below it."""
        secret = self.secret.text()
        try:
            self._key = self.desk.ask(lambda session: patients.unlock(session, secret))
        except Problem as problem:
            self.mark.setText(f"{problem.what}{problem.remedy}")
            self.mark.show()
            self.secret.selectAll()
            return
        self.secret.clear()
        application().installEventFilter(self)
        self._idle.start()
        self._show()

    def lock(self) -> None:
        """Forget the key and everything that is shown."""
        self._idle.stop()
        application().removeEventFilter(self)
        self._key = None
        self.secret.clear()
        for part in (self.people, self.visits):
            part.close_dialog()
            part.show_lines([], None)
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in TOUCHES and self._key is not None:
            self._idle.start()
        return super().eventFilter(watched, event)

    def ask_password(self) -> PasswordDialog:
        """Choose the password, or change it while it is unlocked; the recovery code is shown once."""
        dialog = PasswordDialog(self._keep_password, self.window())
        dialog.open()
        return dialog

    def _keep_password(self, password: str) -> None:
        codes: list[str] = []
        key = self._key

        def noted(answer: tuple[Change, str]) -> Change:
            codes.append(answer[1])
            return answer[0]

        self.desk.change(
            lambda s: noted(patients.set_up(s, password) if key is None else patients.change_password(s, key, password))
        )
        self._show()
        RecoveryDialog(self.desk.files, codes[0], self.window()).open()

    def write(self, work: Callable[[Any], Change]) -> None:
        """One operation on the sealed rows; then they are read again."""
        self.desk.change(work)
        self._show()

    def _show(self) -> None:
        ready = self.desk.ask(patients.is_set_up)
        employer = self.employer
        number = self.desk.ask(lambda s: patients.count(s, employer)) if employer is not None else 0
        self.counted.setText(f"这家企业登记了 {number} 人" if number else "这家企业没有登记病人")
        self.mark.hide()
        for part in (self.secret, self.enter):
            part.setVisible(ready)
        self.choose.setVisible(not ready)
        self._pages.setCurrentIndex(0 if self._key is None else 1)
        if self._key is not None and employer is not None:
            self.people.show_lines(self.desk.ask(lambda s: patients.people(s, employer, self.opened)), employer)
            self._show_visits(self.people.table.current() if self.people.found else None)

    def _show_visits(self, person: int | None) -> None:
        found = self.desk.ask(lambda s: patients.visits(s, person, self.opened)) if person is not None else []
        self.visits.show_lines(found, person)

    def _lay_out(self) -> None:
        why = label(
            "病人的姓名、身份证号、诊断和随访加密保存在数据文件里，不进入台账列表、搜索、导出、打印和备份的明文。"
            "打开后 5 分钟没有操作会自动锁上。",
            "muted",
            wrap=True,
        )
        closed = column(self.counted, why, self.secret, self.mark, row(self.enter, self.choose, None), None, spacing=8)
        closed.line.setContentsMargins(0, 8, 8, 8)
        tools = row(None, link("修改密码", self.ask_password), link("锁上", self.lock))
        opened = column(tools, self.people, self.visits, None, spacing=8)
        opened.line.setContentsMargins(0, 4, 0, 8)
        self._pages = QStackedWidget(objectName="plain")
        self._pages.addWidget(closed)
        self._pages.addWidget(opened)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)


class _Rows(QWidget):
    """One of the two sealed ledgers as a table with 添加, 修改, 删除."""

    def __init__(self, tab: PatientsTab, ledger: str) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._tab, self._ledger = tab, ledger
        self._form = tab.desk.office.rulebook.ledgers[ledger]
        self._owner: int | None = None
        self._dialog: LineDialog | None = None
        self.found: list[Line] = []
        self.heading = label(self._form.label, "heading")
        self.add, self.change, self.remove = (
            link(words, work)
            for words, work in (("添加", self.ask_new), ("修改", self.ask_change), ("删除", self.take))
        )
        columns = [_column(field.key, field.label, field.shown) for field in self._form.fields if field.shown]
        self.model: RowTable[Line] = RowTable(columns, self._ids, self._lines)
        self.table = TableView(self.model, name=self._form.label)
        self.table.opened.connect(lambda _: self.ask_change())
        self.nothing = label(self._form.empty, "muted", wrap=True)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        inner.addWidget(row(self.heading, None, self.add, self.change, self.remove))
        inner.addWidget(self.nothing)
        inner.addWidget(self.table)

    def show_lines(self, found: list[Line], owner: int | None) -> None:
        """These lines of this owner; None: nobody is chosen."""
        before, self.found, self._owner = self.table.current(), found, owner
        self.model.reload()
        self.nothing.setVisible(not found)
        self.table.setVisible(bool(found))
        self.table.setMaximumHeight(look.dp(ROW * (len(found) + 1) + 22))
        self.add.setEnabled(owner is not None)
        for way in (self.change, self.remove):
            way.setVisible(bool(found))
        if found and (before is None or not self.table.show_record(before)):
            self.table.show_record(found[0].id)

    def ask_new(self) -> LineDialog:
        """添加."""
        return self._open({}, self._enter, "添加")

    def ask_change(self) -> LineDialog | None:
        """修改."""
        line, tab = self.table.current(), self._tab
        if line is None:
            return None
        values = tab.desk.ask(lambda s: patients.written(s, self._ledger, line, tab.opened))
        return self._open(values, lambda text: tab.write(
            lambda s: patients.change(s, self._ledger, line, text, tab.opened)
        ), "修改")  # fmt: skip

    def take(self) -> None:
        """删除: undo brings it back."""
        line = self.table.current()
        if line is not None:
            self._tab.write(lambda s: patients.remove(s, self._ledger, line, self._tab.opened))

    def close_dialog(self) -> None:
        """What is being written is closed when the ledger locks."""
        if self._dialog is not None:
            self._dialog.reject()

    def _enter(self, text: dict[str, str]) -> None:
        owner = self._owner
        if owner is not None:
            self._tab.write(lambda s: patients.add(s, self._ledger, owner, text, self._tab.opened)[0])

    def _open(self, values: dict[str, str], save: Callable[[dict[str, str]], object], title: str) -> LineDialog:
        opened = self._tab.opened

        def check(key: str, written: str) -> None:
            ledgers.check_cell(self._form, key, written, rulebook=opened.rulebook, on=opened.on)

        dialog = LineDialog(self._form, opened.rulebook, values, check, save, self.window())
        dialog.setWindowTitle(f"{title}{self._form.label}")
        self._dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()
        return dialog

    def _closed(self) -> None:
        self._dialog = None

    def _ids(self) -> list[int]:
        return [line.id for line in self.found]

    def _lines(self, ids: Sequence[int]) -> dict[int, Line]:
        wanted = set(ids)
        return {line.id: line for line in self.found if line.id in wanted}


class PasswordDialog(AskDialog):
    """Twice the same password."""

    def __init__(self, keep: Callable[[str], object], parent: QWidget) -> None:
        super().__init__("受限台账的密码", parent)
        self._keep = keep
        self.first, self.second = (
            QLineEdit(echoMode=QLineEdit.EchoMode.Password, accessibleName=words) for words in ("新密码", "再输一次")
        )
        fields: QFormLayout = form()
        fields.addRow("新密码", self.first)
        fields.addRow("再输一次", self.second)
        self.lay_out(fields, "保存")
        self.resize(look.dp(360), look.dp(160))

    def keep_it(self) -> None:
        """Hand the password over. Raises Problem when the two differ or it is too weak."""
        if self.first.text() != self.second.text():
            raise Problem("两次输入的密码不一样。", "请重新输入。")
        self._keep(self.first.text())


class RecoveryDialog(AskDialog):
    """The recovery code, shown once, to be printed and locked away."""

    def __init__(self, files: Files, code: str, parent: QWidget) -> None:
        super().__init__("恢复码", parent)
        self._files, self.code = files, code
        shown = label(code, "heading")
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        why = label(
            "忘记密码时，只有这个恢复码能打开病人资料；它只显示这一次。请打印后锁进柜子，不要存在这台电脑里。"
            "以前的恢复码已经失效。",
            "muted",
            wrap=True,
        )
        self.lay_out(column(shown, why, row(link("存为可打印的 PDF…", self.ask_file), None), spacing=10), "已经收好")
        self.resize(look.dp(420), look.dp(200))

    def keep_it(self) -> None:
        """Nothing is kept here."""

    def ask_file(self) -> QFileDialog:
        """Where the page to be printed goes."""
        return self._files.save(self, "存为 PDF", "受限台账恢复码.pdf", PDF, self.print_to)

    def print_to(self, file: Path) -> None:
        """One page with the code and what it is for."""
        document = QTextDocument()
        document.setHtml(
            f"<h2>职康网格 · 受限台账恢复码</h2><p style='font-size:15pt'>{self.code}</p>"
            "<p>忘记密码时，在“病人（受限）”里输入它，再设置新密码。请锁好，用过即换。</p>"
        )
        writer = QPdfWriter(str(file))
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
        document.print_(writer)


def application() -> QCoreApplication:
    """The one there is while there are windows."""
    made = QApplication.instance()
    assert made is not None
    return made


def _column(key: str, title: str, width: int) -> Column[Line]:
    return Column(
        title,
        lambda line: line.cells[key],
        width=max(width, 15 * len(title) + 16),
        tip=lambda line: line.cells[key] or "",
    )
