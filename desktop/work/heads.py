"""Heads that are part of other heads: which may not be more than which, and what to say when they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.rules.fields import AtMost
from desktop.rules.tables import Rulebook

Heads = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class TooMany:
    """One relation that does not hold, with what is wrong and what to do."""

    relation: AtMost
    why: str
    instead: str


def too_many(values: Mapping[str, Any], before: Heads, rulebook: Rulebook) -> Iterator[TooMany]:
    """The relations that these values break, unless they were broken before and get better.

    before: what is registered of an employer, by column; None is unknown.
    """

    def now(key: str) -> Any:  # noqa: ANN401 - whatever is registered
        return values[key] if key in values else before(key)

    for relation in rulebook.heads_at_most:
        if relation.low in values or any(key in values for key in relation.high):
            excess = _excess(now, relation)
            if excess > 0 and excess > _excess(before, relation):
                yield _told(relation, {key: now(key) for key in (relation.low, *relation.high)}, rulebook)


def _told(relation: AtMost, now: Mapping[str, Any], rulebook: Rulebook) -> TooMany:
    label = {key: rulebook.fields[key].label for key in now}
    parts = "、".join(f"{label[key]} {now[key]}" for key in relation.high if now[key] is not None)
    lacking = "、".join(label[key] for key in relation.high if now[key] is None)
    why = f"{label[relation.low]} {now[relation.low]} 大于{parts}"
    return TooMany(relation, why, f"请核对人数{f'；如果还有{lacking}，请先登记' if lacking else ''}")


def _excess(heads: Heads, relation: AtMost) -> int:
    """By how many heads the first is more than the sum of the others; 0 when nothing tells."""
    low, first = heads(relation.low), heads(relation.high[0])
    if low is None or first is None:
        return 0
    return max(0, int(low) - int(first) - sum(int(heads(key) or 0) for key in relation.high[1:]))
