"""The figures of a summary as tables: indicators, villages, distributions, findings. Draws, computes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from desktop.rules.crosschecks import Finding
from desktop.rules.figures import AreaLine, Figure, Summary
from desktop.rules.words import Period
from desktop.ui.grades import SHAPES, shaped, tone_of
from desktop.ui.page import label
from desktop.ui.rowtable import Column, lines
from desktop.ui.tableview import TableView

NOTHING = "—"
MAIN = ("A01", "A02", "A05", "A06", "B01", "B02", "B04", "C01", "C04", "D01")


def said(value: float | int | None, unit: str) -> str:
    """A figure as printed; “—” where it cannot be computed."""
    if value is None:
        return NOTHING
    return (
        f"{value:.1f}%"
        if unit == "%"
        else f"{value:,.1f}".rstrip("0").rstrip(".")
        if isinstance(value, float)
        else f"{value:,}"
    )


def _value(figure: Figure) -> str:
    if figure.parts and figure.value is None:
        return " / ".join(f"{words} {number:,}" for words, number in figure.parts)
    return said(figure.value, figure.unit)


def _parts(figure: Figure) -> str:
    split = "，".join(f"{words} {number:,}" for words, number in figure.parts) if figure.value is not None else ""
    return "；".join(filter(None, (split, figure.note)))


def columns(short: str) -> tuple[Column[Figure], ...]:
    """The columns of the indicator table; `short` is 本季, 本月 or 本年."""
    return (
        Column("编号", lambda f: f.id, width=52),
        Column("指标", lambda f: f.name, width=210, tip=lambda f: f.name),
        Column(short, _value, width=110, numeric=True),
        Column("单位", lambda f: "" if f.unit == "%" else f.unit, width=52),
        Column(
            "未登记", lambda f: f"{f.unknown:,} 家" if f.unknown else "", width=76, numeric=True, tone=lambda f: "warn"
        ),
        Column("分子", lambda f: "" if f.numerator is None else f"{f.numerator:,}", width=76, numeric=True),
        Column("分母", lambda f: "" if f.denominator is None else f"{f.denominator:,}", width=76, numeric=True),
        Column(
            "本年累计", lambda f: "" if f.year_to_date is None else said(f.year_to_date, f.unit), width=84, numeric=True
        ),
        Column(
            "核对",
            lambda f: "待核对" if f.unconfirmed else "",
            width=84,
            chip=True,
            tone=lambda f: "warn" if f.unconfirmed else "",
        ),
        Column("说明", _parts, width=420, tip=_parts),
    )


class FigureTable(QWidget):
    """Every indicator; a double click, Enter or the menu opens the employers behind it."""

    wants = Signal(object, str)  # ids, words

    def __init__(self) -> None:
        super().__init__()
        self._figures: list[Figure] = []
        self._view: TableView | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 0)
        self._column.addWidget(
            label("双击一行，查看这个数字是哪些企业；右键可以看分母和未登记的企业。", "muted", wrap=True)
        )

    def show_summary(self, summary: Summary) -> None:
        """Draw the indicators of a summary."""
        self._figures = list(summary.figures.values())
        if self._view is not None:
            self._view.hide()
            self._view.deleteLater()
        self._view = TableView(lines(columns(summary.period.short), self._figures), name="指标")
        self._view.opened.connect(lambda number: self.open(self._figures[number]))
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._view.customContextMenuRequested.connect(self._menu)
        self._column.addWidget(self._view, 1)

    @property
    def view(self) -> TableView:
        """The table as it is drawn now."""
        assert self._view is not None
        return self._view

    def open(self, figure: Figure) -> None:
        """The employers behind a figure."""
        self.wants.emit(figure.rows, f"{figure.id} {figure.name}")

    def _menu(self, place: QPoint) -> None:
        number = self.view.current()
        if number is None:
            return
        figure = self._figures[number]
        menu = QMenu(self)
        for words, ids in (
            ("这个数字的企业", figure.rows),
            ("分母的企业", figure.basis_rows),
            ("未登记的企业", figure.unknown_rows),
        ):
            action = menu.addAction(f"{words}（{len(ids)} 家）")
            action.setEnabled(bool(ids))
            action.triggered.connect(lambda _=False, i=ids, w=words: self.wants.emit(i, f"{figure.id} {w}"))
        menu.popup(self.view.viewport().mapToGlobal(place))


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a distribution."""

    what: str
    name: str
    number: int


def villages(summary: Summary) -> TableView:
    """Table T2: a line per village."""
    made: list[Column[AreaLine]] = [Column("村（社区）", lambda line: line.area, width=130)]
    for key in MAIN:
        if key in summary.figures:
            unknown = any(key in line.figures and line.figures[key].unknown for line in summary.villages)
            made.append(_village_column(key, summary.figures[key].name, 168 if unknown else 96))
    return TableView(lines(made, summary.villages), 1, name="各村")


def _village_column(key: str, name: str, least: int) -> Column[AreaLine]:
    def text(line: AreaLine) -> str:
        figure = line.figures.get(key)
        if figure is None:
            return NOTHING
        return said(figure.value, figure.unit) + (f"（{figure.unknown} 家未登记）" if figure.unknown else "")

    return Column(name, text, width=max(least, 14 * len(name) + 20), numeric=True)


def distribution(summary: Summary) -> TableView:
    """Levels and classes with their counts."""
    parts = [Part("风险等级", name, n) for name, n in summary.levels] + [
        Part("综合类别", n, c) for n, c in summary.grades
    ]
    made: Sequence[Column[Part]] = (
        Column("项目", lambda x: x.what, width=120),
        Column(
            "等级",
            lambda x: shaped(x.name) if x.name in SHAPES else x.name,
            width=160,
            chip=True,
            tone=lambda x: tone_of(x.name) if x.name in SHAPES else "plain",
        ),
        Column("企业数（家）", lambda x: f"{x.number:,}", width=120, numeric=True),
    )
    return TableView(lines(made, parts), name="等级分布")


ISSUED = (
    Column[dict[str, Any]]("统计期", lambda x: Period.parse(x["period"]).label, width=140),
    Column[dict[str, Any]]("出具日期", lambda x: x["issued_on"].isoformat(), width=110),
    Column[dict[str, Any]]("出具人", lambda x: x["issued_by"], width=110),
    Column[dict[str, Any]]("说明", lambda x: "更正前一份" if x["replaces"] else "首次出具", width=200),
)


def issued(found: Sequence[dict[str, Any]]) -> TableView:
    """The reports that have been issued, newest first."""
    return TableView(lines(ISSUED, found), name="已出具的报告")


LEVELS = {"error": ("■ 必须改", "danger"), "warning": ("△ 请核对", "warn")}


def findings(found: Sequence[Finding], open_rows: Callable[[Sequence[int], str], None]) -> TableView:
    """Cross-checks that do not hold, with the employers they are about."""
    made: Sequence[Column] = (
        Column("程度", lambda x: LEVELS.get(x.level, LEVELS["warning"])[0], width=96, chip=True,
               tone=lambda x: LEVELS.get(x.level, LEVELS["warning"])[1]),
        Column("核对结果", lambda x: x.sentence, width=760, tip=lambda x: x.sentence),
    )  # fmt: skip
    view = TableView(lines(made, list(found)), name="勾稽核对")
    view.opened.connect(lambda n: open_rows(found[n].employers, "勾稽核对"))
    return view
