"""回收站: employers and ledger lines that were removed, with all that belonged to them; restored one by one or many."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from db import images
from db.images import Part
from db.models.employer import Employer
from db.models.place import Area
from db.models.upkeep import Binned
from db.portions import portions
from desktop.rules.tables import Rulebook
from desktop.work import findings_tests, grading
from desktop.work.change import Change
from desktop.work.problem import Problem

EMPLOYER = Employer.__tablename__
WHERE = "可在回收站恢复"


@dataclass(frozen=True, slots=True)
class Label:
    """How a record is called in the bin. owner: the village of an employer, the employer of a ledger line."""

    name: str
    owner: str | None
    employer_id: int


@dataclass(frozen=True, slots=True)
class Item:
    """One record in the bin. kind: 企业, or the name of the ledger; lines: how many rows come back with it."""

    id: int
    kind: str
    name: str
    owner: str | None
    removed_on: date
    lines: int


def remove(session: Session, ids: Sequence[int], *, on: date) -> Change:
    """Put employers with everything about them into the bin; nothing counts or finds them there. One undo.

    Raises Problem when none of them is there any more.
    """
    labels: dict[int, Label] = {}
    for chunk in portions(ids):
        query = select(Employer.id, Employer.name, Area.name).outerjoin(Area, Employer.area_id == Area.id)
        for number, name, village in session.execute(query.where(Employer.id.in_(chunk))):
            labels[number] = Label(name, village, number)
    if not labels:
        raise Problem("要删除的企业已经不在台账里。", "请在台账里重新选择。")
    lines = put_away(session, EMPLOYER, labels, on=on)
    what = f"{len(labels):,} 家"
    if len(labels) == 1:
        name = next(iter(labels.values())).name
        what = f"“{name}”" + (f"（连同 {lines:,} 条记录）" if lines else "")
    return Change(f"已删除 {what}，{WHERE}", frozenset(labels), listed=True)


def put_away(session: Session, table: str, labels: Mapping[int, Label], *, on: date) -> int:
    """Move rows of any table into the bin; gives how many rows went with them."""
    taken = images.take(session, table, list(labels))
    rows = [
        {
            "kind": table,
            "name": labels[key].name[:500],
            "owner": labels[key].owner,
            "employer_id": labels[key].employer_id,
            "lines": sum(not part.link for part in parts) - 1,
            "removed_on": on,
            "contents": json.dumps([asdict(part) for part in parts], ensure_ascii=False),
        }
        for key, parts in taken.items()
        if parts
    ]
    if rows:
        session.execute(insert(Binned), rows)
    return sum(int(str(row["lines"])) for row in rows)


def items(session: Session, rulebook: Rulebook) -> list[Item]:
    """What is in the bin, the latest first."""
    query = select(Binned.id, Binned.kind, Binned.name, Binned.owner, Binned.removed_on, Binned.lines)
    return [
        Item(row.id, _kind(row.kind, rulebook), row.name, row.owner, row.removed_on, row.lines)
        for row in session.execute(query.order_by(Binned.id.desc()))
    ]


def restore(session: Session, ids: Sequence[int], *, rulebook: Rulebook, on: date) -> Change:
    """Put records back with everything that went with them; employers before their lines; one undo.

    Raises Problem when a code stands at another employer by now, or a line's employer is gone: nothing is restored.
    """
    found = _binned(session, ids)
    found.sort(key=lambda row: (row.kind != EMPLOYER, row.id))
    touched: set[int] = set()
    lost = 0
    for row in found:
        parts = [Part(**part) for part in json.loads(row.contents)]
        if row.kind == EMPLOYER:
            _refuse_double(session, row.name, parts[0].values.get("credit_code"))
        done = images.put(session, parts)
        key = done.made.get((row.kind, parts[0].key))
        if key is None:
            raise Problem(
                f"“{row.owner or ''} {row.name}”所属的企业或报告已不在台账里。",
                "请先在回收站里恢复它。",
                "什么也没有恢复。",
            )
        touched.add(key if row.kind == EMPLOYER else row.employer_id)
        lost += done.lost
        session.execute(delete(Binned).where(Binned.id == row.id))
    for chunk in portions(sorted(touched)):
        findings_tests.follow(session, rulebook, on, chunk)
        grading.regrade(session, rulebook, on, chunk)
    told = f"“{found[0].name}”" if len(found) == 1 else _counted(found)
    left = f"；{lost:,} 条记录所属的内容已不在，没有恢复" if lost else ""
    return Change(f"已恢复 {told}{left}", frozenset(touched), listed=True)


def discard(session: Session, ids: Sequence[int]) -> Change:
    """Remove records from the bin for good; only undo brings them back."""
    found = _binned(session, ids)
    for chunk in portions([row.id for row in found]):
        session.execute(delete(Binned).where(Binned.id.in_(chunk)))
    return Change(f"已从回收站彻底删除 {len(found):,} 项", frozenset())


def _binned(session: Session, ids: Iterable[int]) -> list[Binned]:
    found: list[Binned] = []
    for chunk in portions(list(dict.fromkeys(ids))):
        found.extend(session.scalars(select(Binned).where(Binned.id.in_(chunk))))
    if not found:
        raise Problem("回收站里已经没有这一项。", "可能刚被恢复，请重新打开回收站看一看。")
    return found


def _counted(rows: Sequence[Binned]) -> str:
    employers = sum(row.kind == EMPLOYER for row in rows)
    words = [f"{employers:,} 家企业"] if employers else []
    return "、".join([*words, f"{len(rows) - employers:,} 条记录"] if len(rows) > employers else words)


def _kind(table: str, rulebook: Rulebook) -> str:
    form = rulebook.ledgers.get(table)
    return "企业" if table == EMPLOYER else form.label if form else table


def _refuse_double(session: Session, name: str, code: str | None) -> None:
    other = session.scalar(select(Employer.name).where(Employer.credit_code == code)) if code else None
    if other is not None:
        raise Problem(
            f"“{name}”的信用代码 {code} 现在登记在“{other}”名下。",
            f"请核对营业执照；要恢复它，请先改“{other}”的信用代码，或恢复后用“疑似重复”合并。",
            "什么也没有恢复。",
        )
