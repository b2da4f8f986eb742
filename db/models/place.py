"""The township and its areas: 镇 → 片区 → 村/社区 → 网格."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Float, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.columns import Code, Day, Key, Line, Name, Table

OF_AREA = "area.id"


class Township(Table):
    """The one office this file belongs to; exactly one row, id 1."""

    __tablename__ = "township"

    id: Mapped[Key]
    name: Mapped[Name]  # 梅溪镇
    county: Mapped[Name | None]  # 安吉县
    bureau: Mapped[Name | None]  # 主送机关: 安吉县卫生健康局
    office: Mapped[Name | None]  # 落款: 梅溪镇人民政府
    person: Mapped[Name | None]  # 填报人
    phone: Mapped[Name | None]
    division_code: Mapped[Code | None]
    opened_on: Mapped[Day | None]


class Area(Table):
    """A node of the area tree. Closed areas stay: past quarters must still add up."""

    __tablename__ = "area"

    id: Mapped[Key]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey(OF_AREA), index=True)
    kind: Mapped[Code]  # 镇 片区 村 社区 园区 网格
    name: Mapped[Name]
    aliases: Mapped[Line | None]  # other ways villages are written, separated by “、”
    pinyin: Mapped[Line | None]
    position: Mapped[int | None]  # order in lists and reports
    closed_on: Mapped[Day | None]
    longitude: Mapped[float | None] = mapped_column(Float)  # degrees east, of the place people gather
    latitude: Mapped[float | None] = mapped_column(Float)
    market_days: Mapped[Line | None]  # 逢3、8 (of the month) or 周二、周五: no patrol on these days
    patrol_note: Mapped[Line | None]  # what a crew should know: whom to call first, where the key is


class AreaHistory(Table):
    """What an area was called, and what it belonged to, from a day on. The newest row is as the area is now."""

    __tablename__ = "area_history"

    id: Mapped[Key]
    area_id: Mapped[int] = mapped_column(ForeignKey(OF_AREA, ondelete="CASCADE"), index=True)
    since: Mapped[Day | None]  # None: from the beginning
    name: Mapped[Name]
    kind: Mapped[Code]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey(OF_AREA, ondelete="SET NULL"), index=True)


class AreaBlocked(Table):
    """Days on which nobody can patrol an area, both included: 道路施工, 汛期, 庙会."""

    __tablename__ = "area_blocked"
    __table_args__ = (CheckConstraint("last_on >= first_on", name="ends_after_start"),)

    id: Mapped[Key]
    area_id: Mapped[int] = mapped_column(ForeignKey(OF_AREA, ondelete="CASCADE"), index=True)
    first_on: Mapped[Day]
    last_on: Mapped[Day]
    reason: Mapped[Line | None]


class AreaDistance(Table):
    """How far two areas are apart, as somebody who knows the roads says. `one_id` is the smaller id."""

    __tablename__ = "area_distance"
    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        CheckConstraint("one_id < other_id", name="smaller_first"),
        CheckConstraint("km >= 0", name="km"),
    )

    id: Mapped[Key]
    one_id: Mapped[int] = mapped_column(ForeignKey(OF_AREA, ondelete="CASCADE"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey(OF_AREA, ondelete="CASCADE"), index=True)
    km: Mapped[float | None] = mapped_column(Float)  # None: only known to be neighbours
    neighbours: Mapped[bool]
