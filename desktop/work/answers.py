"""What a person typed into a field -> a value, or a Problem that says what to write instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.rules import cell_dates, cells
from desktop.rules.cells import Unclear
from desktop.work.problem import Problem

WRITE_A_DAY = "请写成 2026-03-05 的样子。"


def text(written: str) -> str | None:
    """The words; None for nothing."""
    return written.strip() or None


def needed(written: str, label: str, example: str) -> str:
    """The words. Raises Problem for nothing."""
    if not written.strip():
        raise Problem(f"还没有填写{label}。", f"请填写{label}，例如“{example}”。")
    return written.strip()


def day(written: str, label: str, on: date) -> date | None:
    """A whole day; None for nothing. Raises Problem for anything else."""
    found = cell_dates.day(written, on=on)
    if isinstance(found, Unclear):
        raise Problem(f"{label}：{found.why}。", WRITE_A_DAY)
    if found is not None and found.precision != "day":
        raise Problem(f"{label}“{written}”没有写到日。", WRITE_A_DAY)
    return found.on if found else None


def needed_day(written: str, label: str, on: date) -> date:
    """A whole day. Raises Problem for nothing."""
    found = day(written, label, on)
    if found is None:
        raise Problem(f"还没有填写{label}。", WRITE_A_DAY)
    return found


def number(written: str, label: str, least: float, most: float) -> float | None:
    """A number between two; None for nothing. Raises Problem for anything else."""
    found = cells.number(written)
    if found is None:
        return None
    if isinstance(found, Unclear) or not least <= found <= most:
        raise Problem(f"{label}“{written}”不对。", f"请填 {least:g} 到 {most:g} 之间的数，不知道就留空。")
    return found


def whole(written: str, label: str, least: int, most: int) -> int | None:
    """A whole number between two; None for nothing. Raises Problem for anything else."""
    found = number(written, label, least, most)
    if found is not None and found != int(found):
        raise Problem(f"{label}“{written}”不是整数。", f"请填 {least} 到 {most} 之间的整数。")
    return None if found is None else int(found)


def one_of(written: str, label: str, choices: Sequence[str]) -> str | None:
    """One of a few words; None for nothing. Raises Problem for anything else."""
    found = written.strip()
    if found and found not in choices:
        raise Problem(f"{label}没有“{found}”这一种。", f"请写 {'、'.join(choices)} 中的一种。")
    return found or None


def in_order(first: date | None, last: date | None, what: str) -> None:
    """Raises Problem for an end before its start."""
    if first is not None and last is not None and last < first:
        raise Problem(
            f"{what}的结束日期 {last.isoformat()} 早于开始日期 {first.isoformat()}。", "请核对两个日期，改正其中一个。"
        )
