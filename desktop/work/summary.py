"""The summary of a period: gather its figures, check them, print them, issue them. The only place figures are made."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.paperwork import ReportIssue
from db.models.place import Area
from desktop.rules import crosschecks, figures
from desktop.rules.figures import Figure, Summary
from desktop.rules.tables import Rulebook
from desktop.rules.words import Period
from desktop.work import facts, settings
from desktop.work.change import Change
from desktop.work.problem import Problem

EDITION = "summary/1"
UNNAMED = settings.TownshipCard("××镇")  # a draft may be looked at before the township is filled in
FILE_NAME = "{period}{township}职业健康工作情况报告{mark}"


def gather(session: Session, period: Period, rulebook: Rulebook, on: date) -> Summary:
    """Everything a summary of `period` says, as known on `on`; a running period is counted up to that day.

    Raises Problem for a period that has not begun.
    """
    if period.start > on:
        raise Problem(f"{period.label}还没有开始。", "请选一个已经开始的统计期。")
    period = period.known_on(on)
    card = settings.township(session) or UNNAMED
    employers = facts.employers(session)
    levels = facts.verdicts(session, rulebook, period.end)
    register = figures.Register(employers, period, rulebook, levels=levels)
    order = select(Area.name).where(Area.kind.in_(settings.VILLAGE_KINDS)).order_by(Area.position)
    made, villages = register.figures(), register.by_village(list(session.scalars(order)))
    classes, ranks = register.distributions()
    # Of a verdict, earlier figures ask the nature of the factors only, and that has no date: one grading serves both.
    before = figures.Register(employers, period.previous, rulebook, levels=levels).figures()
    sheet = crosschecks.Sheet(employers, period, made, villages, levels, before)
    edition = rulebook.edition(period.end) or rulebook.editions[-1]
    return Summary(
        period=period,
        township=card.name,
        office=card.issuer,
        addressee=card.addressee,
        edition=EDITION,
        rule_edition=edition.id,
        made_on=on,
        figures=made,
        villages=villages,
        grades=classes,
        levels=ranks,
        unconfirmed=figures.doubts(made, levels),
        names={employer.id: employer.name for employer in employers},
        findings=crosschecks.check(sheet, rulebook),
        rule_name=edition.name,
    )


def write(summary: Summary, folder: Path, *, draft: bool = True) -> list[Path]:
    """Write the PDF and the workbook of a summary; gives the files. Raises Problem when they cannot be written."""
    from desktop.report import editions

    name = FILE_NAME.format(period=summary.period.label, township=summary.township, mark="（草稿）" if draft else "")
    try:
        files, _ = editions.write_both(folder, name, summary, draft=draft)
    except PermissionError as error:
        raise Problem(
            f"报告写不进去：{name}", "如果它正在 WPS 或阅读器里打开，请先关闭，或换一个文件夹。", "数字没有改动。"
        ) from error
    except OSError as error:
        raise Problem(
            f"报告写不出来：{folder}", f"请换一个文件夹再试（{error.strerror}）。", "数字没有改动。"
        ) from error
    return files


def write_issue(summary: Summary, folder: Path) -> list[Path]:
    """Write the files of a report that is about to be issued; a report issued earlier keeps its own files.

    Raises Problem while it may not be issued, or when the files cannot be written.
    """
    refuse_errors(summary)
    made = FILE_NAME.format(period=summary.period.label, township=summary.township, mark="")
    if not list(folder.glob(f"{made}.*")):
        return write(summary, folder, draft=False)
    drawn = write(summary, folder / ".出具", draft=False)
    number = 2
    while list(folder.glob(f"{made}（更正{number}）.*")):
        number += 1
    try:
        kept = [Path(shutil.move(file, folder / f"{made}（更正{number}）{file.suffix}")) for file in drawn]
        (folder / ".出具").rmdir()
    except OSError as error:
        raise Problem(f"报告写不出来：{folder}", f"请检查磁盘后再试（{error.strerror}）。", "报告没有出具。") from error
    return kept


def issue(session: Session, summary: Summary, files: Sequence[Path], *, by: str | None, on: date) -> Change:
    """Keep a summary as issued, with its editions and the hash of its PDF, for ever. A second one corrects the first.

    Raises Problem while a cross-check finds an error.
    """
    refuse_errors(summary)
    before = session.scalar(
        select(ReportIssue.id).where(ReportIssue.period == summary.period.id).order_by(ReportIssue.id.desc()).limit(1)
    )
    pdf = next((file for file in files if file.suffix == ".pdf"), None)
    session.add(
        ReportIssue(
            period=summary.period.id,
            edition=summary.edition,
            rule_edition=summary.rule_edition,
            figures=frozen(summary),
            sha256=hashlib.sha256(pdf.read_bytes()).hexdigest() if pdf else "",
            issued_on=on,
            issued_by=by,
            replaces_id=before,
        )
    )
    return Change(f"已出具：{summary.period.label}报告{'（更正上一份）' if before else ''}", settings=True, final=True)


def refuse_errors(summary: Summary) -> None:
    """Raise Problem while the township has no name or a cross-check finds an error: such a report is not issued."""
    if summary.township == UNNAMED.name:
        raise Problem("还没有填写本单位信息，报告没有标题和落款。", "请在“设置 → 本单位”填写乡镇名称和主送机关。")
    if errors := [finding for finding in summary.findings if finding.level == "error"]:
        raise Problem(
            f"报表有 {len(errors)} 处勾稽关系不符，不能正式出具。", f"请先处理：{errors[0].sentence}", "草稿仍可打印。"
        )


def frozen(summary: Summary) -> str:
    """The whole summary as JSON, as it is kept with an issued report."""
    kept = asdict(replace(summary, period=summary.period, findings=()))
    return json.dumps(kept, ensure_ascii=False, default=str)


def plain(figure: Figure) -> dict[str, Any]:
    """A figure as the commands print it."""
    found: dict[str, Any] = {
        "value": round(figure.value, 2) if isinstance(figure.value, float) else figure.value,
        "unknown": figure.unknown,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
    }
    if figure.year_to_date is not None:
        found["year_to_date"] = figure.year_to_date
    if figure.parts:
        found["parts"] = dict(figure.parts)
    if figure.unconfirmed:
        found["unconfirmed"] = True
    return found


def shown(figure: Figure) -> str:
    """A figure in words: 80%（8/10，另有 2 家未登记）; “—” when it cannot be computed."""
    if figure.value is None:
        value = "—"
    elif figure.unit == "%":
        value = f"{figure.value:.1f}%"
    else:
        value = f"{figure.value:,} {figure.unit}"
    told = [f"{figure.numerator}/{figure.denominator}"] if figure.denominator is not None else []
    told += [f"{label} {count}" for label, count in figure.parts]
    if figure.unknown:
        told.append(f"另有 {figure.unknown} 家无法计入")
    return f"{value}（{'，'.join(told)}）" if told else value


def rows_of(session: Session, ids: Sequence[int]) -> list[dict[str, Any]]:
    """The employers behind a figure: name, credit code and village, in register order."""
    wanted = set(ids)
    query = (
        select(Employer.id, Employer.name, Employer.credit_code, Area.name)
        .outerjoin(Area, Employer.area_id == Area.id)
        .order_by(Employer.sort_key, Employer.id)
    )
    return [
        {"id": employer, "name": name, "credit_code": code, "village": village}
        for employer, name, code, village in session.execute(query)
        if employer in wanted
    ]


def issued(session: Session) -> list[dict[str, Any]]:
    """Every issued report, newest first."""
    query = select(ReportIssue).order_by(ReportIssue.id.desc())
    return [
        {
            "id": row.id,
            "period": row.period,
            "edition": row.edition,
            "issued_on": row.issued_on,
            "issued_by": row.issued_by,
            "replaces": row.replaces_id,
        }
        for row in session.scalars(query)
    ]
