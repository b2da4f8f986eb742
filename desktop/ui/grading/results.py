"""导入自查结果: what a list would write, and the lines that cannot be taken with why; then one operation."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.ui import look
from desktop.ui.asking import AskDialog
from desktop.ui.desk import Desk
from desktop.ui.page import column, label
from desktop.ui.rowtable import Column, lines
from desktop.ui.tableview import TableView
from desktop.work import grading_results
from desktop.work.grading_results import Looked, Refused, Result

TAKEN = (
    Column[Result]("单位名称", lambda x: x.name, width=260),
    Column[Result]("管理等级", lambda x: x.grade, width=80),
    Column[Result]("得分", lambda x: None if x.score is None else f"{x.score:g}", width=80, numeric=True),
    Column[Result]("自查日期", lambda x: x.on.isoformat(), width=100),
)
REFUSED = (
    Column[Refused]("行", lambda x: str(x.row), width=50, numeric=True),
    Column[Refused]("单位名称", lambda x: x.name, width=200),
    Column[Refused]("为什么不能写入", lambda x: x.why, width=300, tip=lambda x: x.why),
)


class ResultsDialog(AskDialog):
    """Nothing is written before 写入."""

    def __init__(self, desk: Desk, looked: Looked, parent: QWidget) -> None:
        super().__init__(f"导入自查结果：{looked.file}", parent)
        self._desk, self._looked = desk, looked
        parts: list[QWidget] = [label(f"可以写入 {len(looked.taken)} 家", "heading")]
        parts.append(TableView(lines(TAKEN, list(looked.taken)), name="可以写入"))
        if looked.refused:
            parts.append(label(f"不能写入 {len(looked.refused)} 行，改好表格后可以再导入", "heading"))
            parts.append(TableView(lines(REFUSED, list(looked.refused)), name="不能写入"))
        self.lay_out(column(*parts), "写入")
        self.keep.setEnabled(bool(looked.taken))
        self.resize(look.dp(760), look.dp(460))

    def keep_it(self) -> None:
        office, looked = self._desk.office, self._looked
        self._desk.change(lambda s: grading_results.save(s, looked, rulebook=office.rulebook, on=office.today()))
