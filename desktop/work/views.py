"""Saved views: the conditions, sorting and columns of the register page under a name, with the words as typed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.models.upkeep import SavedView
from desktop.work.change import Change
from desktop.work.problem import Problem
from desktop.work.register import Query

KEPT = ("villages", "statuses", "levels", "combined", "managements", "factors", "states", "dues", "sort", "cells")


@dataclass(frozen=True, slots=True)
class View:
    """One saved view. written: what stands in the search box, understood anew each time it is opened.

    columns: those that are seen, from left to right, by the keys lists are written by; empty: left as they are.
    """

    id: int
    name: str
    written: str
    query: Query
    columns: tuple[str, ...] = ()


def views(session: Session) -> list[View]:
    """Every saved view, by name."""
    found = session.scalars(select(SavedView).order_by(SavedView.name))
    return [View(row.id, row.name, row.written, *_kept(row.filters)) for row in found]


def save(session: Session, name: str, written: str, query: Query, *, on: date, columns: Sequence[str] = ()) -> Change:
    """Keep the conditions under a name; one of the same name is replaced. Raises Problem without a name."""
    name = name.strip()
    if not name:
        raise Problem("还没有给视图起名。", "请写一个名称，例如“三季度没检测的丙类”。")
    kept = {key: getattr(query, key) for key in KEPT} | {"columns": list(columns)}
    filters = json.dumps(kept, ensure_ascii=False)
    row = session.scalar(select(SavedView).where(SavedView.name == name))
    if row is None:
        session.add(SavedView(name=name[:200], written=written, filters=filters, saved_on=on))
    else:
        row.written, row.filters, row.saved_on = written, filters, on
    return Change(f"已保存视图：{name}")


def remove(session: Session, view_id: int) -> Change:
    """Delete a saved view. Raises Problem when it is no longer there."""
    name = session.scalar(select(SavedView.name).where(SavedView.id == view_id))
    if name is None:
        raise Problem("这个视图已经删除了。", "不需要做什么。")
    session.execute(delete(SavedView).where(SavedView.id == view_id))
    return Change(f"已删除视图：{name}")


def _kept(filters: str) -> tuple[Query, tuple[str, ...]]:
    kept = json.loads(filters)
    values: dict[str, Any] = {key: tuple(kept.get(key, ())) for key in KEPT if key not in ("sort", "cells")}
    cells = tuple((key, value) for key, value in kept.get("cells", ()))
    query = Query(**values, cells=cells, sort=tuple((key, bool(up)) for key, up in kept.get("sort", ())))
    return query, tuple(kept.get("columns", ()))
