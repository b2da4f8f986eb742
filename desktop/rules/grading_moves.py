"""Who moves from what to what: between two gradings of the same register, and what that means for visits. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.rules.editions import Edition
from desktop.rules.grading import Verdict

UP, DOWN, OTHER, SAME = "升级", "降级", "变化", "不变"  # 升级: to a higher risk


@dataclass(frozen=True, slots=True)
class Stand:
    """Where an employer stands: only together with the edition."""

    edition: str
    level: str | None
    combined: str | None

    @property
    def label(self) -> str:
        """The class, or the level while there is none; never the one shown as the other."""
        if self.combined:
            return f"{self.combined}类"
        return f"{self.level}级" if self.level else "未分级"


@dataclass(frozen=True, slots=True)
class Move:
    """One employer that stands elsewhere afterwards. which: 升级, 降级, or 变化 (got or lost its grade)."""

    id: int
    before: Stand
    after: Stand
    which: str


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits a quarter. number None: no frequency is laid down at all. without: graded employers it says nothing of."""

    number: float | None
    without: int


def stand(verdict: Verdict) -> Stand:
    """Where a verdict puts its employer."""
    return Stand(verdict.edition, verdict.level, verdict.combined)


def direction(before: Stand, after: Stand, editions: Mapping[str, Edition]) -> str:
    """升级 to a higher risk, 降级 to a lower, 不变, or 变化 where the two cannot be compared.

    Classes are compared by the order of each one's own edition, because 甲 may be the lowest or the highest; between
    editions with a different number of classes, and where one side has no class, the level decides.
    """
    if (before.level, before.combined) == (after.level, after.combined) and before.edition == after.edition:
        return SAME
    old, new = editions.get(before.edition), editions.get(after.edition)
    if old is None or new is None:
        return OTHER if (before.level, before.combined) != (after.level, after.combined) else SAME
    pairs = (
        (before.combined, after.combined, old.classes, new.classes),
        (before.level, after.level, old.levels, new.levels),
    )
    compared = False
    for was, now, was_order, now_order in pairs:
        if was in was_order and now in now_order and len(was_order) == len(now_order):
            compared = True
            if was_order.index(was) != now_order.index(now):
                return UP if now_order.index(now) > was_order.index(was) else DOWN
    same_kind = bool(before.combined) == bool(after.combined) and bool(before.level) == bool(after.level)
    return SAME if same_kind and (compared or not (before.level or before.combined)) else OTHER


def moves(before: Mapping[int, Stand], after: Mapping[int, Stand], editions: Mapping[str, Edition]) -> tuple[Move, ...]:
    """Every employer of both sides that stands elsewhere afterwards, in the order of `after`."""
    found = []
    for id, now in after.items():
        was = before.get(id)
        if was is not None and (which := direction(was, now, editions)) != SAME:
            found.append(Move(id, was, now, which))
    return tuple(found)


def crossings(found: Iterable[Move]) -> dict[tuple[str, str], int]:
    """How many move from what to what."""
    return dict(Counter((move.before.label, move.after.label) for move in found).most_common())


def visits(stands: Iterable[Stand], editions: Mapping[str, Edition]) -> Visits:
    """Visits a quarter that the classes ask for; without a class the level leads. Ungraded ones ask for none."""
    total, known, without = 0.0, False, 0
    for one in stands:
        if not (one.level or one.combined):
            continue
        method = editions.get(one.edition)
        number = method.visits(one.level, one.combined) if method else None
        if number is None:
            without += 1
        else:
            total, known = total + number / 4, True
    return Visits(total if known else None, without)
