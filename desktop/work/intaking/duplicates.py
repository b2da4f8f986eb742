"""Two rows of one file for one employer: made one when they do not contradict each other, else a person's decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.rules.cells import Unclear
from desktop.rules.likeness import name_key
from desktop.rules.words import PartialDate
from desktop.work.intaking.ledgers import agree, finer
from desktop.work.intaking.match import Identity
from desktop.work.intaking.read import Factors

ONLY_NUMBERING = ("remark",)


@dataclass(slots=True)
class Seen:
    """The first row of an employer in this file."""

    sheet: str
    row: int  # from 1
    place: int
    said: Callable[[], dict[str, object]]  # its values; asked for only when a second row turns up
    code: str | None
    employer_id: int | None
    village: str | None = None
    doubtful: bool = False  # then every further row of it is as well
    further: list[Any] = field(default_factory=list)  # the rows that complete it, on whatever sheet


@dataclass
class Doubles:
    """Remembers who has already stood in this file."""

    _by: dict[tuple[str, object], Seen] = field(default_factory=dict)  # by register id and by code
    _named: dict[str, list[Seen]] = field(default_factory=dict)

    def earlier(self, who: Identity, employer_id: int | None) -> Seen | None:
        """The earlier row of the same employer, if there is one."""
        # In this order a file gives the same answers before and after it was taken in.
        if who.code and (seen := self._by.get(("code", who.code))):
            return seen
        fitting = [seen for seen in self._named.get(who.key, ()) if _may_be(who, employer_id, seen)]
        if doubt := next((seen for seen in fitting if seen.doubtful), None):
            return doubt
        if employer_id is not None and (seen := self._by.get(("id", employer_id))):
            return seen
        exact = [seen for seen in fitting if seen.village == who.village]
        if len(exact) == 1 or len(fitting) == 1:
            return (exact or fitting)[0]
        return replace(fitting[0], doubtful=True) if fitting else None

    def remember(self, who: Identity, seen: Seen) -> None:
        """Keep the first row of an employer, under everything it and the rows that complete it are known by."""
        seen.code = seen.code or who.code
        seen.village = seen.village or who.village
        if seen.employer_id is not None:
            self._by.setdefault(("id", seen.employer_id), seen)
        if who.code:
            self._by.setdefault(("code", who.code), seen)
        if who.key and all(known is not seen for known in self._named.setdefault(who.key, [])):
            self._named[who.key].append(seen)


def _may_be(who: Identity, employer_id: int | None, seen: Seen) -> bool:
    """Whether nothing speaks against a row of this name being the employer seen before."""
    if seen.code and who.code and seen.code != who.code:
        return False
    if seen.employer_id is not None and employer_id is not None and seen.employer_id != employer_id:
        return False
    if seen.doubtful:  # what is in doubt does not put others in doubt that only may be it
        return seen.village == who.village
    return not seen.village or not who.village or seen.village == who.village


def contradictions(first: dict[str, object], second: dict[str, object]) -> list[str]:
    """The fields in which two rows of one employer say different things. Lists of factors complete each other."""
    return [
        key
        for key, value in second.items()
        if key in first
        and not isinstance(value, Unclear | Factors)
        and not isinstance(first[key], Unclear | Factors)
        and not _same(key, first[key], value)
    ]


def complete(first: dict[str, object], second: dict[str, object]) -> None:
    """Add to the first row what only the second one says."""
    for key, value in second.items():
        mine = first.get(key)
        if isinstance(mine, Factors) and isinstance(value, Factors):
            written = tuple(dict.fromkeys((*mine.written, *value.written)))
            first[key] = Factors(written, mine.incomplete or value.incomplete)
        elif ((mine is None or isinstance(mine, Unclear)) and not isinstance(value, Unclear)) or (
            isinstance(mine, PartialDate) and isinstance(value, PartialDate) and finer(value, mine)
        ):
            first[key] = value


def _same(key: str, one: object, other: object) -> bool:
    if key == "name" and isinstance(one, str) and isinstance(other, str):
        return name_key(one) == name_key(other)
    if isinstance(one, PartialDate) and isinstance(other, PartialDate):
        return agree(one, other)
    return one == other or key in ONLY_NUMBERING
