"""催办函: one letter with its receipt for every employer that is to be urged, in one PDF by village."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.work.duties import Item, grouped
from desktop.work.duties_words import basis, subject, to_urge, undocumented, when
from desktop.work.problem import Problem
from desktop.work.settings import TownshipCard

if TYPE_CHECKING:
    from desktop.report.reminder_1 import Letter


def write(items: Iterable[Item], card: TownshipCard | None, file: Path, on: date) -> int:
    """Print the letters; gives their number. `items`: all due items of the employers meant.

    Raises Problem when nobody is to be urged, the township has no name yet, or the file cannot be written.
    """
    from desktop.report import reminder_1

    if card is None:
        raise Problem("还没有填写本单位信息，催办函没有落款。", "请在“设置 → 本单位”填写名称后再打印。")
    made = letters(items, on)
    if not made:
        raise Problem("没有到期或临近到期的事项，不需要打印催办函。", "可以在“到期事项”里换一个条件再试。")
    person = " ".join(filter(None, (card.person, card.phone))) or None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        reminder_1.write(file, made, reminder_1.Sender(card.issuer, person, on))
    except OSError as error:
        raise Problem(
            f"写不进这个文件：{file.name}", "如果它正开着，请先关闭，或换一个文件名、文件夹。", "台账没有改动。"
        ) from error
    return len(made)


def letters(items: Iterable[Item], on: date) -> list[Letter]:
    """What the letters say, sorted by village and name. Employers with nothing to urge get none."""
    from desktop.report.reminder_1 import Letter, Line

    found = []
    for group in grouped(items, "employer"):
        urged = to_urge(group.items)
        if urged:
            lines = tuple(
                Line(subject(item.due), when(item.due, on), basis(item.due), item.due.evidence) for item in urged
            )
            found.append(Letter(group.title, urged[0].who.village, lines, tuple(undocumented(group.items))))
    return found
