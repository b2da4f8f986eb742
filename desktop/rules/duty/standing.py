"""Commitments, labour contracts and work-injury insurance: counted or signed once, and again after a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop.rules.duty.clock import About, Clock, Due, Reach, told
from desktop.rules.duty.facts import Counted, DutyFacts, Signed, newest


def standing(facts: DutyFacts, clock: Clock) -> Iterator[Due]:
    """The commitment, the contracts with their notice of hazards, and the insurance."""
    yield clock.once(_commitment, newest(facts.commitments, clock.on))
    last = newest(facts.counts, clock.on)
    on, heads = (last.on, last.contracts_signed) if last else (None, None)
    signed_all = clock.once(_counted, "contract_notice", "劳动合同签订人数", on, heads, facts.staff)
    yield _contracts(facts, clock, last, signed_all) if last else signed_all
    yield clock.once(_counted, "insurance", "工伤保险参保人数", on, last.insured if last else None, facts.staff)


def _commitment(clock: Clock, last: Signed | None) -> Due:
    term = clock.terms["commitment"]
    if last is None:
        return clock.lacking(term, "已签的告知承诺书")
    if last.expires_on is not None:
        reach, said = Reach(last.expires_on, last.expires_on), f"有效期到 {last.expires_on.isoformat()}"
    else:
        reach = Reach.after(last.on, last.precision, months=term.months)
        said = f"每 {term.months} 个月签一次，应于 {reach.early.isoformat()} 前完成"
    return clock.due(term, reach, f"上次 {told(last.on, last.precision)} 签订，{said}", About(last.on))


def _contracts(facts: DutyFacts, clock: Clock, last: Counted, signed: Due) -> Due:
    """Contracts of all staff, and the notice of hazards to all exposed workers; the worse of the two counts."""
    if last.hazards_told is None or facts.exposed_workers is None:
        return signed
    lacking = facts.exposed_workers - last.hazards_told
    if lacking <= 0 or signed.late:
        return signed
    because = (
        f"{last.on.isoformat()} 清点：接害 {facts.exposed_workers} 人，书面告知 {last.hazards_told} 人，"
        f"还有 {lacking} 人没有告知"
    )
    return clock.due(clock.terms["contract_notice"], Reach(last.on, last.on), because, About(last.on))


def _counted(clock: Clock, id: str, what: str, on: date | None, number: int | None, staff: int | None) -> Due:
    """Whether all of the staff were counted on the day `on`."""
    term = clock.terms[id]
    if on is None or number is None:
        return clock.lacking(term, what)
    if staff is None:
        return clock.lacking(term, "从业人数")
    if number < staff:
        because = f"{on.isoformat()} 清点：从业 {staff} 人，{what} {number} 人，还差 {staff - number} 人"
        return clock.due(term, Reach(on, on), because, About(on))
    reach = Reach.after(on, "day", months=term.months)
    because = (
        f"{on.isoformat()} 清点齐全（{number} 人），每 {term.months} 个月重新清点，"
        f"应于 {reach.early.isoformat()} 前完成"
    )
    return clock.due(term, reach, because, About(on))
