"""What every table shares: the declarative class, the naming of constraints, and the kinds of column."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from sqlalchemy import Date, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Names for every constraint, so that a batch migration can find it.
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(DeclarativeBase):
    """Every table of the office file."""

    metadata = MetaData(naming_convention=NAMES)

    if TYPE_CHECKING:
        id: Mapped[int]


Key = Annotated[int, mapped_column(primary_key=True)]
Code = Annotated[str, mapped_column(String(32))]  # a code listed in resources/rules: its meaning is data, not schema
Name = Annotated[str, mapped_column(String(200))]
Line = Annotated[str, mapped_column(String(500))]
Long = Annotated[str, mapped_column(Text)]
Json = Annotated[str, mapped_column(Text)]  # JSON text, written with ensure_ascii=False so that searches find Chinese
Day = Annotated[date, mapped_column(Date)]
Precision = Annotated[str, mapped_column(String(5), default="day", server_default="day")]  # day | month | year
