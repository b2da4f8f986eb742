"""The hazards of one employer as small tables; they are edited as one field on the card."""

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


def plain(key: str) -> Callable[[Line], str | None]:
    """A value as it is; None is unknown."""

    def text(line: Line) -> str | None:
        value = line.get(key)
        return f"{value:,}" if isinstance(value, int) and key != "year" else None if value is None else str(value)

    return text


def _of(title: str, key: str, width: int, *, numeric: bool = False) -> Column[Line]:
    return Column(title, plain(key), width=width, numeric=numeric)


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


class Ledger(QWidget):
    """One or more small tables below each other; an empty one says what is missing."""

    def __init__(self, parts: Sequence[tuple[str, str, Sequence[Column[Line]], str]]) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.tells = "、".join(heading for _, heading, _, _ in parts)
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
