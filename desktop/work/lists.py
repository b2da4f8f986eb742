"""The lists that a page offers to choose from: villages, codes, the factors that occur."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.hazard import Exposure
from desktop.rules.tables import Rulebook
from desktop.work import settings

Choices = tuple[tuple[str, str], ...]  # (what is kept, what is shown)


def choices(session: Session, rulebook: Rulebook) -> dict[str, Choices]:
    """What may be chosen in the fields of an employer's card: villages by name, codes with their labels."""
    found: dict[str, Choices] = {
        "village": tuple((area.name, area.name) for area in settings.areas(session) if area.closed_on is None)
    }
    for field in rulebook.fields.values():
        if field.list is not None:
            found[field.key] = tuple((item.code, item.label) for item in rulebook.codes.get(field.list).items)
    return found


def factors_in_use(session: Session, rulebook: Rulebook) -> list[tuple[str, str]]:
    """The catalogue factors that occur in the register, the most frequent first: (code, “噪声（35 家）”)."""
    number = func.count(func.distinct(Exposure.employer_id))
    query = (
        select(Exposure.factor_code, number)
        .where(Exposure.factor_code.is_not(None))
        .group_by(Exposure.factor_code)
        .order_by(number.desc(), Exposure.factor_code)
    )
    names = {factor.code: factor.name for factor in rulebook.factors}
    return [(code, f"{names.get(code, code)}（{count} 家）") for code, count in session.execute(query) if code]
