"""巡查: the township's own duty - when each employer is to be visited next."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.rules import patrol
from desktop.rules.duties_clock import About, Clock, Due, Reach
from desktop.rules.duties_facts import DutyFacts

DUTY = "patrol"
RECORD = "巡查记录"


def patrolling(facts: DutyFacts, clock: Clock, round: patrol.Round) -> Iterator[Due]:
    """When the next patrol is due. Nothing for an employer that is not patrolled, or when patrol is not asked about."""
    known = facts.patrol
    if known is None or round.excluded(known) is not None:
        return
    often, term = round.often(known), clock.terms[DUTY]
    if often.months is None:
        return
    last = known.patrolled(clock.on)
    about = About(last, doubt=often.unconfirmed)
    if last is None:
        yield clock.never(term, RECORD, known.started_on, often.months, about)
        return
    due = patrol.next_due(last, often)
    because = f"{often.said}；上次 {last.isoformat()}，应于 {due.isoformat()} 前再访"
    yield clock.due(term, Reach(due, due), because, about)
