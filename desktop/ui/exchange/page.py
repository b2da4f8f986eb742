"""数据交换: a spreadsheet in - recognised, planned, decided, taken in - and lists out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout

from desktop import paths
from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.exchange.columns import ColumnsStep
from desktop.ui.exchange.result import ResultStep
from desktop.ui.exchange.review import ReviewStep
from desktop.ui.exchange.start import StartStep
from desktop.ui.files import WORKBOOK
from desktop.ui.page import Page, button, label, row, scrolled
from desktop.work import outgoing
from desktop.work.change import Change
from desktop.work.progress import Progress
from desktop.work.reception import Reception
from desktop.work.register import Query

STEPS = ("选择文件", "认列名", "核对", "完成")
START, COLUMNS, REVIEW, RESULT = range(4)


class ExchangePage(Page):
    """Four steps; nothing is written before the third is left by 导入."""

    name, title = "exchange", "数据交换"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.intake = Reception(desk.office, paths.resources())
        self.start, self.columns, self.review, self.result = StartStep(desk), ColumnsStep(), ReviewStep(), ResultStep()
        self.back = button("上一步", "back", self._back)
        self.forward = button("下一步", "next", self._forward, main=True)
        self.correct = button("导出待更正表", "sheet", self._ask_correction)
        self.again = button("换一个文件", "folder", lambda: self.show_step(START))
        self.file = label("", "muted")
        self.tally = label("", "muted")
        self._steps = [QLabel(f"{n}  {words}", objectName="step") for n, words in enumerate(STEPS, 1)]
        self.stack = QStackedWidget(objectName="plain")
        self._lay_out()
        self._connect()
        self.show_step(START)

    def buttons(self) -> list[QPushButton]:
        return [self.again]

    def enter(self, wish: object = None) -> None:
        """`wish`: the Path of a dropped file, or "blank" for the blank template."""
        self.start.refresh()
        if isinstance(wish, Path):
            self.read(wish)
        elif wish == "blank":
            self.start.ask_blank()
        self._tell()

    def heard(self, change: Change) -> None:
        if change.listed or change.settings:
            self.start.refresh()
        self.result.heard(change)

    def read(self, file: Path) -> None:
        """Read a file and plan it, as a job; then show what its columns were understood as."""
        self.show_step(START)
        self.desk.bar.hide()

        def work(progress: Progress) -> bool:
            return self.intake.read(file, progress) is not None

        def done(planned: bool) -> None:
            if planned:
                self._planned(COLUMNS)
            else:
                self.desk.go("grading", file)

        self.desk.start(self, work, done, f"正在读取 {file.name}")

    def show_step(self, step: int) -> None:
        """Go to one of the four steps."""
        self.step = step
        self.stack.setCurrentIndex(step)
        for number, mark in enumerate(self._steps):
            mark.setProperty("now", number == step)
            mark.setProperty("past", number < step)
            look.restyle(mark)
        self._foot.setVisible(step in (COLUMNS, REVIEW))
        self.again.setProperty("away", step == START)
        self.again.setVisible(step != START)
        self._tell()

    def _planned(self, step: int) -> None:
        plan = self.intake.plan
        assert plan is not None
        if step == COLUMNS:
            self.columns.show_plan(plan, self.intake.fields())
        self.review.show_plan(plan)
        self.file.setText(f"{plan.name}")
        self.correct.setVisible(any(s.refused_cells or s.row_counts["doubtful"] for s in plan.sheets))
        self.show_step(step)

    def _back(self) -> None:
        self.show_step(self.step - 1)

    def _forward(self) -> None:
        if self.step == COLUMNS:
            mapping = self.columns.mapping()
            if self.intake.means_the_same(mapping):
                self.show_step(REVIEW)
                return

            def work(progress: Progress) -> None:
                self.intake.replan(mapping, progress)

            self.desk.start(self, work, lambda _: self._planned(REVIEW), "正在重新核对")
        elif self.step == REVIEW:
            self._apply()

    def _apply(self) -> None:
        decisions = dict(self.review.decisions)

        def work(progress: Progress) -> Change:
            return self.intake.apply(decisions, progress)

        self.desk.start(self, work, self._applied, "正在导入", writes=True)

    def _applied(self, change: Change) -> None:
        self.desk.told(change)
        assert self.intake.plan is not None
        self.result.show_change(change, self.intake.plan, self.review.undecided())
        self.show_step(RESULT)

    def _ask_correction(self) -> QFileDialog:
        plan = self.intake.plan
        assert plan is not None
        return self._save_as(f"待更正-{Path(plan.name).stem}.xlsx", self.write_correction)

    def write_correction(self, file: Path) -> None:
        """Write the sender's rows that need correcting, with the reasons, to a workbook."""

        def work(_: Progress) -> Path:
            self.intake.correction_sheet(file)
            return file

        self.desk.start(self, work, self._wrote, "正在写待更正表")

    def export_register(self, file: Path) -> None:
        """Write the whole register to a workbook."""
        office = self.desk.office

        def work(_: Progress) -> Path:
            office.ask(
                lambda session: outgoing.write_list(
                    session, Query(), file, rulebook=office.rulebook, made_on=office.today()
                )
            )
            return file

        self.desk.start(self, work, self._wrote, "正在导出台账")

    def write_blank(self, file: Path) -> None:
        """Write the blank template with one sample row."""
        office = self.desk.office

        def work(_: Progress) -> Path:
            office.ask(
                lambda session: outgoing.write_blank_form(session, file, office.rulebook, made_on=office.today())
            )
            return file

        self.desk.start(self, work, self._wrote, "正在写空白模板")

    def _wrote(self, file: Path) -> None:
        self.desk.files.written(f"已保存 {file.name}", file, str(file.parent))

    def _save_as(self, name: str, then: Callable[[Path], None]) -> QFileDialog:
        return self.desk.files.save(self, "保存为", name, WORKBOOK, then)

    def _tell(self) -> None:
        if self.step in (COLUMNS, REVIEW):
            self.forward.setText("下一步：核对每一行" if self.step == COLUMNS else "导入")
            look.iconed(self.forward, "next" if self.step == COLUMNS else "import", "on_accent", 16)
            waiting = self.review.undecided()
            self.tally.setText(f"还有 {waiting} 行待定没有决定，导入时会先跳过" if waiting else "现在还没有写入台账")
        said = {
            START: "收到的表格拖进来，核对以后再写入台账",
            COLUMNS: "看一看每一列认得对不对，不对的在“作为”里改",
            REVIEW: "每一行会怎样都列在这里，确认以后点“导入”",
            RESULT: "已写入台账",
        }
        self.stated.emit(said[self.step])

    def _connect(self) -> None:
        self.start.chosen.connect(self.read)
        self.start.wants_export.connect(
            lambda: self._save_as(f"企业台账-{self.desk.office.today():%Y%m%d}.xlsx", self.export_register)
        )
        self.start.wants_blank.connect(lambda: self._save_as("企业台账-空白模板.xlsx", self.write_blank))
        self.review.decided.connect(self._tell)
        self.result.wants_undo.connect(self.desk.undo)
        self.result.wants_correction.connect(self._ask_correction)
        self.result.wants_register.connect(lambda ids: self.desk.go("register", ids))
        self.result.wants_more.connect(lambda: self.show_step(START))

    def _lay_out(self) -> None:
        steps = QHBoxLayout()
        steps.setSpacing(4)
        for number, mark in enumerate(self._steps):
            if number:
                steps.addWidget(label("—", "unknown"))
            steps.addWidget(mark)
        steps.addStretch(1)
        steps.addWidget(self.file)
        for step in (scrolled(self.start), self.columns, self.review, self.result):
            self.stack.addWidget(step)
        self._foot = row(self.back, self.correct, None, self.tally, self.forward)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 10, 12, 10)
        outer.setSpacing(10)
        outer.addLayout(steps)
        outer.addWidget(self.stack, 1)
        outer.addWidget(self._foot)
