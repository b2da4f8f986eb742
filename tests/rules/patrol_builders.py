"""Employers of a case of patrol, from few words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from desktop.rules.editions import OfficeRules
from desktop.rules.patrol_facts import Asked, OnList, PatrolFacts, Visited
from desktop.rules.patrol_terms import LocalRule
from desktop.rules.tables import Rulebook

EDITION = "cn-national-pilot-2022"
PLAIN = ("started_on", "size", "combined", "level", "nature", "noise_only", "noise_level", "over")


def patrol_of(told: dict[str, Any], book: Rulebook) -> PatrolFacts:
    """An employer in operation with a hazard, with what `told` says; classes are those of the national pilot."""
    hazardous = told.get("hazardous", True)
    counts = book.patrol_shipped.counting
    return PatrolFacts(
        id=told.get("id", 1),
        status=((None, told.get("status", "在营")),),
        hazardous=None if hazardous == "unknown" else hazardous,
        edition=told.get("edition", EDITION),
        visits=tuple(
            Visited(e["on"], e.get("kind", "计划"), e.get("counts", counts[e.get("kind", "计划")]), e.get("key"))
            for e in told.get("visits", ())
        ),
        asked=tuple(
            Asked(n, e.get("kind", "复查"), e["earliest"], e["deadline"], e.get("why", "整改"), e.get("minutes"))
            for n, e in enumerate(told.get("asked_for", ()), 1)
        )
        or ((Asked(1, "复查", date(2026, 1, 1), date(2026, 1, 2), "整改"),) if told.get("asked") else ()),
        campaigns=tuple(
            OnList(n, e["name"], e["first"], e["last"], e.get("times", 1), e.get("minutes"))
            for n, e in enumerate(told.get("campaigns", ()), 1)
        ),
        **{key: told[key] for key in PLAIN if key in told},
    )


def with_rules(book: Rulebook, rules: dict[str, int], since: date = date(2020, 1, 1)) -> Rulebook:
    """The rulebook of an office that laid these numbers down."""
    if not rules:
        return book
    laid = tuple(LocalRule(address, number, "镇政办〔2026〕3号", since) for address, number in rules.items())
    return book.with_office(replace(OfficeRules(), patrol=laid))
