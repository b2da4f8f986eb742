"""What the patrol of one employer is told from. None is unknown, never “no” and never 0."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class Visited(NamedTuple):
    """A visit that was made. counts: it is a patrol of the whole employer, not only a look at one thing."""

    on: date
    kind: str
    counts: bool = True
    key: str | None = None  # of the demand it answered


class Asked(NamedTuple):
    """A visit that somebody wants once, between two days."""

    id: int
    kind: str
    earliest: date
    deadline: date
    why: str
    minutes: int | None = None


class OnList(NamedTuple):
    """A campaign that has this employer on its list."""

    id: int
    name: str
    first: date
    last: date
    times: int
    minutes: int | None = None


class PatrolFacts(NamedTuple):
    """One employer. status: (since, code) by date. combined, level, nature: by the newest verdict, with its edition.

    noise_level: the highest LEX,8h of its posts, None if one was not measured. over: a point of its newest test is
    over the limit.
    """

    id: int
    status: Sequence[tuple[date | None, str]] = ((None, "在营"),)
    started_on: date | None = None
    hazardous: bool | None = True
    size: str | None = None
    combined: str | None = None
    level: str | None = None
    nature: str | None = None
    edition: str | None = None
    noise_only: bool = False
    noise_level: float | None = None
    over: bool | None = None
    visits: Sequence[Visited] = ()
    asked: Sequence[Asked] = ()
    campaigns: Sequence[OnList] = ()

    def status_on(self, on: date) -> str:
        """The status in force; 在营 before a first entry that lies later."""
        found = "在营"
        for since, code in self.status:
            if since is None or since <= on:
                found = code
        return found

    def patrolled(self, on: date) -> date | None:
        """The day of the last patrol that was made by `on`."""
        return max((visit.on for visit in self.visits if visit.counts and visit.on <= on), default=None)
