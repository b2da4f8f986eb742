"""What some employers of the made-up township keep beside the main ledgers. Nothing in it is real."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from db.models.columns import Table
from db.models.conduct import EquipmentIssue, Honour, LabourAgency, WarningSign
from db.models.employer import Employer
from db.models.hazard import Exposure, HazardClass
from db.models.ledger import TrainedPerson, Training

Row = dict[str, Any]
MODELS: tuple[type[Table], ...] = (EquipmentIssue, WarningSign, LabourAgency, Honour, TrainedPerson)
EQUIPPED, SIGNED, DISPATCHED, HONOURED, LISTED = (
    0.35,
    0.4,
    0.08,
    0.08,
    0.3,
)  # share of the employers that have such lines
YEAR = timedelta(days=365)
BATCH = 2_000


def make(session: Session, words: Row, chance: random.Random, *, on: date) -> None:
    """个人防护用品, 警示标识, 派遣与外包, 荣誉 and 培训人员名单 of employers in operation, in the year up to `on`."""
    maker = _Maker(words, chance, on)
    dispatched: list[Row] = []
    classes = _by_employer(session, HazardClass)
    factors = _by_employer(session, Exposure)
    trainings = _by_employer(session, Training)
    query = select(Employer.id, Employer.registered_on, Employer.outsourced).where(Employer.status == "在营")
    for number, registered, outsourced in session.execute(query.order_by(Employer.id)).all():
        maker.since = max(registered or on - YEAR, on - YEAR)
        if chance.random() < EQUIPPED:
            maker.equipment(number, classes[number])
        if chance.random() < SIGNED:
            maker.signs(number, classes[number], factors[number])
        if outsourced:
            maker.unit(number, "外包", outsourced)
        if chance.random() < DISPATCHED:
            dispatched.append({"id": number, "dispatched": maker.unit(number, "派遣", chance.randrange(2, 9))})
        if chance.random() < HONOURED:
            maker.honour(number)
        if trainings[number] and chance.random() < LISTED:
            maker.trained(number, trainings[number][-1])
    if dispatched:
        session.execute(update(Employer), dispatched)
    maker.write(session)


def _by_employer(session: Session, model: Any) -> dict[int, list[Any]]:  # noqa: ANN401 - a table of ours
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.scalars(select(model).order_by(model.id)):
        found[row.employer_id].append(row)
    return found


class _Maker:
    def __init__(self, words: Row, chance: random.Random, on: date) -> None:
        self.names, self.words, self.chance = words["township"], words["ledgers"], chance
        self.on = self.since = on
        self.rows: dict[type[Table], list[Row]] = {model: [] for model in MODELS}

    def write(self, session: Session) -> None:
        """Hand the rows to the database."""
        for model, rows in self.rows.items():
            for start in range(0, len(rows), BATCH):
                session.execute(insert(model), rows[start : start + BATCH])

    def equipment(self, number: int, classes: list[HazardClass]) -> None:
        """What protects against each class, handed out to everybody exposed to it."""
        for held in classes:
            for name, model, post, cycle in self.words["equipment"].get(held.hazard_class, ()):
                self.rows[EquipmentIssue].append(
                    {
                        "employer_id": number, "name": name, "model": model, "post": post, "cycle": cycle,
                        "number": held.workers, "issued_on": self._day(), "received_by": self._person(),
                        "worn": self.chance.random() < 0.85,
                    }
                )  # fmt: skip

    def signs(self, number: int, classes: list[HazardClass], factors: list[Exposure]) -> None:
        """A sign for each class, a card for each factor."""
        wanted = [("警示标识", said) for held in classes for said in self.words["signs"].get(held.hazard_class, ())]
        wanted += [("告知卡", factor.written) for factor in factors]
        placed = self._day()
        for kind, name in dict.fromkeys(wanted):
            self.rows[WarningSign].append(
                {
                    "employer_id": number, "kind": kind, "name": name, "number": self.chance.randrange(1, 5),
                    "placed_on": placed, "maintained_on": self.on if self.chance.random() < 0.2 else None,
                }
            )  # fmt: skip

    def unit(self, number: int, kind: str, heads: int) -> int:
        """The unit that the contracted or dispatched workers of the card belong to; gives the heads."""
        name, work = self.chance.choice(self.words["units"][kind])
        self.rows[LabourAgency].append(
            {
                "employer_id": number, "kind": kind, "name": name, "work": work, "heads": heads,
                "women": self.chance.randrange(heads + 1), "exposed": self.chance.randrange(heads + 1),
                "since": self._day(), "told": self.chance.random() < 0.7,
            }
        )  # fmt: skip
        return heads

    def honour(self, number: int) -> None:
        """One honour of the last year."""
        name, giver = self.chance.choice(self.words["honours"])
        row = {"employer_id": number, "name": name, "granted_on": self._day(), "granted_by": giver}
        self.rows[Honour].append(row | {"precision": "day"})

    def trained(self, number: int, training: Training) -> None:
        """The first few persons of the list of one training."""
        names = {self._person(): None for _ in range(min(training.trained or 0, 4))}
        for name in names:
            self.rows[TrainedPerson].append(
                {
                    "employer_id": number, "name": name, "audience": training.audience,
                    "trained_on": training.trained_on, "precision": training.precision, "hours": training.hours,
                    "score": float(self.chance.randrange(70, 100)), "signed": self.chance.random() < 0.9,
                }
            )  # fmt: skip

    def _day(self) -> date:
        return self.since + timedelta(days=self.chance.randrange(max(1, (self.on - self.since).days + 1)))

    def _person(self) -> str:
        return str(self.chance.choice(self.names["surnames"]) + self.chance.choice(self.names["given"]))
