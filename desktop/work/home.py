"""工作台: the counts that are asked of the register every morning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.paperwork import ImportBatch
from desktop.work import register
from desktop.work.register import Query

UNGRADED = Query(statuses=register.IN_SCOPE, levels=(register.UNGRADED,))
LEVEL_3 = Query(statuses=register.IN_SCOPE, levels=("Ⅲ",))
CHECKUPS = (
    ("信用代码", "信用代码未登记"),
    ("联系电话", "联系电话未登记"),
    ("接害人数", "接害人数未登记"),
    ("危害因素", "危害因素未登记"),
    ("上门核实", "未核实"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts of employers. listed: 在册; gone: 注销 and 查无; the levels count those in operation."""

    whole: int
    listed: int
    gone: int
    ungraded: int
    level1: int
    level2: int
    level3: int


@dataclass(frozen=True, slots=True)
class Checkup:
    """One thing that should be known of every listed employer: of how many it is not."""

    asks: str
    title: str
    of: int
    lacking: int
    behind: Query


@dataclass(frozen=True, slots=True)
class LastImport:
    """The newest file taken in."""

    file: str
    on: date


def standing(session: Session) -> Standing:
    """The counts that need no rules; a few milliseconds."""
    whole = session.scalar(select(func.count(Employer.id))) or 0
    listed = register.number(session, Query(states=("在册",)))
    level1, level2, level3 = (
        register.number(session, Query(statuses=register.IN_SCOPE, levels=(level,))) for level in ("Ⅰ", "Ⅱ", "Ⅲ")
    )
    ungraded = register.number(session, UNGRADED)
    return Standing(whole, listed, whole - listed, ungraded, level1, level2, level3)


def checkups(session: Session) -> list[Checkup]:
    """Five questions to the data of every listed employer."""
    listed = register.number(session, Query(states=("在册",)))
    found = []
    for asks, state in CHECKUPS:
        behind = Query(states=("在册", state))
        found.append(Checkup(asks, state, listed, register.number(session, behind), behind))
    return found


def last_import(session: Session) -> LastImport | None:
    """The newest file taken in; None before the first."""
    row = session.scalar(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(1))
    return LastImport(row.file_name, row.imported_on) if row else None


def without(ids: Iterable[int], taken: Iterable[int]) -> tuple[int, ...]:
    """The ids that are not among `taken`, in their order."""
    away = set(taken)
    return tuple(number for number in ids if number not in away)
