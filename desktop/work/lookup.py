"""Ctrl+K: what a few letters may mean - employers, people, report figures - and whether they fit a title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import search
from db.models.people import Assignment, Person
from desktop.rules.tables import Rulebook
from desktop.rules.words import Period
from desktop.work import conditions, register
from desktop.work.register import Query

MOST = 8  # of each kind
EMPLOYER, PERSON, FIGURE = "企业", "人员", "指标"


@dataclass(frozen=True, slots=True)
class Hit:
    """One line. page, wish: where it leads, as `Desk.go` takes it."""

    kind: str
    title: str
    told: str
    page: str
    wish: Any


def look(session: Session, text: str, rulebook: Rulebook, on: date) -> list[Hit]:
    """Everything in the office file that the text may mean, employers first."""
    written = text.strip()
    if not written:
        return []
    return [
        *_employers(session, written, rulebook, on),
        *_people(session, written),
        *(
            Hit(FIGURE, f"{id} {figure.name}", figure.unit, "summary", Period.quarter_of(on))
            for id, figure in rulebook.figures.items()
            if fits(written, f"{id} {figure.name}")
        ),
    ]


def fits(text: str, title: str) -> bool:
    """Whether a title holds the text, as written, by its pinyin or by the initials."""
    wanted = search.folded(text)
    return bool(wanted) and (wanted in search.folded(title) or any(wanted in key for key in _keys(title)))


@lru_cache(maxsize=500)
def _keys(title: str) -> tuple[str, ...]:
    return tuple(search.key(title)[0].split())


def _employers(session: Session, text: str, rulebook: Rulebook, on: date) -> Sequence[Hit]:
    code = conditions.scanned(session, text)
    query = Query(conditions=(code,)) if code else Query(text=text)
    ids = register.find(session, query)
    rows = register.rows(session, ids[:MOST])
    hits = [
        Hit(EMPLOYER, row.name, "　".join(filter(None, (row.village, row.status, row.phone))), "register", row.id)
        for row in (rows[id] for id in ids[:MOST])
    ]
    if len(ids) > MOST:
        hits.append(Hit(EMPLOYER, f"全部 {len(ids):,} 家", f"在台账里看“{text}”", "register", Query(text=text)))
    return hits


def _people(session: Session, text: str) -> Sequence[Hit]:
    like = or_(Person.name.contains(text, autoescape=True), Person.pinyin.contains(text.lower(), autoescape=True))
    hits = []
    for person in session.scalars(select(Person).where(like).order_by(Person.name).limit(MOST)):
        held = session.scalars(select(Assignment.area_id).where(Assignment.person_id == person.id))
        areas = tuple(area for area in held if area is not None)
        told = f"{person.role}，看他负责的村的企业" if areas else f"{person.role}，还没有分管的村"
        hits.append(Hit(PERSON, person.name, told, "register", Query(villages=areas) if areas else Query(text=text)))
    return hits
