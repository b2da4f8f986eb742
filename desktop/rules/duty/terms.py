"""The terms of every duty: deadline, hours, interval, clause, evidence. Read from rules/duties.toml, checked against
the catalogue so that every number stands in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.rules import catalogue
from desktop.rules.duty import cycles as duties_cycles
from desktop.rules.intervals import Interval
from desktop.rules.reading import UNCONFIRMED, Broken, confidence, names, need, tables, toml, unique

FILE = "rules/duties.toml"
SIX = ("申报", "体检", "检测", "劳动合同", "工伤保险", "三同时")
OURS = "巡查"  # what the township itself must do: no letter to an employer asks for it
GROUPS = (*SIX, "其他", OURS)
NEEDED = (
    "first_declaration", "change_project", "change_process", "change_identity", "change_result", "closing",
    "yearly_update", "testing", "evaluation", "evaluation_accident", "retest", "on_job_exam", "leaving_exam",
    "first_leader_training", "first_officer_training", "first_worker_training", "leader_training", "officer_training",
    "worker_training", "pre_evaluation", "facility_design", "acceptance_plan", "control_evaluation", "acceptance",
    "acceptance_report", "commitment", "contract_notice", "insurance", "patrol", "rectification", "risk_assessment",
    "first_risk_assessment", "high_toxic_testing", "high_toxic_evaluation", "dose_monitoring", "radiation_exam",
    "injury_claim",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One duty. clause: document and article. days: the deadline; counts: see leaving_exam; hours: of a training."""

    id: str
    label: str
    group: str
    clause: str
    evidence: str
    unconfirmed: bool
    days: int
    hours: int
    counts: int
    interval: Interval | None
    own_months: int  # an interval that stands here alone; 0: see `interval`
    make_up: str
    make_up_unconfirmed: bool

    @property
    def months(self) -> int:
        """The interval of a duty that does not tell severe from general. Raises KeyError where there is none."""
        if self.own_months:
            return self.own_months
        if self.interval is None or self.interval.general is None:
            raise KeyError(self.id)
        return self.interval.general


@dataclass(frozen=True, slots=True)
class Unclocked:
    """A clause from which no due item follows, and why. under: the duty that covers it, if one does."""

    clause: str
    why: str
    under: str | None


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything the duties are computed with."""

    by_id: Mapping[str, Term]
    unclocked: Mapping[str, Unclocked]
    ladder: tuple[int, ...]
    obliged: frozenset[str]
    ended: frozenset[str]
    unclear: frozenset[str]
    exams: duties_cycles.Cycles

    def __getitem__(self, id: str) -> Term:
        return self.by_id[id]

    @property
    def lead(self) -> int:
        """So many days before the due date a duty is near."""
        return self.ladder[0]


def read(
    texts: Mapping[str, str], listed: Sequence[catalogue.Duty], intervals: Mapping[str, Interval], known: frozenset[str]
) -> Terms:
    """Parse duties.toml. `known`: codes of hazard factors.

    Raises Broken for a duty that is missing, a number that the catalogue does not have, an unknown condition.
    """
    table = toml(texts, FILE)
    entries = tables(table, "duty", FILE)
    unique((entry.get("id") for entry in entries), FILE, "duty.id")
    duties = {duty.name: duty for duty in listed}
    by_id = {term.id: term for term in (_term(entry, duties, intervals) for entry in entries)}
    for id in NEEDED:
        if id not in by_id:
            raise Broken(FILE, f"duty {id}", "缺少这一项义务")
    unclocked = _unclocked(table, by_id)
    _every_clause(listed, entries, unclocked)
    scope = need(table, "scope", dict, FILE)
    obliged, ended, unclear = (frozenset(names(scope, key, FILE, "scope")) for key in ("obliged", "ended", "unclear"))
    return Terms(by_id, unclocked, _ladder(table), obliged, ended, unclear, duties_cycles.read(texts, table, known))


def _unclocked(table: Mapping[str, Any], by_id: Mapping[str, Term]) -> dict[str, Unclocked]:
    entries = tables(table, "unclocked", FILE)
    unique((entry.get("clause") for entry in entries), FILE, "unclocked.clause")
    found = {}
    for entry in entries:
        clause = need(entry, "clause", str, FILE, "unclocked")
        under = entry.get("under")
        if under is not None and under not in by_id:
            raise Broken(FILE, f"unclocked {clause}", f"没有“{under}”这项义务")
        found[clause] = Unclocked(clause, need(entry, "why", str, FILE, f"unclocked {clause}"), under)
    return found


def _every_clause(
    listed: Sequence[catalogue.Duty], entries: Sequence[Mapping[str, Any]], unclocked: Mapping[str, Unclocked]
) -> None:
    """Each clause of the catalogue is computed, or it is said why nothing follows from it."""
    computed = {entry.get("catalogue") for entry in entries}
    for duty in listed:
        if (duty.name in computed) == (duty.name in unclocked):
            raise Broken(
                FILE, f"unclocked {duty.name}", "duties.csv 的每一条要么推算，要么写明为什么不推算，不能都写或都不写"
            )
    for clause in unclocked:
        if clause not in {duty.name for duty in listed}:
            raise Broken(FILE, f"unclocked {clause}", "duties.csv 里没有这一条")


def _ladder(table: Mapping[str, Any]) -> tuple[int, ...]:
    steps = tuple(need(table, "ladder", list, FILE))
    if not steps or steps[-1] != 0 or list(steps) != sorted(set(steps), reverse=True):
        raise Broken(FILE, "ladder", "应由大到小、不重复，最后是 0")
    return steps


def _term(entry: dict[str, Any], duties: Mapping[str, catalogue.Duty], intervals: Mapping[str, Interval]) -> Term:
    id = need(entry, "id", str, FILE, "duty")
    group = need(entry, "group", str, FILE, id)
    if group not in GROUPS:
        raise Broken(FILE, f"{id}.group", f"“{group}”只能是 {'、'.join(GROUPS)}")
    duty, interval = _sources(id, entry, duties, intervals)
    if duty:
        _matches(id, entry, duty, interval)
    words = [entry.get("confidence", ""), duty.confidence if duty else "", interval.confidence if interval else ""]
    doubts = [confidence(word, FILE, f"{id}.confidence") for word in words if word]
    if not doubts:
        raise Broken(FILE, f"{id}.confidence", "没有依据：要写 catalogue、interval，或 basis 和 confidence")
    return Term(
        id=id,
        label=need(entry, "label", str, FILE, id),
        group=group,
        clause=_clause(id, entry, duty, interval),
        evidence=need(entry, "evidence", str, FILE, id),
        unconfirmed=any(word in UNCONFIRMED for word in doubts),
        days=_number(entry, "days", id),
        hours=_number(entry, "hours", id),
        counts=_number(entry, "counts", id),
        interval=interval,
        own_months=_number(entry, "months", id),
        make_up=str(entry.get("make_up", "")),
        make_up_unconfirmed=entry.get("make_up_confidence", "sourced") in UNCONFIRMED,
    )


def _sources(
    id: str, entry: dict[str, Any], duties: Mapping[str, catalogue.Duty], intervals: Mapping[str, Interval]
) -> tuple[catalogue.Duty | None, Interval | None]:
    named, timed = entry.get("catalogue"), entry.get("interval")
    if named is not None and named not in duties:
        raise Broken(FILE, f"{id}.catalogue", f"duties.csv 里没有“{named}”")
    if timed is not None and timed not in intervals:
        raise Broken(FILE, f"{id}.interval", f"intervals.toml 里没有“{timed}”")
    return (duties[named] if named else None), (intervals[timed] if timed else None)


def _matches(id: str, entry: dict[str, Any], duty: catalogue.Duty, interval: Interval | None) -> None:
    """The numbers are those of the catalogue's text."""
    if "months" in entry and "words" not in entry and entry["months"] != duty.months:
        raise Broken(FILE, f"{id}.months", f"duties.csv“{duty.name}”写的是 {duty.months} 个月")
    for key, words in (("days", "{}日"), ("counts", "{}日"), ("hours", "≥{}学时"), ("months", "")):
        if key in entry and (words or "words" in entry):
            written = entry.get("words", words.format(entry[key]))
            said = f"{duty.trigger}，{duty.deadline}"
            if written not in said:
                raise Broken(FILE, f"{id}.{key}", f"duties.csv“{duty.name}”写的是“{said}”，没有“{written}”")
    if interval and interval.after is None and interval.id != "verification":
        months = (interval.severe, interval.general)
        if duty.months is not None and duty.months not in months:
            raise Broken(FILE, f"{id}.interval", f"duties.csv 写 {duty.months} 个月，intervals.toml 写 {months}")


def _clause(id: str, entry: dict[str, Any], duty: catalogue.Duty | None, interval: Interval | None) -> str:
    if duty and not duty.basis.startswith("同上"):
        return duty.basis
    return f"{interval.document}，{interval.clause}" if interval else need(entry, "basis", str, FILE, id)


def _number(entry: dict[str, Any], key: str, id: str) -> int:
    number = need(entry, key, int, FILE, id) if key in entry else 0
    if number < 0:
        raise Broken(FILE, f"{id}.{key}", "不能小于 0")
    return number
