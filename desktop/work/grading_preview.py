"""What another edition, changed cells or changed facts would do to the register, before anything is kept."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from desktop.rules import grading_moves
from desktop.rules.exposure import Tested
from desktop.rules.grading import Exposed, Facts, Verdict, grade
from desktop.rules.grading_moves import Move, Stand, Visits
from desktop.rules.tables import Rulebook
from desktop.work import facts as known_facts
from desktop.work import grading, grading_rules
from desktop.work.problem import Problem

FACTS = ("exposed_workers", "management", "score", "over_limit", "factors")


@dataclass(frozen=True, slots=True)
class Moved:
    """One employer that would stand elsewhere."""

    move: Move
    name: str
    credit_code: str | None
    because: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole register before and after. Nothing is kept. missing: employers without a grade on either side."""

    edition: str
    on: date
    employers: int
    moved: tuple[Moved, ...]
    crossings: Mapping[tuple[str, str], int]
    visits_before: Visits
    visits_after: Visits
    ungraded_before: int
    ungraded_after: int
    unconfirmed: tuple[str, ...]  # cells of the edition that wait for their check
    after: Mapping[int, Verdict]


@dataclass(frozen=True, slots=True)
class Wish:
    """A what-if: the edition to grade by, cells to change in it, and facts to change of employers (“*” for all)."""

    edition: str | None = None
    cells: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read_wish(file: Path) -> Wish:
    """A what-if file. Raises Problem for one that cannot be read."""
    try:
        table = tomllib.loads(grading_rules.read_file(file))
    except tomllib.TOMLDecodeError as error:
        raise Problem(f"文件不是有效的 TOML：{file.name}（{error}）", "请按说明书里的例子改正。") from error
    unknown = set(table) - {"edition", "cells", "facts"}
    if unknown:
        raise Problem(f"看不懂“{'、'.join(sorted(unknown))}”。", '可以写 edition、[cells]、[facts."企业名称"]。')
    cells = {address: _text(value) for address, value in table.get("cells", {}).items()}
    return Wish(table.get("edition"), cells, table.get("facts", {}))


def _text(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("value", "")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(str(part) for part in value)
    return str(value)


def what_if(session: Session, rulebook: Rulebook, wish: Wish, on: date) -> Preview:
    """Who would move on `on`. Raises Problem for an edition, cell, employer or fact that is not there."""
    ground = grading_rules.whole(rulebook, wish.edition) if wish.edition else rulebook.edition(on)
    if ground is None:
        raise Problem(f"{on} 没有可用的分级方法。", "请在“设置 → 分级规则”中采用一个分级方法。")
    then, edition = rulebook, ground.id
    if wish.cells:
        text = grading_rules.edited(rulebook, ground.id, wish.cells, basis="", on=on)
        then, found = grading_rules.looked_at(rulebook, text)
        edition = found.id
    return _compared(session, rulebook, then, edition, on, wish.facts)


def of_edition(session: Session, rulebook: Rulebook, edition: str, on: date) -> Preview:
    """Who would move if `edition` held on `on`."""
    return what_if(session, rulebook, Wish(edition), on)


def of_pack(session: Session, rulebook: Rulebook, text: str, on: date) -> Preview:
    """Who would move if the pack in `text`, not kept yet, held on `on`. Raises Problem if it does not hold."""
    then, found = grading_rules.looked_at(rulebook, text)
    grading_rules.whole(then, found.id)
    return _compared(session, rulebook, then, found.id, on, {})


def _compared(
    session: Session,
    now: Rulebook,
    then: Rulebook,
    edition: str,
    on: date,
    changes: Mapping[str, Mapping[str, Any]],
) -> Preview:
    held = known_facts.for_grading(session, on, rulebook=now)
    listed = [
        (row.id, row.name, row.credit_code)
        for row in session.execute(
            select(Employer.id, Employer.name, Employer.credit_code)
            .where(Employer.status.not_in(grading.NOT_GRADED))
            .order_by(Employer.sort_key, Employer.id)
        )
    ]
    altered = _altered(held, listed, changes, then, on)
    before = {id: grade(held[id], now, on) for id, _, _ in listed}
    after = {id: grade(altered.get(id, held[id]), then, on, edition) for id, _, _ in listed}
    editions = {entry.id: entry for entry in then.editions}
    was = {id: grading_moves.stand(verdict) for id, verdict in before.items()}
    will = {id: grading_moves.stand(verdict) for id, verdict in after.items()}
    moves = grading_moves.moves(was, will, editions)
    names = {id: (name, code) for id, name, code in listed}
    return Preview(
        edition=edition,
        on=on,
        employers=len(listed),
        moved=tuple(Moved(move, *names[move.id], after[move.id].because) for move in moves),
        crossings=grading_moves.crossings(moves),
        visits_before=grading_moves.visits(was.values(), editions),
        visits_after=grading_moves.visits(will.values(), editions),
        ungraded_before=_ungraded(was),
        ungraded_after=_ungraded(will),
        unconfirmed=tuple(cell.label for cell in editions[edition].unconfirmed),
        after=after,
    )


def _ungraded(stands: Mapping[int, Stand]) -> int:
    return sum(one.level is None and one.combined is None for one in stands.values())


def _altered(
    held: Mapping[int, Facts],
    listed: Sequence[tuple[int, str, str | None]],
    changes: Mapping[str, Mapping[str, Any]],
    rulebook: Rulebook,
    on: date,
) -> dict[int, Facts]:
    found: dict[int, Facts] = {}
    for who, told in changes.items():
        if unknown := set(told) - set(FACTS):
            raise Problem(f"看不懂“{'、'.join(sorted(unknown))}”。", f"可以写：{'、'.join(FACTS)}。")
        ids = [id for id, name, code in listed if who in ("*", name, code)]
        if not ids:
            raise Problem(f"台账里没有参加分级的“{who}”。", '请写单位名称或统一社会信用代码，或写 "*" 表示全部。')
        for id in ids:
            found[id] = _with(found.get(id, held[id]), told, rulebook, on)
    return found


def _with(known: Facts, told: Mapping[str, Any], rulebook: Rulebook, on: date) -> Facts:
    if "factors" in told:
        named = [(written, rulebook.factors.find(written)) for written in told["factors"]]
        known = replace(known, factors=tuple(Exposed(written, f.code if f else None) for written, f in named))
    if "exposed_workers" in told:
        known = replace(known, exposed_workers=int(told["exposed_workers"]))
    if "management" in told:
        known = replace(known, management=str(told["management"]), score=None)
    if "score" in told:
        known = replace(known, management=None, score=float(told["score"]))
    if "over_limit" in told:
        known = replace(known, tests=(*known.tests, Tested(on, None, bool(told["over_limit"]))))
    return known


def plain(preview: Preview) -> dict[str, Any]:
    """A preview for JSON."""
    return {
        "edition": preview.edition,
        "on": preview.on.isoformat(),
        "employers": preview.employers,
        "moves": [
            {
                "name": one.name,
                "credit_code": one.credit_code,
                "which": one.move.which,
                "from": _stood(one.move.before),
                "to": _stood(one.move.after),
                "because": one.because,
            }
            for one in preview.moved
        ],
        "crossings": [{"from": a, "to": b, "employers": n} for (a, b), n in preview.crossings.items()],
        "visits_per_quarter": {"before": preview.visits_before.number, "after": preview.visits_after.number},
        "ungraded": {"before": preview.ungraded_before, "after": preview.ungraded_after},
        "unconfirmed": list(preview.unconfirmed),
    }


def _stood(one: Stand) -> dict[str, Any]:
    return {"edition": one.edition, "level": one.level, "class": one.combined}
