"""What each command does: the same work as the window's, its answer as plain values and as words."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from desktop import paths
from desktop.rules.fields import key_of
from desktop.work.change import Change
from desktop.work.office import Office
from desktop.work.problem import Problem
from desktop.work.progress import Progress

if TYPE_CHECKING:
    from desktop.work.intake import Plan

Answer = tuple[object, str]  # what --json prints, and what a person reads


def _done(change: Change) -> Answer:
    return {"said": change.said, "operation": change.number}, change.said


def take_in(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Take spreadsheets in: recognise, plan, apply. All files are one operation; with --dry-run nothing is written."""
    from desktop.work import grading_results, intake, sheetfile

    files = [sheetfile.read(path, progress) for path in wanted.files]
    for file in files:
        if grading_results.is_list(file):
            raise Problem(
                f"“{file.name}”是自查结果名单，不是台账。",
                f"请用 self-check --results {file.name} 导入。",
                "没有写入任何内容。",
            )
    headings, on = intake.load(paths.resources()), office.today()
    plans: list[intake.Plan] = []

    def plan(session: Session, file: sheetfile.SheetFile) -> intake.Plan:
        plans.append(intake.plan(session, file, rulebook=office.rulebook, headings=headings, on=on, progress=progress))
        return plans[-1]

    def apply(session: Session) -> Change:
        return Change.joined(
            intake.apply(session, plan(session, file), decisions={}, folder=office.folder, on=on, progress=progress)
            for file in files
        )

    number = None
    if wanted.dry_run:
        office.ask(lambda session: [plan(session, file) for file in files])
        said = [line for plan in plans for line in _tried(plan)]
    else:
        change = office.do(apply)
        number, said = change.number, [change.said]
    for place, one in enumerate(plans):
        said += [
            f"  {cell.cell} “{cell.value}”：{cell.why}。{cell.instead}" for s in one.sheets for cell in s.refused_cells
        ]
        if wanted.corrections and _to_correct(one):
            target = wanted.corrections
            target = target if place == 0 else target.with_stem(f"{target.stem}-{place + 1}")
            try:
                intake.correction_sheet(one, target)
            except Problem as problem:
                kept = "数据没有改动。" if wanted.dry_run else "导入已经完成，数据已写入。"
                raise Problem(problem.what, problem.remedy, kept) from problem
            said.append(f"待更正表：{target}")
    return {"files": [_plan_told(plan) for plan in plans], "operation": number}, "\n".join(said)


def _tried(plan: Plan) -> list[str]:
    """What a plan would do, sheet by sheet."""
    from desktop.work.intaking.plan import VERDICTS

    words = dict(zip(VERDICTS, ("新增", "更新", "未变", "待定", "退回"), strict=True))
    told = [
        f"  {sheet.sheet}：{len(sheet.rows):,} 行，"
        + "，".join(f"{word} {sheet.row_counts[verdict]:,}" for verdict, word in words.items())
        for sheet in plan.sheets
    ]
    passed = [f"  {name}：没有读取，{why}" for name, why in plan.skipped_sheets]
    return [f"{plan.name}：试算完成，没有写入", *told, *passed]


def _to_correct(plan: Plan) -> bool:
    return any(s.refused_cells or s.row_counts["doubtful"] or s.row_counts["refused"] for s in plan.sheets)


def _plan_told(plan: Plan) -> dict[str, Any]:
    return {
        "file": plan.name,
        "sheets": [
            {
                "sheet": sheet.sheet,
                "header_rows": sheet.recognised.header_rows,
                "rows": sheet.row_counts,
                "cells": sheet.cell_counts,
                "refused_cells": [
                    {"cell": c.cell, "field": c.field, "value": c.value, "why": c.why, "instead": c.instead}
                    for c in sheet.refused_cells
                ],
                "ignored_because": sheet.ignored_because,
                "doubtful": [
                    {"row": r.row, "name": r.name, "why": r.why} for r in sheet.rows if r.verdict == "doubtful"
                ],
                "missing": [name for _, name in sheet.missing],
            }
            for sheet in plan.sheets
        ],
        "skipped_sheets": [{"sheet": name, "why": why} for name, why in plan.skipped_sheets],
    }


def export(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Write the register as JSON or as a workbook, or the blank form to fill in."""
    from desktop.work import outgoing

    out, on, book = wanted.out, office.today(), office.rulebook
    if wanted.what == "template":
        office.ask(lambda session: outgoing.write_blank_form(session, out, book, made_on=on))
        return {"file": str(out)}, f"空白模板已写出：{out}"
    if wanted.on:
        _refuse_then(wanted, on)
    if out.suffix.lower() not in (".json", ".xlsx"):
        raise Problem(f"不能导出成这种文件：{out.name}", "请把文件名写成以 .xlsx 或 .json 结尾。")
    if out.suffix.lower() == ".json":
        number = office.ask(lambda session: outgoing.write_json(session, out))
    else:
        number = office.ask(lambda session: _export_sheet(session, office, wanted))
    what = "本台账" if wanted.ledgers else "家"
    then = f"截至 {wanted.on}，" if wanted.on else ""
    told = {"file": str(out), "employers": number} | ({"on": str(wanted.on)} if wanted.on else {})
    return told, f"已写出：{out}（{then}{number} {what}）"


def _refuse_then(wanted: Namespace, today: date) -> None:
    """Raise Problem for what cannot be told of an earlier day."""
    from desktop.work import asof

    asof.refuse_future(wanted.on, today)
    if wanted.ledgers or wanted.duties or wanted.out.suffix.lower() == ".json":
        raise Problem(
            "各项台账、六项事项和 JSON 只有现在的，没有某一天的。",
            "请去掉 --on，或去掉 --ledgers、--duties，把文件名写成以 .xlsx 结尾。",
            "没有写出文件。",
        )


def _export_sheet(session: Session, office: Office, wanted: Namespace) -> int:
    """The employers of a view or a search, or all: as one list, or their ledgers."""
    from desktop.commands.bulk import chosen, view_named
    from desktop.work import asof, outgoing, register
    from desktop.work.outgoing_columns import USUAL, all_columns
    from desktop.work.register import EmployerRow, Query

    book, on = office.rulebook, office.today()
    query = chosen(session, office, view=wanted.view, search=wanted.search) or Query()
    if wanted.ledgers:
        return outgoing.write_ledgers(session, query, wanted.out, rulebook=book, made_on=on)
    known = all_columns(book)
    held = view_named(session, wanted.view).columns if wanted.view else ()
    keys = list(wanted.columns or held or USUAL)
    if keys == ["all"]:
        keys = [key for key in known if not key.startswith(register.BY_DUTY) and key != "completeness"]
    if wanted.duties:
        keys += [key for key in known if key.startswith(register.BY_DUTY)]
    if wanted.on:

        def then(session: Session, ids: Sequence[int]) -> dict[int, EmployerRow]:
            return asof.rows(session, ids, wanted.on, book)

        asked = asof.narrowed(session, query, wanted.on, book)
        keys = [key for key in keys if not register.tells_duties(key) and key != "completeness"]
        return outgoing.write_list(session, asked, wanted.out, outgoing.Shown(keys, then), rulebook=book, made_on=on)
    told = any(map(register.tells_duties, keys))
    shown = outgoing.Shown(keys, register.with_duties if told else register.rows)
    return outgoing.write_list(session, query, wanted.out, shown, rulebook=book, made_on=on)


def sample(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Put a made-up township with history into an empty office."""
    from desktop.work import sample as maker

    wish = maker.Wish(wanted.employers, wanted.years, wanted.seed)
    words = paths.resources() / "sample" / "township.toml"
    change = office.do(
        lambda session: maker.make(session, words, wish, rulebook=office.rulebook, on=office.today(), progress=progress)
    )
    return ({"said": change.said, "operation": change.number, "office": str(office.path)}, change.said)


def grade(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Grade every employer in scope; with none of --on, --edition, --what-if the verdicts are kept as today's."""
    from desktop.work import grading, grading_rules

    if wanted.what_if is not None:
        from desktop.commands import grading as commands_grading

        return commands_grading.what_if(office, wanted, progress)
    edition = grading_rules.whole(office.rulebook, wanted.edition).id if wanted.edition else None
    if wanted.on is None and edition is None:
        office.do(lambda session: grading.grade_all(session, office.rulebook, office.today(), progress=progress))
    on = wanted.on or office.today()
    verdicts = office.ask(lambda session: grading.verdicts(session, office.rulebook, on, edition=edition))
    lines = [
        {
            "name": graded.name,
            "credit_code": graded.credit_code,
            "level": graded.verdict.level,
            "management": graded.verdict.management,
            "class": graded.verdict.combined,
            "because": graded.verdict.because,
            "edition": graded.verdict.edition,
            "missing": list(graded.verdict.missing),
            "unconfirmed": graded.verdict.unconfirmed,
        }
        for graded in verdicts
    ]
    words = "\n".join(f"{line['name']}\t{line['level'] or '暂不能分级'}\t{line['because']}" for line in lines)
    return (lines, words)


def summary(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Write the report of a period as PDF and workbook; with --issue it is frozen as issued."""
    from desktop.work import summary as reports

    made = office.ask(lambda session: reports.gather(session, wanted.period, office.rulebook, office.today()))
    if wanted.issue:
        reports.refuse_errors(made)
    files = reports.write(made, wanted.out or Path.cwd(), draft=not wanted.issue)
    if wanted.issue:
        office.do(lambda session: reports.issue(session, made, files, by=wanted.by, on=office.today()))
    answer = {
        "period": made.period.id,
        "edition": made.edition,
        "rule_edition": made.rule_edition,
        "figures": {key: reports.plain(figure) for key, figure in made.figures.items()},
        "levels": dict(made.levels),
        "classes": dict(made.grades),
        "checks": [{"level": f.level, "said": f.sentence} for f in made.findings],
        "files": [str(file) for file in files],
    }
    lines = [f"{figure.id} {figure.name}：{reports.shown(figure)}" for figure in made.figures.values()]
    return (answer, "\n".join([*lines, *(str(file) for file in files)]))


def figure(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """One figure of a period, with the employers behind it."""
    from desktop.work import summary as reports

    made = office.ask(lambda session: reports.gather(session, wanted.period, office.rulebook, office.today()))
    if wanted.id not in made.figures:
        raise Problem(f"没有编号为“{wanted.id}”的指标。", f"可用的编号：{'、'.join(made.figures)}。")
    found = made.figures[wanted.id]
    answer: dict[str, Any] = {"id": found.id, "name": found.name, "unit": found.unit, **reports.plain(found)}
    if wanted.rows:
        for key, ids in (("rows", found.rows), ("basis_rows", found.basis_rows), ("unknown_rows", found.unknown_rows)):
            answer[key] = office.ask(partial(reports.rows_of, ids=ids))
    words = [f"{found.id} {found.name}：{reports.shown(found)}"]
    words += [row["name"] for row in answer.get("rows", [])]
    return (answer, "\n".join(words))


def undo(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Take back the newest operation."""
    change = office.undo()
    return _done(change)


def redo(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Do again what was just taken back."""
    change = office.redo()
    return _done(change)


def history(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Every operation of this office, newest first."""
    done = office.history(wanted.limit)
    answer = [
        {
            "operation": o.number,
            "at": o.at.isoformat(timespec="seconds"),
            "said": o.said,
            "undone": o.undone,
            "rows": o.rows,
        }
        for o in done
    ]
    return (answer, "\n".join(f"{o.at:%Y-%m-%d %H:%M} {o.said}{'（已撤销）' if o.undone else ''}" for o in done))


def check(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Look whether the office file is sound."""
    if problem := office.check():
        raise Problem(f"数据文件没有通过完整性检查：{problem}", "请从“设置 → 数据与备份”恢复最近一次备份。")
    return ({"sound": True, "office": str(office.path)}, f"数据文件完好：{office.path}")


def backup(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Keep a checked copy of the office file now."""
    kept = office.back_up()
    return ({"file": str(kept)}, f"已备份：{kept}")


def township(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Show the township's card, or change what is named."""
    from dataclasses import asdict, replace

    from desktop.work import settings

    card = office.ask(settings.township)
    given = {key: value for key in ("name", "county", "bureau", "office", "person", "phone")
             if (value := getattr(wanted, f"set_{key}")) is not None}  # fmt: skip
    if given:
        card = replace(card or settings.TownshipCard(""), **given)
        office.do(lambda session: settings.save_township(session, card, on=office.today()))
    answer = asdict(card) if card else {}
    return (answer, "\n".join(f"{key}\t{value or ''}" for key, value in answer.items()) or "还没有填写本单位信息。")


def areas(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """List the villages, or add some."""
    from desktop.work import settings

    if wanted.add:
        office.do(lambda session: settings.add_areas(session, wanted.add))
    found = office.ask(settings.areas)
    answer = [
        {"name": a.name, "kind": a.kind, "employers": a.employers, "closed": a.closed_on is not None} for a in found
    ]
    return (answer, "\n".join(f"{a.name}\t{a.kind}\t{a.employers}" for a in found))


def edit(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Change one field of one employer, as the card in the window does."""
    from desktop.work import editing

    employer = office.ask(lambda session: editing.identify(session, wanted.employer))
    book, on = office.rulebook, office.today()
    key = key_of(book.fields, wanted.field)
    change = office.do(lambda session: editing.edit(session, employer, key, wanted.value, rulebook=book, on=on))
    return _done(change)


def manage(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Enter the management grade A/B/C or score of one employer, with its source."""
    from desktop.work import editing, grading

    employer = office.ask(lambda session: editing.identify(session, wanted.employer))
    change = office.do(
        lambda session: grading.set_management(
            session,
            employer,
            written=wanted.grade,
            source=wanted.source,
            rulebook=office.rulebook,
            on=wanted.on or office.today(),
        )
    )
    return _done(change)
