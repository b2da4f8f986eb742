"""The township itself and its areas: who reports, to whom, and which villages there are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import search
from db.models.employer import Employer
from db.models.place import Area, Township
from desktop.work.change import Change
from desktop.work.problem import Problem

KINDS = (("社区", "社区"), ("园区", "园区"), ("开发区", "园区"), ("工业区", "园区"), ("网格", "网格"), ("片区", "片区"))
VILLAGE_KINDS = ("村", "社区", "园区")
ORDINAL = re.compile(r"^\s*\d+[.、)）]?\s*")


@dataclass(frozen=True, slots=True)
class TownshipCard:
    """Who reports to whom, as printed on every report. None: not filled in yet."""

    name: str
    county: str | None = None
    bureau: str | None = None
    office: str | None = None
    person: str | None = None
    phone: str | None = None
    division_code: str | None = None

    @property
    def addressee(self) -> str:
        """主送机关: the bureau, or the county's health bureau by its usual name."""
        return self.bureau or f"{self.county or '县'}卫生健康局"

    @property
    def issuer(self) -> str:
        """落款: the office, or the township's government."""
        return self.office or f"{self.name}人民政府"


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One node of the area tree with the number of employers registered directly in it."""

    id: int
    parent_id: int | None
    kind: str
    name: str
    employers: int
    closed_on: date | None


def township(session: Session) -> TownshipCard | None:
    """The township of this file; None before the first-run wizard."""
    row = session.get(Township, 1)
    if row is None:
        return None
    return TownshipCard(row.name, row.county, row.bureau, row.office, row.person, row.phone, row.division_code)


def save_township(session: Session, card: TownshipCard, *, on: date) -> Change:
    """Write the township's card. Raises Problem when it has no name."""
    if not card.name.strip():
        raise Problem("还没有填写乡镇（街道）名称。", "请填写名称，例如“梅溪镇”，它会印在每份报告的标题上。")
    row = session.get(Township, 1)
    if row is None:
        row = Township(id=1, name=card.name, opened_on=on)
        session.add(row)
    row.name = card.name.strip()
    for name in ("county", "bureau", "office", "person", "phone", "division_code"):
        written = getattr(card, name)
        setattr(row, name, written.strip() or None if written else None)
    return Change(f"本单位信息已更新：{row.name}", settings=True)


def areas(session: Session) -> list[AreaRow]:
    """Every area, in the order lists and reports have it."""
    counted = select(Employer.area_id, func.count(Employer.id)).group_by(Employer.area_id)
    employers = {area: number for area, number in session.execute(counted) if area is not None}
    query = select(Area).order_by(func.coalesce(Area.position, 10_000), Area.id)
    return [
        AreaRow(a.id, a.parent_id, a.kind, a.name, employers.get(a.id, 0), a.closed_on) for a in session.scalars(query)
    ]


def kind_of(name: str) -> str:
    """The kind an area's name tells: …社区, …园区, else 村."""
    return next((kind for ending, kind in KINDS if name.endswith(ending)), "村")


def add_areas(session: Session, written: Iterable[str], *, parent_id: int | None = None) -> Change:
    """Add villages from pasted lines: one a line, or several separated by 、 or commas. Known ones stay as they are."""
    known = set(session.scalars(select(Area.name)))
    names: list[str] = []
    for line in written:
        for part in re.split(r"[、,，;；\t]", line):
            name = ORDINAL.sub("", part).strip()
            if name and name not in known:
                known.add(name)
                names.append(name)
    if not names:
        raise Problem("没有新的村（社区）可以添加。", "请每行写一个名称；已经有的不会重复添加。")
    position = session.scalar(select(func.max(Area.position))) or 0
    for number, name in enumerate(names, position + 1):
        pinyin, _ = search.key(name)
        session.add(Area(name=name, kind=kind_of(name), parent_id=parent_id, pinyin=pinyin, position=number))
    shown = "、".join(names[:3]) + (f"等 {len(names)} 个" if len(names) > 3 else "")
    return Change(f"已添加村（社区）：{shown}", settings=True, listed=True)


def rename_area(session: Session, area_id: int, name: str) -> Change:
    """Give an area another name; the old one is still recognised in spreadsheets."""
    area = _area(session, area_id)
    new = name.strip()
    if not new:
        raise Problem("名称不能为空。", "请填写村（社区）的名称。")
    other = session.scalar(select(Area).where(Area.name == new, Area.id != area_id))
    if other is not None:
        raise Problem(f"已经有“{new}”了。", "如果两者是同一个村，请把企业改到其中一个，再停用另一个。")
    old, area.name = area.name, new
    aliases = [alias for alias in (area.aliases or "").split("、") if alias and alias != new]
    area.aliases = "、".join(dict.fromkeys([*aliases, old]))
    area.pinyin, _ = search.key(new)
    employers = frozenset(session.scalars(select(Employer.id).where(Employer.area_id == area_id)))
    return Change(f"“{old}”已改名为“{new}”", employers, settings=True)


def close_area(session: Session, area_id: int, *, on: date) -> Change:
    """Close an area that is no longer used. Raises Problem while employers are registered in it."""
    area = _area(session, area_id)
    number = session.scalar(select(func.count(Employer.id)).where(Employer.area_id == area_id)) or 0
    if number:
        raise Problem(f"“{area.name}”还有 {number} 家企业，不能停用。", "请先在企业台账里把它们改到别的村（社区）。")
    area.closed_on = on
    return Change(f"已停用：{area.name}", settings=True)


def _area(session: Session, area_id: int) -> Area:
    area = session.get(Area, area_id)
    if area is None:
        raise Problem("这个村（社区）已被删除。", "请按 F5 刷新后重试。")
    return area
