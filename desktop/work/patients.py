"""The restricted ledger: persons with an occupational disease and their follow-up, sealed row by row."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.restricted import Patient, PatientVisit, RestrictedKey
from desktop.rules.ledger_forms import LedgerForm
from desktop.rules.tables import Rulebook
from desktop.work import sealing
from desktop.work.change import Change
from desktop.work.ledger_cells import shown, values_of
from desktop.work.ledgers import Line
from desktop.work.problem import Problem
from desktop.work.sealing import Key

PATIENT, VISIT = "patient", "patient_visit"
KEPT = "受限台账没有改动。"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a person holds while the ledger is unlocked: the key, and the rules the cells are read by."""

    key: Key
    rulebook: Rulebook
    on: date


def is_set_up(session: Session) -> bool:
    """Whether a password has been chosen."""
    return session.scalar(select(func.count(RestrictedKey.id))) == 1


def count(session: Session, employer_id: int) -> int:
    """How many persons are kept for an employer; this may be seen without the password."""
    return session.scalar(select(func.count(Patient.id)).where(Patient.employer_id == employer_id)) or 0


def set_up(session: Session, password: str) -> tuple[Change, str]:
    """Choose the password for the first time; gives the recovery code, which is shown once. Raises Problem."""
    if is_set_up(session):
        raise Problem("受限台账已经设过密码。", "请用原来的密码解锁后再修改密码。", KEPT)
    _refuse_weak(password)
    key, code = sealing.new_key(), sealing.new_recovery_code()
    wraps = {
        sealing.PASSWORD: sealing.wrapped(key, sealing.PASSWORD, password),
        sealing.RECOVERY: sealing.recovery_wrap(key, code),
    }
    session.add(RestrictedKey(wraps=json.dumps(wraps)))
    return Change("受限台账：设置密码", final=True), code


def unlock(session: Session, secret: str) -> Key:
    """The key for a password or a recovery code. Raises Problem when it is neither."""
    try:
        return sealing.opened(_wraps(session), secret)
    except sealing.WrongSecret:
        raise Problem(
            "密码不对。",
            "请核对大小写后再输一次；忘记密码时，可以输入设置密码时打印的恢复码。",
            "病人资料仍然是加密的，没有改动。",
        ) from None


def change_password(session: Session, key: Key, password: str) -> tuple[Change, str]:
    """Another password and another recovery code; the old ones open nothing any more. Raises Problem."""
    _refuse_weak(password)
    row, code = session.scalars(select(RestrictedKey)).one(), sealing.new_recovery_code()
    row.wraps = json.dumps({
        sealing.PASSWORD: sealing.wrapped(key, sealing.PASSWORD, password),
        sealing.RECOVERY: sealing.recovery_wrap(key, code),
    })  # fmt: skip
    return Change("受限台账：修改密码", final=True), code


def people(session: Session, employer_id: int, opened: Opened) -> list[Line]:
    """The persons of an employer, in the order they were entered."""
    query = select(Patient).where(Patient.employer_id == employer_id).order_by(Patient.id)
    return [_line(row, PATIENT, opened) for row in session.scalars(query)]


def visits(session: Session, patient_id: int, opened: Opened) -> list[Line]:
    """The follow-up rounds of a person, the newest first."""
    query = select(PatientVisit).where(PatientVisit.patient_id == patient_id).order_by(PatientVisit.id)
    lines = [_line(row, VISIT, opened) for row in session.scalars(query)]
    return sorted(lines, key=lambda line: (line.cells["visited_on"] or "", line.id), reverse=True)


def written(session: Session, ledger: str, line_id: int, opened: Opened) -> dict[str, str]:
    """What stands in the fields of a line, to be changed."""
    form, cells = opened.rulebook.ledgers[ledger], _cells(_row(session, ledger, line_id), ledger, opened)
    return {field.key: shown(field, cells, opened.rulebook, typed=True) or "" for field in form.fields}


def add(session: Session, ledger: str, owner: int, text: Mapping[str, str], opened: Opened) -> tuple[Change, int]:
    """Add a person to an employer, or a round to a person; gives the line's id. Raises Refused like other ledgers."""
    form = opened.rulebook.ledgers[ledger]
    values = values_of(form, text, {}, opened.rulebook, opened.on)
    place = secrets.token_hex(16)
    text_sealed = sealing.seal(opened.key, _place(ledger, place), _plain(values))
    row: Patient | PatientVisit
    if ledger == PATIENT:
        row = Patient(employer_id=owner, seal=place, sealed=text_sealed)
    else:
        row = PatientVisit(patient_id=owner, seal=place, sealed=text_sealed)
    session.add(row)
    session.flush()
    return _told(session, form, row, "新增"), row.id


def change(session: Session, ledger: str, line_id: int, text: Mapping[str, str], opened: Opened) -> Change:
    """Write other cells into a line; keys that are not named stay as they are."""
    form, row = opened.rulebook.ledgers[ledger], _row(session, ledger, line_id)
    before = written(session, ledger, line_id, opened)
    values = values_of(form, text, before, opened.rulebook, opened.on)
    if _plain(values) != sealing.unseal(opened.key, _place(ledger, row.seal), row.sealed):
        row.sealed = sealing.seal(opened.key, _place(ledger, row.seal), _plain(values))
        session.flush()
    return _told(session, form, row, "修改")


def remove(session: Session, ledger: str, line_id: int, opened: Opened) -> Change:
    """Take a line away; a person takes the rounds along. Undo brings the sealed rows back."""
    form, row = opened.rulebook.ledgers[ledger], _row(session, ledger, line_id)
    said = _told(session, form, row, "删除")
    session.delete(row)
    session.flush()
    return said


def owner_of(session: Session, ledger: str, line_id: int) -> int:
    """The employer a line belongs to."""
    row = _row(session, ledger, line_id)
    if isinstance(row, PatientVisit):
        row = session.get_one(Patient, row.patient_id)
    return row.employer_id


def _told(session: Session, form: LedgerForm, row: Patient | PatientVisit, what: str) -> Change:
    """The sentence of the history: it names the employer, never the person."""
    owner = row.employer_id if isinstance(row, Patient) else session.get_one(Patient, row.patient_id).employer_id
    name = session.scalar(select(Employer.name).where(Employer.id == owner))
    return Change(f"{name}：{what}受限台账一行（{form.label}）", frozenset({owner}))


def _line(row: Patient | PatientVisit, ledger: str, opened: Opened) -> Line:
    cells, form = _cells(row, ledger, opened), opened.rulebook.ledgers[ledger]
    return Line(row.id, {field.key: shown(field, cells, opened.rulebook) for field in form.fields})


def _cells(row: Patient | PatientVisit, ledger: str, opened: Opened) -> SimpleNamespace:
    """The opened row. Fields that came later than the row are unknown."""
    held = sealing.unseal(opened.key, _place(ledger, row.seal), row.sealed)
    return SimpleNamespace(**{field.key: held.get(field.key) for field in opened.rulebook.ledgers[ledger].fields})


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def _place(ledger: str, seal: str) -> str:
    return f"{ledger}:{seal}"


def _row(session: Session, ledger: str, line_id: int) -> Patient | PatientVisit:
    row: Patient | PatientVisit | None = (
        session.get(Patient, line_id) if ledger == PATIENT else session.get(PatientVisit, line_id)
    )
    if row is None:
        raise Problem("这一行已经不在了。", "可能刚被撤销或删除，请重新选一行。")
    return row


def _wraps(session: Session) -> dict[str, dict[str, Any]]:
    row = session.scalars(select(RestrictedKey)).one_or_none()
    if row is None:
        raise Problem("受限台账还没有设置密码。", "请先在企业卡片的“病人（受限）”里设置密码。")
    found: dict[str, dict[str, Any]] = json.loads(row.wraps)
    return found


def _refuse_weak(password: str) -> None:
    if len(password) < sealing.SHORTEST_PASSWORD or password.isdigit():
        raise Problem(
            "密码太容易猜到。",
            f"请至少用 {sealing.SHORTEST_PASSWORD} 个字符，不要只用数字。",
            KEPT,
        )
