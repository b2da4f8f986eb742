"""Employers of a case, from few words."""

from __future__ import annotations

from typing import Any

from desktop.rules.employer_facts import ClassHeads, Declared, EmployerFacts, Examined, TestReport
from desktop.rules.grading import Verdict

PLAIN = ("registered_on", "first_hazard_on", "staff", "outsourced", "dispatched", "exposed_workers", "size",
         "declared_risk", "verified_on")  # fmt: skip


def employer(id: int, told: dict[str, Any]) -> EmployerFacts:
    """An employer in operation since ever, with what `told` says."""
    return EmployerFacts(
        id=id,
        name=f"第{id}号厂",
        village=told.get("village"),
        status=tuple((since or None, code) for since, code in told.get("status", [("", "在营")])),
        factors=tuple(told.get("factors", ())),
        classes=tuple(ClassHeads(name, heads > 0, heads) for name, heads in told.get("classes", {}).items()),
        declarations=tuple(
            Declared(entry.get("kind"), entry.get("on"), entry.get("precision", "day"))
            for entry in told.get("declared", ())
        ),
        tests=tuple(TestReport(entry.get("on"), **_without_day(entry)) for entry in told.get("tests", ())),
        exams=tuple(Examined(entry.get("kind"), entry.get("year"), **_rest(entry)) for entry in told.get("exams", ())),
        **{key: told[key] for key in PLAIN if key in told},
    )


def verdict(nature: str | None, level: str | None = None, combined: str | None = None) -> Verdict:
    return Verdict(level, None, combined, "cn-national-pilot-2022", "", (), False, (), nature, None, None, dict)


def _without_day(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "on"}


def _rest(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in ("kind", "year")}
