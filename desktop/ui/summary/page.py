"""报表: the summary of a period - figures with their rows, cross-checks, the real PDF, and its issue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from desktop.rules.figures import Summary
from desktop.rules.words import Period
from desktop.ui.desk import Desk
from desktop.ui.files import show
from desktop.ui.notice import Question
from desktop.ui.page import Page, button, column, label, row, tabbed
from desktop.ui.summary import tables
from desktop.ui.summary.period import PeriodChooser
from desktop.work import settings
from desktop.work.change import Change
from desktop.work.progress import Progress
from desktop.work.register import Query

if TYPE_CHECKING:
    from desktop.ui.preview import Preview

FIGURES, VILLAGES, GRADES, CHECKS, PREVIEW, ISSUED = range(6)


class SummaryPage(Page):
    """Gathers in a job; draws the PDF only when it is looked at, saved or printed."""

    name, title = "summary", "报表"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.summary: Summary | None = None
        self.files: list[Path] = []
        self._folder = desk.files.scratch()
        self._stale = True
        self.period = PeriodChooser(desk.office.today())
        self.period.choose(Period.quarter_of(desk.office.today()))
        self.figures = tables.FigureTable()
        self.made_on = label("", "muted")
        self.tabs = tabbed()
        self.print = button("打印…", "print", self.print_it)
        self.save = button("保存 PDF 和表格…", "pdf", self._ask_folder)
        self.issue = button("正式出具…", "seal", self.ask_issue, main=True)
        self.preview: Preview | None = None
        self._lay_out()
        self.period.chosen.connect(self.gather)
        self.figures.wants.connect(self._open_rows)
        self.tabs.currentChanged.connect(lambda _: self._draw_preview())

    def buttons(self) -> list[QPushButton]:
        return [self.print, self.save, self.issue]

    def enter(self, wish: object = None) -> None:
        """`wish`: a Period to open."""
        if isinstance(wish, Period):
            self.period.choose(wish)
        if self._stale:
            self.gather()
        self._tell()

    def heard(self, change: Change) -> None:
        self._stale = True
        if self.isVisible():
            self.gather()

    def gather(self, _: object = None) -> None:
        """Compute the figures of the chosen period, as a job."""
        self._stale = False
        self.files = []
        office, period = self.desk.office, self.period.period

        def work(_: Progress) -> Summary:
            from desktop.work import summary

            return office.ask(lambda session: summary.gather(session, period, office.rulebook, office.today()))

        self.desk.start(self, work, self._show, f"正在统计{period.label}")

    def write(self, then: Callable[[list[Path]], None], *, folder: Path | None = None) -> None:
        """Draw PDF and workbook of the draft, as a job, into `folder` or one of our own; `then` gets the files."""
        made, place = self.summary, folder or self._folder
        if made is None:
            return

        def work(_: Progress) -> list[Path]:
            from desktop.work import summary

            return summary.write(made, place)

        self.desk.start(self, work, then, "正在排版报告")

    def save_to(self, folder: Path) -> None:
        """Write PDF and workbook into a folder of the person's, as a job."""

        def saved(kept: list[Path]) -> None:
            names = "、".join(file.name for file in kept)
            self.desk.files.written(f"已保存：{names}", kept[0], str(folder))

        self.write(saved, folder=folder)

    def ask_issue(self) -> Question | None:
        """Ask before: what is issued cannot be undone, only corrected by a new one."""
        if self.summary is None:
            return None
        period = self.summary.period.label
        dialog = Question(
            self,
            "正式出具",
            f"出具{period}报告以后，这份报告的数字就固定下来，不能修改，也不能撤销；"
            "以后发现错误，只能再出具一份更正报告。\n\n现在出具吗？",
            "出具",
            self.issue_it,
        )
        dialog.open()
        return dialog

    def issue_it(self) -> None:
        """Freeze the figures and keep the files beside the office."""
        made, office = self.summary, self.desk.office
        if made is None:
            return

        folder = office.folder / "报告"

        def work(_: Progress) -> list[Path]:
            from desktop.work import summary

            return summary.write_issue(made, folder)

        def written(files: list[Path]) -> None:
            from desktop.work import summary

            card = office.ask(settings.township)
            by = card.person if card else None
            if self.desk.attempt(lambda s: summary.issue(s, made, files, by=by, on=office.today())) is None:
                for file in files:  # not issued: nothing may look as if it were
                    file.unlink(missing_ok=True)
                return
            self.desk.files.written(f"已出具{made.period.label}报告。", files[0])

        self.desk.start(self, work, written, "正在排版报告")

    def print_it(self) -> None:
        """Print the draft as previewed."""
        self.write(self._print)

    def _print(self, files: list[Path]) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        self.files = files
        self.tabs.setCurrentIndex(PREVIEW)
        self._draw_preview()
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.preview.print_to(printer) if self.preview else None)
        dialog.open()

    def _show(self, summary: Summary) -> None:
        self.summary = summary
        self.figures.show_summary(summary)
        found = list(summary.findings)
        now = self.tabs.currentIndex()
        self._put(VILLAGES, tables.villages(summary), "各村")
        self._put(GRADES, tables.distribution(summary), "等级分布")
        nothing = label("勾稽关系全部成立，没有需要核对的地方。", "good")
        nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._put(
            CHECKS,
            tables.findings(found, self._open_rows) if found else nothing,
            f"勾稽核对 {len(found)}" if found else "勾稽核对 ✓",
        )
        self._show_issued()
        self.tabs.setCurrentIndex(now)
        short = {entry.id: entry.short for entry in self.desk.office.rulebook.editions}
        self.made_on.setText(
            f"{summary.made_on.isoformat()} 统计；分级依据 {short.get(summary.rule_edition, summary.rule_edition)}"
        )
        self._tell()
        self._draw_preview()

    def _show_issued(self) -> None:
        from desktop.work import summary

        found = self.desk.ask(summary.issued)
        folder = self.desk.office.folder / "报告"
        nothing = label("还没有正式出具过报告。", "muted")
        open_folder = button("打开报告文件夹", "folder", lambda: show(folder))
        content = column(tables.issued(found), row(open_folder, None), stretch=0) if found else column(nothing, None)
        self._put(ISSUED, content, f"已出具 {len(found)}" if found else "已出具")

    def _put(self, place: int, content: QWidget, words: str) -> None:
        old = self.tabs.widget(place)
        self.tabs.removeTab(place)
        if old is not None:
            old.deleteLater()
        holder = QWidget(objectName="plain")
        stack = QVBoxLayout(holder)
        stack.setContentsMargins(0, 8, 0, 0)
        stack.addWidget(content)
        self.tabs.insertTab(place, holder, words)

    def _draw_preview(self) -> None:
        if self.tabs.currentIndex() != PREVIEW or self.summary is None:
            return
        if self.preview is None:
            from desktop.ui.preview import Preview

            self.preview = Preview()
            self._waiting.hide()
            self._paper.addWidget(self.preview)
        if self.files:
            self.preview.show_file(next(file for file in self.files if file.suffix == ".pdf"))
        else:
            self.write(self._drawn)

    def _drawn(self, files: list[Path]) -> None:
        self.files = files
        self._draw_preview()

    def _open_rows(self, ids: Sequence[int], words: str) -> None:
        if ids:
            self.desk.go("register", (Query(ids=tuple(ids)), words))
        else:
            self.desk.bar.say(f"“{words}”后面没有企业。", "这个数字是 0，或者不是按企业计算的。")

    def _ask_folder(self) -> QFileDialog:
        return self.desk.files.folder(self, "保存到哪个文件夹", self.save_to)

    def _tell(self) -> None:
        if self.summary is None:
            self.stated.emit("正在统计…")
            return
        unknown = sum(1 for figure in self.summary.figures.values() if figure.unknown)
        words = f"，{unknown} 项有未登记的企业" if unknown else ""
        self.stated.emit(f"{self.summary.period.label}，{len(self.summary.figures)} 项指标{words}")

    def _lay_out(self) -> None:
        self._waiting = label("打开这一页时排版报告…", "muted")
        paper = QWidget(objectName="plain")
        self._paper = QVBoxLayout(paper)
        self._paper.setContentsMargins(0, 0, 0, 0)
        self._paper.addWidget(self._waiting)
        self.tabs.addTab(self.figures, "指标")
        for words in ("各村", "等级分布", "勾稽核对"):
            self.tabs.addTab(QWidget(objectName="plain"), words)
        self.tabs.addTab(paper, "报告预览")
        self.tabs.addTab(QWidget(objectName="plain"), "已出具")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 10, 12, 10)
        outer.setSpacing(8)
        outer.addWidget(row(self.period, None, self.made_on))
        outer.addWidget(self.tabs, 1)
