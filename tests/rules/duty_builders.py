"""Employers of a case of duties, from few words."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop.rules.duty.facts import (
    Counted,
    Declared,
    DutyFacts,
    Event,
    Examined,
    Exposed,
    Leaver,
    Project,
    Report,
    Result,
    Signed,
    ToMend,
    Trained,
)
from desktop.rules.grading_industry import Industry
from desktop.rules.tables import Rulebook
from tests.rules.patrol_builders import patrol_of


def facts_of(told: dict[str, Any], book: Rulebook) -> DutyFacts:
    """An employer in operation since 2020 with noise of 82 dB, with what `told` says."""

    def code(written: str) -> str | None:
        factor = book.factors.find(written)
        return factor.code if factor else None

    def many(key: str) -> list[dict[str, Any]]:
        return told.get(key, [])

    started = told.get("started_on", date(2020, 1, 1))
    exposures = told.get("exposures", [{"written": "噪声", "noise": 82}])
    hazardous = told.get("hazardous", True)
    return DutyFacts(
        id=1,
        status=tuple((entry.get("since"), entry["code"]) for entry in many("status")) or ((None, "在营"),),
        started_on=started or None,
        hazardous=None if hazardous == "unknown" else hazardous,
        declared_risk=told.get("declared_risk"),
        industry=Industry.of(
            told.get("industry", "3311") or None, told.get("more_industries"), told.get("rows"), told.get("solvents")
        ),
        staff=told.get("staff"),
        exposed_workers=told.get("workers"),
        exposures=tuple(Exposed(code(e["written"]), e["written"], e.get("grade"), e.get("noise")) for e in exposures),
        declarations=tuple(
            Declared(e["on"], e.get("precision", "day"), e.get("kind", "年度更新")) for e in many("declared")
        ),
        reports=tuple(
            Report(
                e["on"],
                "day",
                e.get("kind", "定期检测"),
                e.get("reported_on"),
                e.get("over"),
                tuple(Result(code(r["factor"]), r["factor"], r.get("over")) for r in e.get("results", ())),
            )
            for e in many("reports")
        ),
        exams=tuple(
            Examined(e["on"], "day", e.get("kind", "在岗"), e.get("due"), e.get("examined")) for e in many("exams")
        ),
        trainings=tuple(Trained(e["on"], "day", e["audience"], e.get("hours")) for e in many("trainings")),
        projects=tuple(Project(**entry) for entry in many("projects")),
        counts=tuple(
            Counted(e["on"], e.get("contracts_signed"), e.get("hazards_told"), e.get("insured")) for e in many("counts")
        ),
        commitments=tuple(Signed(e["on"], "day", e.get("expires_on")) for e in many("commitments")),
        events=tuple(Event(e["on"], e["kind"], e.get("note", "")) for e in many("events")),
        patrol=patrol_of(told["patrol"], book) if "patrol" in told else None,
        findings=tuple(ToMend(**{**entry, "deadline": entry["deadline"] or None}) for entry in many("findings")),
        assessed_on=told.get("assessed_on"),
        leavers=tuple(Leaver(e["who"], e.get("on"), e.get("exam"), e.get("on_job")) for e in many("leavers")),
    )
