"""The township and its areas: 镇 → 片区 → 村/社区 → 网格."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.columns import Code, Day, Key, Line, Name, Table


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
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    kind: Mapped[Code]  # 镇 片区 村 社区 园区 网格
    name: Mapped[Name]
    aliases: Mapped[Line | None]  # other ways villages are written, separated by “、”
    pinyin: Mapped[Line | None]
    position: Mapped[int | None]  # order in lists and reports
    patroller: Mapped[Name | None]  # 网格员: who is responsible for the employers here
    closed_on: Mapped[Day | None]
