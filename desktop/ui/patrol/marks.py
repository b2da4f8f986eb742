"""How a visit looks everywhere: shape for the class, sign for the state, words that say both; colour only besides."""

from __future__ import annotations

from datetime import date

from desktop.ui import look
from desktop.ui.grades import SHAPES
from desktop.work.planning_rows import DONE, DROPPED, OVERDUE, SHUT_OUT, TODAY, VisitRow, standing

UNGRADED = "◇"
SIGNS = {DONE: ("✓", "good"), SHUT_OUT: ("！", "warn"), DROPPED: ("×", "soft"), OVERDUE: ("！", "danger"),
         TODAY: ("●", "accent")}  # fmt: skip
PIN = "定 "
LEGEND = "■ 丙/Ⅲ　△ 乙/Ⅱ　○ 甲/Ⅰ　◇ 未分级　｜　✓ 已访　！逾期或未能入内　定 固定不动　｜　拖动一家可以改到别的日子"


def shape(row: VisitRow) -> str:
    """The shape of its class or level."""
    return SHAPES[row.grade][0] if row.grade in SHAPES else UNGRADED


def words(row: VisitRow, today: date) -> str:
    """“✓ ■ 大同石材厂”: readable without colour."""
    sign = SIGNS.get(standing(row, today), ("", ""))[0] if standing(row, today) != TODAY else ""
    return "".join((sign, PIN if row.pinned else "", f"{shape(row)} {row.employer}"))


def state(row: VisitRow, today: date) -> str:
    """The standing with its sign."""
    told = standing(row, today)
    return f"{SIGNS[told][0]} {told}" if told in SIGNS else f"○ {told}"


def state_tone(row: VisitRow, today: date) -> str:
    return SIGNS.get(standing(row, today), ("", "soft"))[1]


def colours(row: VisitRow, today: date) -> tuple[str, str, str]:
    """Ink, ground and edge of its box."""
    t = look.tones()
    told = standing(row, today)
    if told == OVERDUE:
        return t.danger, t.danger_soft, t.danger
    if told in (DONE, DROPPED):
        return t.soft, t.window, t.line
    tone = SHAPES[row.grade][1] if row.grade in SHAPES else "soft"
    soft = {"danger": t.danger_soft, "warn": t.warn_soft, "good": t.good_soft}.get(tone, t.hover)
    return t.text, soft, t.edge if row.pinned else t.line


def tip(row: VisitRow, today: date) -> str:
    """Everything of a visit."""
    grade = f"{row.grade} " if row.grade else "未分级 "
    lines = [f"{row.employer}　{grade}{row.kind}　{standing(row, today)}"]
    if row.on:
        lines.append(f"{row.on.isoformat()}　{row.crew or '没有安排小组'}（{'、'.join(row.names) or '没有人员'}）")
    lines.append(f"{row.village or '村（社区）未登记'}　{row.address or '地址未登记'}　{row.phone or '电话未登记'}")
    if row.reason:
        lines.append(row.reason)
    if row.pinned:
        lines.append("已固定：重新安排时不动它")
    if row.printed_on:
        lines.append(f"{row.printed_on.isoformat()} 已打印")
    return "\n".join(lines)
