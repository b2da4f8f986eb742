"""How the office grades: its own rule packs, what it confirmed, what it adopted, and what a person decided instead."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Float, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.columns import Code, Day, Json, Key, Line, Long, Name, Table
from db.models.employer import OF_EMPLOYER


class RulePack(Table):
    """分级方法 brought in or edited by the office, as TOML. Never changed once kept: an edit makes a new pack."""

    __tablename__ = "rule_pack"

    id: Mapped[Key]
    pack: Mapped[str] = mapped_column(String(80), unique=True)  # rule.id of the text
    text: Mapped[Long]
    file_name: Mapped[Name | None]  # None: made in the program
    kept_on: Mapped[Day]


class RuleConfirmation(Table):
    """已核对: one cell of one pack, compared with the official text by a person. Holds while the cell has `value`."""

    __tablename__ = "rule_confirmation"

    id: Mapped[Key]
    pack: Mapped[str] = mapped_column(String(80), index=True)
    cell: Mapped[Name]
    value: Mapped[Line]
    basis: Mapped[Line]
    person: Mapped[Name]
    confirmed_on: Mapped[Day]


class RuleAdoption(Table):
    """From `since` on the office grades by `pack`."""

    __tablename__ = "rule_adoption"

    id: Mapped[Key]
    pack: Mapped[str] = mapped_column(String(80))
    since: Mapped[Day]
    person: Mapped[Name | None]
    adopted_on: Mapped[Day]


class RuleChoice(Table):
    """口径: how this office answers a question of resources/rules/choices.toml, on whose word."""

    __tablename__ = "rule_choice"

    id: Mapped[Key]
    question: Mapped[str] = mapped_column(String(80), unique=True)
    answer: Mapped[Code]
    basis: Mapped[Line]
    person: Mapped[Name | None]
    chosen_on: Mapped[Day]


class GradeOverride(Table):
    """人工认定: a person's level or class in place of the program's, until `ends_on` (included) or `lifted_on`."""

    __tablename__ = "grade_override"
    __table_args__ = (CheckConstraint("ends_on >= set_on", name="ends_after_start"),)

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    level: Mapped[Code | None]
    combined: Mapped[Code | None]
    reason: Mapped[Line]
    person: Mapped[Name]
    set_on: Mapped[Day]
    ends_on: Mapped[Day]
    lifted_on: Mapped[Day | None]


class SelfCheck(Table):
    """职业卫生管理自查表 as filled in: answers by item number. `score` None: not complete, no grade follows."""

    __tablename__ = "self_check"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    checked_on: Mapped[Day]
    edition: Mapped[str] = mapped_column(String(80))
    answers: Mapped[Json]  # [{"no":, "got":, "applies":, "note":}]
    score: Mapped[float | None] = mapped_column(Float)
    grade: Mapped[Code | None]
    source: Mapped[Line | None]


class GradeNote(Table):
    """评定说明: why the grade is right, and what is already done about the hazard. Stands beside the grade."""

    __tablename__ = "grade_note"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    noted_on: Mapped[Day]
    justification: Mapped[Long | None]
    controls: Mapped[Long | None]  # existing measures, as told or seen
