"""The blank self-check form, edition "selfcheck/1": one line per item, to be filled in by hand on upright A4."""

from __future__ import annotations

from pathlib import Path

from reportlab.platypus import Flowable

from desktop.report import official
from desktop.report.cnparagraph import Style
from desktop.report.fonts import Fonts, Role
from desktop.report.official import Official
from desktop.report.paper import TEXT_WIDTH, Imprint, Printed, Span, print_to, ruled
from desktop.rules.editions import Edition

EDITION = "selfcheck/1"
TITLE = "职业卫生管理自查表"
HEAD = Style(Role.HEI, 10.5, 14, "centre")
GROUP = Style(Role.HEI, 10.5, 14, "left")
CELL = Style(Role.SONG, 10.5, 14, "centre")
WORDS = Style(Role.SONG, 10.5, 14, "left")
SMALL = Style(Role.SONG, 9, 12, "left")
COLUMNS = ("序号", "自查项目", "自查内容", "依据", "分值", "得分", "不适用")
WIDTHS = (26.0, 90.0, 128.0, 96.0, 30.0, 36.0)  # 不适用 takes the rest


def write(file: Path, edition: Edition, *, township: str, employer: str = "", fonts: Fonts | None = None) -> Printed:
    """Print the form of `edition`. Items without a score get an empty box, and the foot says that it cannot be scored.

    Raises OSError if the file cannot be written.
    """
    fonts = fonts or Fonts.find()
    parts = Official(fonts)
    who = employer or "　" * 14
    name = f"单位名称：{who}　　自查日期：　　　　年　　月　　日"
    story: list[Flowable] = [
        parts.set(TITLE, official.TABLE_TITLE),
        parts.set(name, official.TABLE_LINE),
        _table(parts, edition),
        parts.set(_foot(edition), official.NOTE),
        parts.set("自查人（签字）：　　　　　　　　　主要负责人（签字）：　　　　　　　　　（盖章）", official.NOTE),
    ]
    imprint = Imprint(title=TITLE, author=township, subject=f"{EDITION} {edition.id}", draft=False, total=True)
    return print_to(file, story, imprint, fonts)


def _table(parts: Official, edition: Edition) -> Flowable:
    rows: list[list[Flowable | str]] = []
    groups: list[int] = []
    section = None
    for item in edition.checklist:
        if item.section != section:
            section = item.section
            groups.append(len(rows) + 1)
            rows.append([parts.set(section, GROUP), "", "", "", "", "", ""])
        label = f"{item.item}（关键项）" if item.key_item else item.item
        score = "" if item.score is None else f"{item.score:g}"
        texts = (str(item.no), label, item.what, item.basis, score, "", "")
        styles = (CELL, WORDS, WORDS, SMALL, CELL, CELL, CELL)
        rows.append([parts.set(text, style) for text, style in zip(texts, styles, strict=True)])
    head = [[parts.set(text, HEAD) for text in COLUMNS]]
    spans = [Span(0, row, len(COLUMNS) - 1, row) for row in groups]
    return ruled(head, rows, (*WIDTHS, TEXT_WIDTH - sum(WIDTHS)), spans, groups=groups)


def _foot(edition: Edition) -> str:
    total = sum(item.score or 0 for item in edition.checklist)
    bars = "，".join(f"{least} 分及以上为 {grade} 级" for grade, least in edition.grades[:-1])
    foot = f"满分 {edition.scale} 分；{bars}，其余为 {edition.grades[-1][0]} 级。"
    foot += "不适用的项目请在“不适用”栏打“√”，总分按比例折算。"
    if total != edition.scale:
        foot += f"本表现有分值合计 {total:g} 分，分值不全，请按县里的正式表格补齐后再评级。"
    return foot + f"分级方法：{edition.short}。"
