"""Persons with an occupational disease: sealed rows. The file, its journal and its backups hold ciphertext only."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.columns import Json, Key, Name, Table
from db.models.employer import OF_EMPLOYER


class RestrictedKey(Table):
    """The key of the sealed rows, wrapped by the password and by the recovery code: one row, never journalled.

    `wraps` is JSON: for each way in, the salt, the cost of scrypt and the wrapped key.
    """

    __tablename__ = "restricted_key"

    id: Mapped[Key]
    wraps: Mapped[Json]


class Patient(Table):
    """One person. `seal` names the row inside its own ciphertext, so that rows cannot be exchanged."""

    __tablename__ = "patient"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    seal: Mapped[Name]
    sealed: Mapped[Json]


class PatientVisit(Table):
    """One round of follow-up."""

    __tablename__ = "patient_visit"

    id: Mapped[Key]
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id", ondelete="CASCADE"), index=True)
    seal: Mapped[Name]
    sealed: Mapped[Json]
