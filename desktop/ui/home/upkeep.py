"""Keeping the register in order, on the first page: ten fields to look at, how complete it is, who stands twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.form import Choice
from desktop.ui.home.lists import lined_up
from desktop.ui.page import Panel, Short, button, clear, label, link, row
from desktop.work.change import Change
from desktop.work.problem import Problem
from desktop.work.progress import Progress

if TYPE_CHECKING:  # what this panel asks is imported when it is asked: the window is on the screen by then
    from desktop.work.checking import CheckItem
    from desktop.work.completeness import Overview

SHOWN = 5  # so many villages, the least complete first


class CheckLine(QWidget):
    """One field: who, what it says, why it is asked; 对 · 改 · 打电话. `改` opens an editor in the line."""

    def __init__(self, desk: Desk, item: CheckItem, answered: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk, self.item, self._answered = desk, item, answered
        self.editor: QLineEdit | Choice | None = None
        who = link(item.name, lambda: desk.go("register", item.employer_id))
        who.setFixedWidth(look.dp(220))
        who.setStyleSheet("text-align: left")
        who.setToolTip(item.name)
        self.value = Short(f"{item.label}：{item.value}")
        self.why = Short(item.why, "danger" if item.contradictory else "muted")
        self.mark = label("", "mark", wrap=True)
        self.mark.hide()
        self.right = button("对", act=self._confirm)
        self.correct = button("改", act=self.edit)
        self.call = button("打电话", act=self._call)
        self._line = QHBoxLayout()
        self._line.setSpacing(8)
        self._line.addWidget(who)
        self._line.addWidget(self.value, 1)
        self._line.addWidget(self.why, 1)
        for each, tip in (
            (self.right, "核对无误，一年内不再问"),
            (self.correct, "在这里直接改"),
            (self.call, "看电话，先记下要问；三天后再提醒"),
        ):
            each.setToolTip(tip)
            each.setAccessibleName(f"{item.name} {item.label} {each.text()}")
            self._line.addWidget(each)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(2)
        outer.addLayout(self._line)
        outer.addWidget(self.mark)

    def edit(self) -> None:
        """Write the right value here; Enter keeps it, Esc leaves it."""
        from desktop.work import lists

        if self.editor is None:
            book = self._desk.office.rulebook
            choices = self._desk.ask(lambda session: lists.choices(session, book)).get(self.item.field, ())
            self.editor = Choice() if choices else QLineEdit()
            self.editor.setAccessibleName(f"{self.item.label} 改为")
            if isinstance(self.editor, Choice):
                for code, words in choices:
                    self.editor.addItem(words, code)
                self.editor.setCurrentIndex(self.editor.findText(self.item.value))
                self.editor.activated.connect(self._keep)
            else:
                known = self.item.value not in (look.UNKNOWN, "")
                self.editor.setText(self.item.value.split(" ")[0] if known else "")
                self.editor.returnPressed.connect(self._keep)
            self._line.insertWidget(2, self.editor, 1)
            self.value.setText(f"{self.item.label}：")
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _confirm(self) -> None:
        from desktop.work import checking

        self._answer(checking.RIGHT)

    def _keep(self) -> None:
        from desktop.work import checking

        item, office = self.item, self._desk.office
        assert self.editor is not None, "only an open editor is kept"
        editor = self.editor
        written = str(editor.currentData()) if isinstance(editor, Choice) else editor.text().strip()
        try:
            self._desk.change(
                lambda session: checking.put_right(
                    session, item.employer_id, item.field, written, rulebook=office.rulebook, on=office.today()
                )
            )
        except Problem as problem:
            self.mark.setText(f"{problem.what}{problem.remedy}")
            self.mark.show()
            return
        self._answered()

    def _answer(self, said: str) -> Change | None:
        from desktop.work import checking

        item, on = self.item, self._desk.office.today()
        change = self._desk.attempt(lambda session: checking.answer(session, item.employer_id, item.field, said, on=on))
        if change:
            self._answered()
        return change

    def _call(self) -> None:
        from desktop.work import checking

        item = self.item
        if self._answer(checking.CALLED):
            number = f"{item.contact or '联系人未登记'}　{item.phone or '电话未登记'}"
            self._desk.bar.say(
                f"{item.name}：{number}", f"要问的是：{item.label}（现为 {item.value}，{item.why}）", "note",
                [("打开这家企业", lambda: self._desk.go("register", item.employer_id))],
            )  # fmt: skip


class TenChecks(Panel):
    """今早核对: at most ten fields, one line each."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.heading = label("今早核对", "heading")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self.put(row(self.heading, None, label("先是前后矛盾的，再是最久没有核实的", "muted")), self._lines, None)

    @property
    def lines(self) -> list[CheckLine]:
        """The lines on the screen."""
        items = (self._lines.itemAt(place) for place in range(self._lines.count()))
        return [line for item in items if item and isinstance(line := item.widget(), CheckLine)]

    def refresh(self) -> None:
        """Ask again, as a job."""
        office = self._desk.office

        def work(_: Progress) -> list[CheckItem]:
            from desktop.work import checking

            return office.ask(lambda session: checking.ten(session, office.rulebook, office.today()))

        self._desk.start(self, work, self._show, "正在挑选要核对的")

    def _show(self, found: list[CheckItem]) -> None:
        clear(self._lines)
        self.heading.setText(f"今早核对 {len(found)} 项" if found else "今早核对")
        for item in found:
            self._lines.addWidget(CheckLine(self._desk, item, lambda: None))
        if not found:
            self._lines.addWidget(label("没有要核对的 ✓", "good"))


class Complete(Panel):
    """资料完整度 with the least complete villages and the most frequent gaps, and the count of possible duplicates."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.heading = label("资料完整度", "heading")
        self.gaps = label("", "muted", wrap=True)
        self.twice = link("正在查找重复…", lambda: desk.go("register", "duplicates"))
        self._grid = lined_up()
        moved = link("台账变化", lambda: desk.go("register", "changes"))
        self.put(self.heading, self._grid, self.gaps, None, row(self.twice, None, moved))

    def refresh(self) -> None:
        """Count, as a job."""
        office = self._desk.office

        def work(progress: Progress) -> tuple[Overview, int]:
            from desktop.work import completeness, duplicates

            found = office.ask(lambda session: completeness.overview(session, office.rulebook))
            return found, len(office.ask(lambda session: duplicates.find(session, progress=progress)))

        self._desk.start(self, work, lambda found: self._show(*found), "正在核对资料")

    def _show(self, found: Overview, pairs: int) -> None:
        clear(self._grid)
        percent = found.whole.percent
        self.heading.setText(f"资料完整度 {percent}%" if percent is not None else "资料完整度")
        for line, group in enumerate(found.villages[:SHOWN]):
            bar = QProgressBar(textVisible=False, minimumWidth=look.dp(40), maximum=100, value=group.percent or 0)
            bar.setAccessibleName(f"{group.name} {group.percent}%")
            gaps = "、".join(words for words, _ in group.missing)
            name = label(group.name)
            name.setToolTip(f"最常缺：{gaps}" if gaps else "")
            self._grid.setRowMinimumHeight(line, look.dp(28))
            self._grid.addWidget(name, line, 0)
            self._grid.addWidget(bar, line, 1)
            told = f"{group.percent}%（{group.employers:,} 家）" if group.percent is not None else "—"
            self._grid.addWidget(label(told, "muted"), line, 2, Qt.AlignmentFlag.AlignRight)
        missing = "、".join(f"{words}（{number:,} 家）" for words, number in found.whole.missing)
        self.gaps.setText(f"最常缺：{missing}" if missing else "")
        self.twice.setText(f"疑似重复的企业 {pairs:,} 对" if pairs else "没有疑似重复的企业")
