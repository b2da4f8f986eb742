"""责任表: who answers for which grid, as a sheet to sign and as a workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from desktop.work import assignments, grids, people, settings
from desktop.work.people import PersonRow
from desktop.work.problem import Problem
from desktop.work.workload import NOT_HELD

if TYPE_CHECKING:
    from desktop.report.responsibility_1 import Responsibility


def gather(session: Session, on: date) -> Responsibility:
    """Every open area with employers of its own or somebody of its own, then employers with their own person.

    Raises Problem without a township.
    """
    from desktop.report.responsibility_1 import Held, Responsibility

    card = settings.township(session)
    if card is None:
        raise Problem("还没有填写本单位信息，责任表没有标题。", "请在“设置 → 本单位”填写名称后再打印。")
    staff = {row.name: row for row in people.rows(session, on)}
    heads: dict[int | None, list[int | None]] = defaultdict(list)
    alone: dict[int | None, list[tuple[str, int | None, str]]] = defaultdict(list)
    own = assignments.answering(session, on).of_employers
    query = select(Employer.id, Employer.name, Employer.area_id, Employer.exposed_workers).where(
        Employer.status.not_in(NOT_HELD)
    )
    for id, name, area, exposed in session.execute(query.order_by(Employer.sort_key, Employer.id)):
        if id in own:
            alone[area].append((name, exposed, "、".join(own[id])))
        else:
            heads[area].append(exposed)
    lines = []
    for row in grids.rows(session, on):
        mine = heads[row.id]
        if row.closed_on is not None or not (mine or alone[row.id] or (row.responsible and not row.inherited)):
            continue
        known = [number for number in mine if number is not None]
        lines.append(
            Held(
                row.name, len(mine), sum(known) if known else None, row.responsible,
                *_posts_and_phones(staff, row.responsible), row.helpers or "",
            )
        )  # fmt: skip
        for name, exposed, names in alone[row.id]:
            lines.append(Held(f"{row.name} · {name}", 1, exposed, names, *_posts_and_phones(staff, names), ""))
    return Responsibility(card.name, on, tuple(lines), sum(line.employers > 0 and not line.names for line in lines))


def _posts_and_phones(staff: Mapping[str, PersonRow], names: str | None) -> tuple[str, str]:
    named = [staff[name] for name in (names or "").split("、") if name in staff]
    posts = dict.fromkeys(one.post or one.role or "" for one in named)
    return "、".join(filter(None, posts)), "、".join(one.phone for one in named if one.phone)


def write(session: Session, file: Path, on: date) -> int:
    """Print it as .pdf or .xlsx, by the ending; gives the number of lines. Raises Problem when it cannot be written."""
    from desktop.report import responsibility_1

    if file.suffix.lower() not in (".pdf", ".xlsx"):
        raise Problem(f"责任表写成 PDF 或 xlsx，不能写成“{file.name}”。", "请把文件名改成 .pdf 或 .xlsx 结尾。")
    told = gather(session, on)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix.lower() == ".pdf":
            responsibility_1.write(file, told)
        else:
            responsibility_1.workbook(file, told)
    except OSError as error:
        raise Problem(
            f"写不进这个文件：{file.name}", "如果它正开着，请先关闭，或换一个文件名、文件夹。", "台账没有改动。"
        ) from error
    return len(told.lines)
