"""The sub-ledgers of one employer as small tables: hazards, tests, examinations, declarations, trainings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.page import label
from desktop.ui.rowtable import Column, lines
from desktop.ui.tableview import ROW, TableView
from desktop.work.register import EmployerFile

Line = dict[str, Any]


def day(key: str) -> Callable[[Line], str | None]:
    """A date as precise as it was written."""

    def text(line: Line) -> str | None:
        value = line.get(key)
        return None if value is None else str(value)[: {"month": 7, "year": 4}.get(line.get("precision") or "", 10)]

    return text


def plain(key: str) -> Callable[[Line], str | None]:
    """A value as it is; None is unknown."""

    def text(line: Line) -> str | None:
        value = line.get(key)
        return f"{value:,}" if isinstance(value, int) and key != "year" else None if value is None else str(value)

    return text


def _of(title: str, key: str, width: int, *, numeric: bool = False) -> Column[Line]:
    return Column(title, plain(key), width=width, numeric=numeric)


def _points(line: Line) -> str | None:
    return (
        None
        if line.get("points_over") is None
        else f"■ 超标 {line['points_over']} 点"
        if line["points_over"]
        else "○ 合格"
    )


HAZARDS: Sequence[Column[Line]] = (
    _of("危害因素", "written", 118),
    Column("目录编号", lambda x: x.get("factor_code") or "未识别", width=84),
    _of("车间/岗位", "post", 84),
    _of("接触人数", "workers", 76, numeric=True),
)
CLASSES: Sequence[Column[Line]] = (
    _of("危害类别", "hazard_class", 130),
    Column("是否存在", lambda x: None if x["present"] is None else "有" if x["present"] else "无", width=84),
    _of("接触人数", "workers", 84, numeric=True),
)
TESTS: Sequence[Column[Line]] = (
    Column("检测日期", day("tested_on"), width=92),
    _of("类别", "kind", 76),
    Column("结果", _points, width=96, chip=True, tone=lambda x: "danger" if x.get("points_over") else "good"),
    _of("检测点数", "points", 72, numeric=True),
    _of("检测机构", "institution", 160),
    _of("报告编号", "report_no", 120),
)
EXAMS: Sequence[Column[Line]] = (
    _of("年度", "year", 56),
    _of("类别", "kind", 64),
    Column("体检日期", day("examined_on"), width=92),
    _of("应检", "due", 56, numeric=True),
    _of("实检", "examined", 56, numeric=True),
    _of("疑似职业病", "suspected", 84, numeric=True),
    _of("职业禁忌证", "contraindicated", 84, numeric=True),
    _of("体检机构", "institution", 160),
)
DECLARATIONS: Sequence[Column[Line]] = (
    Column("申报日期", day("declared_on"), width=100),
    _of("类别", "kind", 84),
    _of("回执编号", "receipt_no", 160),
)
TRAININGS: Sequence[Column[Line]] = (
    Column("培训日期", day("trained_on"), width=92),
    _of("对象", "audience", 92),
    _of("学时", "hours", 56, numeric=True),
    _of("应培训", "due", 64, numeric=True),
    _of("已培训", "trained", 64, numeric=True),
    _of("证书编号", "certificate_no", 120),
)


class Ledger(QWidget):
    """One or more small tables below each other; an empty one says what is missing."""

    def __init__(self, parts: Sequence[tuple[str, str, Sequence[Column[Line]], str]]) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._parts = parts  # (ledger, heading, columns, words when empty)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 0)
        self._column.setSpacing(6)

    def show_file(self, file: EmployerFile) -> None:
        """Draw the ledgers of one employer."""
        while item := self._column.takeAt(0):
            if old := item.widget():
                old.hide()
                old.deleteLater()
        for name, heading, columns, nothing in self._parts:
            found = file.ledgers.get(name, [])
            self._column.addWidget(label(f"{heading}（{len(found)}）" if found else heading, "heading"))
            if found:
                view = TableView(lines(columns, found), name=heading)
                view.setMaximumHeight(look.dp(ROW * (len(found) + 1) + 22))
                self._column.addWidget(view, len(found))
            else:
                self._column.addWidget(label(nothing, "muted", wrap=True))
        self._column.addStretch(1)


def hazards() -> Ledger:
    """危害."""
    return Ledger(
        (
            ("exposure", "危害因素", HAZARDS, "还没有登记危害因素。可从企业申报表或检测报告导入。"),
            ("hazard_class", "危害类别", CLASSES, "还没有登记六类危害的有无和人数。"),
        )
    )


def tests() -> Ledger:
    """检测."""
    return Ledger((("test_report", "检测报告", TESTS, "还没有检测报告。没有有效的检测结果，暂不能分级。"),))


def exams() -> Ledger:
    """体检."""
    return Ledger((("health_exam", "职业健康检查", EXAMS, "还没有体检记录。"),))


def declarations() -> Ledger:
    """申报."""
    return Ledger(
        (("declaration", "项目申报", DECLARATIONS, "还没有申报记录。请提醒企业在国家申报系统完成初次申报。"),)
    )


def trainings() -> Ledger:
    """培训."""
    return Ledger((("training", "职业卫生培训", TRAININGS, "还没有培训记录。"),))
