"""Reminders as text to paste into WeChat: for one employer, and for the patroller of one village."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from desktop.rules.duties import LACKING, LATE, NEAR, NOW, Due
from desktop.rules.duty.terms import OURS
from desktop.work.duties import NOBODY, OPEN, Item, grouped
from desktop.work.settings import TownshipCard

OWN_WISH = "日常管理要求"
NOTHING = "没有到期或临近到期的事项，不需要催办。"


def written(day: date) -> str:
    """2026年1月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def when(due: Due, on: date) -> str:
    """“应于2026年1月5日前完成，已逾期12天”."""
    if due.due is None:
        return due.state
    said = f"应于{written(due.due)}前完成"
    left = (due.due - on).days
    return said + {LATE: f"，已逾期{due.late}天", NOW: "，今天到期", NEAR: f"，还有{left}天"}.get(due.standing, "")


def subject(due: Due) -> str:
    """The duty with its factor or person."""
    about = due.factor or due.who
    return f"{due.label}（{about}）" if about else due.label


def basis(due: Due) -> str:
    """The clause; what no law asks for is called a demand of the office, never a clause."""
    return OWN_WISH if due.clause.startswith("本程序设置") else due.clause


def to_urge(items: Iterable[Item]) -> list[Item]:
    """What the employer must do that is overdue, due today or near. Our own patrol is not asked of it."""
    return [item for item in items if item.due.standing in OPEN and item.due.group != OURS]


def undocumented(items: Iterable[Item]) -> list[str]:
    """What the employer should hand in papers about, because nothing is recorded."""
    lacking = (item.due for item in items if item.due.standing == LACKING and item.due.group != OURS)
    return list(dict.fromkeys(subject(due) for due in lacking))


def for_employer(items: Sequence[Item], card: TownshipCard | None, on: date) -> str:
    """The reminder to one employer. `items`: all of its due items; only the open ones are urged."""
    urged = to_urge(items)
    if not urged:
        return NOTHING
    lines = [f"【职业健康提醒】{urged[0].who.name}：", f"截至{written(on)}，贵单位有以下 {len(urged)} 项需要办理："]
    for number, item in enumerate(urged, 1):
        lines.append(f"{number}. {subject(item.due)}：{when(item.due, on)}。依据：{basis(item.due)}。")
        lines.append(f"   办好后请提供：{item.due.evidence}。")
    if lacking := undocumented(items):
        lines.append(f"另外，以下事项没有登记资料，请一并提供：{'、'.join(lacking)}。")
    lines.append("办好后请把证明材料拍照发来；已经办理的也请告知日期，以便更新台账。")
    return "\n".join([*lines, *_signed(card, on)])


def for_village(items: Sequence[Item], village: str | None, card: TownshipCard | None, on: date) -> str:
    """The reminder to the patroller of one village. `items` may hold other villages; they are left out."""
    mine = [item for item in to_urge(items) if item.who.village == village]
    if not mine:
        return NOTHING
    groups = grouped(mine, "employer")
    name = mine[0].who.patroller
    lines = [
        f"【职业健康催办】{village or f'村（社区）{NOBODY}'}{f' {name}' if name else ''}：",
        f"截至{written(on)}，本村有 {len(groups)} 家企业 {len(mine)} 项到期或临近到期，请电话或上门催办：",
    ]
    for number, group in enumerate(groups, 1):
        who = group.items[0].who
        reach = " ".join(filter(None, (who.contact, who.phone))) or "联系方式未登记"
        said = "；".join(f"{subject(item.due)}{_short(item.due)}" for item in group.items)
        lines.append(f"{number}. {who.name}（{reach}）：{said}。")
    lines.append("催办后请告知企业答复的办理日期。")
    return "\n".join([*lines, *_signed(card, on)])


def _short(due: Due) -> str:
    if due.standing == LATE:
        return f"逾期{due.late}天"
    return "今天到期" if due.standing == NOW else f"{due.due:%m-%d}到期"


def _signed(card: TownshipCard | None, on: date) -> list[str]:
    if card is None:
        return [written(on)]
    person = " ".join(filter(None, (card.person, card.phone)))
    return [*([f"联系人：{person}"] if person else []), f"{card.issuer}  {written(on)}"]
