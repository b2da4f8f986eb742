"""双随机: every draw that was made, as the record that anybody can draw again."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.columns import Day, Json, Key, Line, Name, Table


class Draw(Table):
    """One draw. `record` is the canonical JSON of desktop.schedule.draw; the other columns only list it."""

    __tablename__ = "draw_record"

    id: Mapped[Key]
    title: Mapped[Name]
    drawn_on: Mapped[Day] = mapped_column(index=True)
    seed: Mapped[Line]
    listed: Mapped[int]  # employers in the list
    drawn: Mapped[int]  # employers that were drawn
    record: Mapped[Json]
    seal: Mapped[str] = mapped_column(String(64))
