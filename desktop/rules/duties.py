"""Every obligation of an employer: due date, state and reason. Pure; the terms are in resources/rules/duties.toml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from desktop.rules.duty.clock import LACKING as LACKING
from desktop.rules.duty.clock import LATE as LATE
from desktop.rules.duty.clock import NEAR as NEAR
from desktop.rules.duty.clock import NOT_YET as NOT_YET
from desktop.rules.duty.clock import NOW as NOW
from desktop.rules.duty.clock import ORDER as ORDER
from desktop.rules.duty.clock import STANDINGS as STANDINGS
from desktop.rules.duty.clock import Clock as Clock
from desktop.rules.duty.clock import Due as Due
from desktop.rules.duty.declaring import closing, declaring
from desktop.rules.duty.examining import examining, leaving
from desktop.rules.duty.facts import DutyFacts as DutyFacts
from desktop.rules.duty.patrol import patrolling
from desktop.rules.duty.projects import projects
from desktop.rules.duty.special import Special, rectifying, special
from desktop.rules.duty.standing import standing
from desktop.rules.duty.terms import SIX as SIX
from desktop.rules.duty.testing import Kinds, Natures, testing
from desktop.rules.duty.training import training
from desktop.rules.patrol import Round
from desktop.rules.tables import Rulebook

HAZARD_UNKNOWN = "危害因素资料（有没有职业病危害没有登记）"
ASKED_OF_HAZARDOUS = ("yearly_update", "testing", "on_job_exam", "leader_training", "worker_training")


@dataclass(frozen=True)
class Inspector:
    """Everything that is the same for all employers on one day, looked up once."""

    clock: Clock
    natures: Natures
    kinds: Kinds
    special: Special
    book: Rulebook
    round: Round

    def due(self, facts: DutyFacts) -> Iterator[Due]:
        """The open obligations of one employer. What is done and has no clock is not listed."""
        _, status = facts.status_on(self.clock.on)
        terms = self.clock.terms
        if status in terms.ended or status in terms.unclear:
            yield from closing(facts, self.clock)
            yield from leaving(facts, self.clock)
            return
        if status not in terms.obliged or facts.hazardous is False:
            return
        if facts.hazardous is None:
            yield from self._unknown(facts)
            yield from patrolling(facts, self.clock, self.round)
            return
        yield from declaring(facts, self.clock)
        yield from testing(facts, self.clock, self.natures.of(facts), self.kinds)
        yield from examining(facts, self.clock, self._name)
        yield from leaving(facts, self.clock)
        yield from training(facts, self.clock)
        yield from projects(facts, self.clock)
        yield from standing(facts, self.clock)
        yield from patrolling(facts, self.clock, self.round)
        yield from special(facts, self.clock, self.special)

    def _unknown(self, facts: DutyFacts) -> Iterator[Due]:
        """Whether there is a hazard is not known: nothing can be told of what depends on one."""
        for id in ASKED_OF_HAZARDOUS:
            yield self.clock.lacking(self.clock.terms[id], HAZARD_UNKNOWN)
        yield from projects(facts, self.clock)
        yield from rectifying(facts, self.clock)

    def _name(self, code: str | None) -> str | None:
        factor = self.book.factors.get(code)
        return factor.name if factor else None


def inspector(rulebook: Rulebook, on: date) -> Inspector:
    """The inspector of one day, for many employers."""
    natures, kinds, special = _lasting(rulebook)
    clock = Clock(on, rulebook.duty_terms)
    return Inspector(clock, natures, kinds, special, rulebook, Round(on, on, on, rulebook))


def due(facts: DutyFacts, rulebook: Rulebook, on: date) -> tuple[Due, ...]:
    """Every open obligation of one employer as it stands on `on`, by what was recorded up to that day."""
    return tuple(inspector(rulebook, on).due(facts))


def rung(item: Due, on: date, ladder: tuple[int, ...]) -> int | None:
    """The step of the ladder an item stands on: -1 overdue, 0 today, 7, 30 …; None beyond it or without a date."""
    if item.standing == LATE:
        return -1
    if item.due is None or item.standing == LACKING:
        return None
    left = (item.due - on).days
    found = None
    for step in ladder:  # from the longest to 0
        if left > step:
            break
        found = step
    return found


_KEPT: dict[int, tuple[Rulebook, Natures, Kinds, Special]] = {}


def _lasting(rulebook: Rulebook) -> tuple[Natures, Kinds, Special]:
    """What does not depend on the day, made once for a rulebook."""
    held = _KEPT.get(id(rulebook))
    if held is None or held[0] is not rulebook:
        _KEPT.clear()
        held = rulebook, Natures(rulebook), Kinds.of(rulebook.codes), Special.of(rulebook)
        _KEPT[id(rulebook)] = held
    return held[1:]
