"""Two rows of one file for one employer: made one when they do not contradict each other, else a person's decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from desktop.rules.cells import Unclear
from desktop.rules.likeness import name_key
from desktop.rules.words import PartialDate
from desktop.work.intake_ledgers import agree, finer
from desktop.work.intake_match import Identity
from desktop.work.intake_read import Factors

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
    doubtful: bool = False  # then every further row of it is as well


@dataclass
class Doubles:
    """Remembers who has already stood in this file."""

    _by: dict[tuple[object, ...], Seen] = field(default_factory=dict)

    def earlier(self, who: Identity, employer_id: int | None) -> Seen | None:
        """The earlier row of the same employer, if there is one."""
        if employer_id is not None and (seen := self._by.get(("id", employer_id))):
            return seen
        if who.code and (seen := self._by.get(("code", who.code))):
            return seen
        if who.name:
            seen = self._by.get(("name", who.key, who.village))
            if seen and not (seen.code and who.code and seen.code != who.code):
                return seen
        return None

    def remember(self, who: Identity, seen: Seen) -> None:
        """Keep the first row of an employer, under everything it and the rows that complete it are known by."""
        seen.code = seen.code or who.code
        if seen.employer_id is not None:
            self._by.setdefault(("id", seen.employer_id), seen)
        if who.code:
            self._by.setdefault(("code", who.code), seen)
        if who.name:
            self._by.setdefault(("name", who.key, who.village), seen)


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
