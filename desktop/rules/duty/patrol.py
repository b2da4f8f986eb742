"""巡查: the township's own duty - when each employer is to be visited next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop.rules import patrol
from desktop.rules.duty.clock import About, Clock, Due, Reach
from desktop.rules.duty.facts import DutyFacts

DUTY = "patrol"
RECORD = "巡查记录"


def patrolling(facts: DutyFacts, clock: Clock, round: patrol.Round) -> Iterator[Due]:
    """When the next patrol is due. Nothing for an employer that is not patrolled, or when patrol is not asked about."""
    known = facts.patrol
    if known is None or round.excluded(known) is not None:
        return
    often = round.often(known)
    if often.months is None:
        return
    last = known.patrolled(clock.on)
    if last is None:
        about = About(doubt=often.unconfirmed)
        yield clock.never(clock.terms[DUTY], RECORD, known.started_on, often.months, about)
    else:
        yield clock.once(_next, often, last)


def _next(clock: Clock, often: patrol.Often, last: date) -> Due:
    due = patrol.next_due(last, often)
    because = f"{often.said}；上次 {last.isoformat()}，应于 {due.isoformat()} 前再访"
    about = About(last, doubt=often.unconfirmed)
    return clock.due(clock.terms[DUTY], Reach(due, due), because, about)
