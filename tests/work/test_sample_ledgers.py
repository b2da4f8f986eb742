"""The made-up township keeps the further ledgers too, and the same ones for the same seed."""

from __future__ import annotations

from sqlalchemy import select

from db.models.everything import Employer, EquipmentIssue, Honour, LabourAgency, TrainedPerson, WarningSign
from desktop.work import sample
from desktop.work.office import Office
from tests.conftest import RESOURCES, TODAY

MODELS = (EquipmentIssue, WarningSign, LabourAgency, Honour, TrainedPerson)


def township(office: Office) -> dict[str, list[tuple[object, ...]]]:
    words = RESOURCES / "sample" / "township.toml"
    office.do(lambda s: sample.make(s, words, sample.Wish(60, 1, 5), rulebook=office.rulebook, on=TODAY))
    return office.ask(
        lambda s: {m.__tablename__: [tuple(row) for row in s.execute(select(m.__table__))] for m in MODELS}
    )


def test_some_employers_have_lines_in_every_further_ledger_and_the_same_seed_gives_the_same(office):
    first = township(office)
    assert all(first.values())
    contracted = office.ask(
        lambda s: {e.id: {"外包": e.outsourced, "派遣": e.dispatched} for e in s.scalars(select(Employer))}
    )
    lines = office.ask(
        lambda s: s.execute(select(LabourAgency.employer_id, LabourAgency.kind, LabourAgency.heads)).all()
    )
    assert {kind for _, kind, _ in lines} == {"外包", "派遣"}
    assert all(contracted[employer][kind] == heads for employer, kind, heads in lines)

    office.undo()
    assert township(office) == first
