"""口径: the questions the county or the office settles itself, with the answer that holds and whose word it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.grading import RuleChoice
from desktop.rules.choices import Choice
from desktop.rules.reading import UNCONFIRMED
from desktop.rules.tables import Rulebook
from desktop.work.change import Change
from desktop.work.grading_rules import Signed
from desktop.work.problem import Problem


@dataclass(frozen=True, slots=True)
class Answered:
    """One question as it stands. basis, person, chosen_on: of the office; None where the default still holds."""

    question: Choice
    answer: str
    basis: str | None = None
    person: str | None = None
    chosen_on: date | None = None

    @property
    def unconfirmed(self) -> bool:
        """Nobody has settled it here, and the default was not seen in an official text."""
        return self.basis is None and self.question.confidence in UNCONFIRMED


def listed(session: Session, rulebook: Rulebook) -> list[Answered]:
    """Every question with its answer."""
    given = {row.question: row for row in session.scalars(select(RuleChoice))}
    found = []
    for key, question in rulebook.choices.items():
        row = given.get(key)
        if row is None:
            found.append(Answered(question, question.default))
        else:
            found.append(Answered(question, row.answer, row.basis, row.person, row.chosen_on))
    return found


def choose(session: Session, key: str, answer: str, by: Signed, *, rulebook: Rulebook) -> Change:
    """Answer a question. Raises Problem for an unknown one, an answer it does not have, or without the basis."""
    question = rulebook.choices.get(key)
    if question is None:
        raise Problem(f"没有“{key}”这一项口径。", f"可用的：{'、'.join(rulebook.choices)}。")
    if answer not in question.options:
        told = "；".join(f"{code} = {words}" for code, words in question.options.items())
        raise Problem(f"“{answer}”不是可选的答案。", f"可选：{told}。")
    if not by.basis.strip():
        raise Problem("没有写依据。", "请写明是谁定的、哪份文件，例如“县卫健局 2026-11-20 电话答复”。")
    held = session.scalar(select(RuleChoice).where(RuleChoice.question == key))
    if held is None:
        held = RuleChoice(question=key)
        session.add(held)
    held.answer, held.basis, held.person, held.chosen_on = answer, by.basis.strip(), by.person or None, by.on
    return Change(f"口径：{question.label}——{question.options[answer]}", listed=True, settings=True)
