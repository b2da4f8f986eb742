"""Why this grade: what decided, by which row, on what inputs; what would change it; and what is said beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from desktop.rules.grading_whatif import Input
from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.grades import UNCONFIRMED, shaped, tone_of
from desktop.ui.grading.industry import IndustryDialog
from desktop.ui.page import button, chip, label, panel, row, set_chip
from desktop.work import grading_history
from desktop.work.grading_table import Behind


class WhyTab(QWidget):
    """Read from top to bottom it is the explanation given to the employer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._record: int | None = None
        self._behind: Behind | None = None
        self.chips = [chip() for _ in range(4)]
        self.because = label("", wrap=True)
        self.rows = label("", "muted", wrap=True)
        self.missing, self.doubts = label("", "danger", wrap=True), label("", "warn", wrap=True)
        self.inputs, self.down, self.up = (label("", wrap=True) for _ in range(3))
        self.industry, self.noted = label("", "muted", wrap=True), label("", "muted", wrap=True)
        self.justification = _words("为什么这样评，例如现场情况、与企业沟通的结果")
        self.controls = _words("已有的控制措施，例如除尘、隔声、个人防护用品")
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 8, 8, 8)
        stack.setSpacing(8)
        stack.addWidget(row(*self.chips, None, spacing=6))
        for widget in (self.because, self.rows, self.missing, self.doubts):
            stack.addWidget(widget)
        stack.addWidget(panel(label("依据的资料", "heading"), self.inputs))
        stack.addWidget(
            panel(
                label("怎样会变", "heading"),
                label("最小的改动就能降下来的", "muted"),
                self.down,
                label("最小的改动就会升上去的", "muted"),
                self.up,
            )
        )
        self.choose = button("选定行业分类", "pencil", self.ask_industry)
        stack.addWidget(
            panel(label("行业分类（决定检测、评价周期）", "heading"), self.industry, row(self.choose, None))
        )
        stack.addWidget(
            panel(
                label("评定说明", "heading"), self.noted, label("理由", "muted"), self.justification,
                label("现有控制措施", "muted"), self.controls, row(button("保存说明", "check", self._save), None),
            )
        )  # fmt: skip
        stack.addStretch(1)

    def show_behind(self, behind: Behind) -> None:
        """The explanation of one employer."""
        self._record, self._behind = behind.employer_id, behind
        why = behind.why
        if why is None:
            self.because.setText("今天没有可用的分级方法。请到“设置 → 分级规则”采用一个。")
            return
        verdict = why.verdict
        set_chip(
            self.chips[0], f"风险等级 {shaped(verdict.level)}" if verdict.level else "未分级", tone_of(verdict.level)
        )
        words = f"综合类别 {shaped(verdict.combined)}" if verdict.combined else ""
        set_chip(self.chips[1], words, tone_of(verdict.combined))
        set_chip(self.chips[2], "人工认定" if verdict.override else "", "accent")
        set_chip(self.chips[3], UNCONFIRMED if verdict.unconfirmed else "", "warn")
        self.because.setText(verdict.because)
        self.rows.setText("\n".join((*why.rows, f"分级方法：{why.edition.name}", _due(behind))))
        _tell(self.missing, "缺少：", verdict.missing)
        _tell(self.doubts, "", verdict.unconfirmed_because)
        self.inputs.setText("\n".join(_input(part) for part in why.inputs))
        ungraded = verdict.level is None and verdict.combined is None
        nothing = "补齐缺少的资料以后才能看。" if ungraded else "没有。"
        self.down.setText(_ways([step.said for step in why.lower]) or nothing)
        self.up.setText(_ways([step.said for step in why.higher]) or nothing)
        industry = behind.industry
        basis = f"\n人工选定的依据：{behind.industry_held.basis}" if behind.industry_held.basis else ""
        self.industry.setText(f"{industry.risk or '待定'}。{industry.because}。{basis}")
        self.noted.setVisible(behind.note is not None)
        if behind.note:
            self.noted.setText(f"{behind.note[0]} 记录")
        self.justification.setPlainText(behind.note[1] if behind.note else "")
        self.controls.setPlainText(behind.note[2] if behind.note else "")

    def ask_industry(self) -> IndustryDialog | None:
        """选定行业分类."""
        if self._behind is None:
            return None
        dialog = IndustryDialog(self._desk, self._behind, self)
        dialog.open()
        return dialog

    def _save(self) -> None:
        if self._record is None:
            return
        record, on = self._record, self._desk.office.today()
        why, controls = self.justification.toPlainText(), self.controls.toPlainText()
        self._desk.attempt(
            lambda session: grading_history.note(session, record, justification=why, controls=controls, on=on)
        )


def _words(hint: str) -> QPlainTextEdit:
    made = QPlainTextEdit(placeholderText=hint, accessibleName=hint)
    made.setTabChangesFocus(True)
    made.setMaximumHeight(look.dp(64))
    made.setAcceptDrops(False)
    return made


def _tell(where: QWidget, before: str, said: tuple[str, ...]) -> None:
    where.setText(before + ("、" if before else "\n").join(said))  # type: ignore[attr-defined]
    where.setVisible(bool(said))


def _ways(said: list[str]) -> str:
    if len(said) < 2:
        return "".join(f"{one}。" for one in said)
    return "任意一项：\n" + "\n".join(f"{number}. {one}。" for number, one in enumerate(said, 1))


def _input(part: Input) -> str:
    if part.value is None and part.on:
        return f"{part.name}：没有有效结果（最近检测 {part.on}）"
    return f"{part.name}：{part.value or look.UNKNOWN}{f'（{part.on}）' if part.on else ''}"


def _due(behind: Behind) -> str:
    return f"下次评估：{behind.due} 以前" if behind.due else "下次评估：评定以后才起算"
