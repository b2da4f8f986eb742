"""The commands of risk grading: editions, adoption, previews, self-checks, and a person's decisions."""

from __future__ import annotations

import dataclasses
from argparse import Namespace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from desktop.commands.everyday import Answer
from desktop.rules.reading import UNCONFIRMED
from desktop.work.change import Change
from desktop.work.office import Office
from desktop.work.problem import Problem
from desktop.work.progress import Progress


def _done(change: Change) -> Answer:
    return {"said": change.said, "operation": change.number}, change.said


def what_if(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Who would move under changed cells or facts, or another edition. Nothing is kept."""
    from desktop.work import grading_preview

    wish = grading_preview.read_wish(wanted.what_if)
    if wanted.edition:
        wish = grading_preview.Wish(wanted.edition, wish.cells, wish.facts)
    on = wanted.on or office.today()
    made = office.ask(lambda session: grading_preview.what_if(session, office.rulebook, wish, on))
    lines = [f"{one.name}\t{one.move.before.label} → {one.move.after.label}\t{one.because}" for one in made.moved]
    visits = [made.visits_before.number, made.visits_after.number]
    if None not in visits:
        lines.append(f"每季度走访：{visits[0]:g} 次 → {visits[1]:g} 次")
    return grading_preview.plain(made), "\n".join(lines) or "没有企业会变动。"


def editions(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Every edition: whole or partial, its orders, what waits for its check, and which holds today."""
    book, on = office.rulebook, office.today()
    held = book.edition(on)
    adopted: dict[str, list[str]] = {}
    for adoption in book.office.adoptions:
        adopted.setdefault(adoption.pack, []).append(adoption.since.isoformat())
    answer: list[dict[str, Any]] = [
        {
            "id": e.id,
            "name": e.name,
            "scope": e.scope,
            "based_on": e.based_on,
            "effective_from": e.since.isoformat(),
            "class_order": list(e.classes),
            "levels": list(e.levels),
            "complete": True,
            "gaps": [],
            "unconfirmed": [
                {"cell": cell.address, "label": cell.label, "value": cell.value, "confidence": cell.confidence}
                for cell in e.unconfirmed
            ],
            "adopted_from": adopted.get(e.id, []),
            "in_force": held is not None and held.id == e.id,
            "sources": list(e.sources),
        }
        for e in reversed(book.editions)
    ]
    answer += [
        {
            "id": p.id,
            "name": p.name,
            "scope": "partial",
            "based_on": None,
            "effective_from": p.since.isoformat() if p.since else None,
            "class_order": list(p.classes),
            "levels": [],
            "complete": False,
            "gaps": list(p.gaps),
            "unconfirmed": [{"cell": "", "label": f.value, "value": "", "confidence": f.confidence}
                            for f in p.facts if f.confidence in UNCONFIRMED],
            "adopted_from": [],
            "in_force": False,
            "sources": list(p.sources),
        }
        for p in book.partials
    ]  # fmt: skip
    words = [
        f"{'*' if e['in_force'] else ' '} {e['id']}\t{e['name']}\t类别由低到高 {'<'.join(e['class_order'])}"
        + ("" if e["complete"] else "\t内容不全，不能分级")
        for e in answer
    ]
    return answer, "\n".join(words)


def adopt(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Grade by an edition from a day on; with --import the pack is brought in first."""
    from desktop.work import grading_rules

    on = office.today()
    if wanted.file:
        text = grading_rules.read_file(wanted.file)
        office.do(
            lambda s: grading_rules.import_pack(s, text, file_name=wanted.file.name, rulebook=office.rulebook, on=on)
        )
    change = office.do(
        lambda session: grading_rules.adopt(
            session, wanted.edition, wanted.since or on, person=wanted.by, rulebook=office.rulebook, on=on
        )
    )
    return _done(change)


def pack(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Bring a pack in without adopting it."""
    from desktop.work import grading_rules

    text = grading_rules.read_file(wanted.file)
    return _done(
        office.do(
            lambda session: grading_rules.import_pack(
                session, text, file_name=wanted.file.name, rulebook=office.rulebook, on=office.today()
            )
        )
    )


def confirm(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """已核对: a cell of an edition agrees with the official text."""
    from desktop.work import grading_rules

    by = grading_rules.Signed(wanted.by, wanted.basis, office.today())
    return _done(
        office.do(
            lambda session: grading_rules.confirm(session, wanted.edition, wanted.cell, by=by, rulebook=office.rulebook)
        )
    )


def override(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """A person's level or class in place of the program's, with reason, person and end; or its lifting."""
    from desktop.work import editing, grading_history

    employer, on = office.ask(lambda session: editing.identify(session, wanted.employer)), wanted.on or office.today()
    if wanted.lift:
        return _done(office.do(lambda s: grading_history.lift(s, employer, rulebook=office.rulebook, on=on)))
    if wanted.until is None:
        raise Problem("没有写截止日期。", "请加上 --until 2027-06-30 这样的截止日期。")
    told = grading_history.Decision(wanted.level, wanted.combined, wanted.reason or "", wanted.by or "", wanted.until)
    return _done(office.do(lambda s: grading_history.override(s, employer, told, rulebook=office.rulebook, on=on)))


def grades(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Whose grade would be another today; with an option who is to be assessed again, 升级降级, or the spread."""
    from desktop.work import grading_history

    book, on = office.rulebook, office.today()
    if wanted.moved:
        return _moved(office, *wanted.moved)
    if wanted.by:
        return _spread(office, wanted.by)
    if wanted.due is not None:
        until = on + timedelta(days=wanted.due)
        again = office.ask(lambda session: grading_history.to_assess(session, book, until, on))
        lines = [f"{one.due}\t{one.name}\t上次评定 {one.since}" for one in again]
        answer = [{"name": x.name, "assessed_on": x.since.isoformat(), "due": x.due.isoformat()} for x in again]
        return answer, "\n".join(lines) or "没有应再评定的企业。"
    found = office.ask(lambda session: grading_history.outdated(session, book, on))
    lines = [f"{one.name}\t{one.kept.label} → {one.now.label}\t{one.because}" for one in found]
    rows = [{"name": x.name, "kept": x.kept.label, "now": x.now.label, "because": x.because} for x in found]
    return rows, "\n".join(lines) or "按今天的资料，没有企业的评定会变。"


def _moved(office: Office, first: date, second: date) -> Answer:
    from desktop.work import grading_history

    found = office.ask(lambda session: grading_history.between(session, office.rulebook, first, second))
    rows = [
        {"name": x.name, "which": x.which, "before": x.before.label, "after": x.after.label, "because": x.because}
        for x in found
    ]
    lines = [f"{row['which']}\t{row['name']}\t{row['before']} → {row['after']}" for row in rows]
    return rows, "\n".join(lines) or "这两天之间没有升级、降级。"


def _spread(office: Office, by: str) -> Answer:
    from desktop.work import grading_history

    found = office.ask(lambda session: grading_history.distribution(session, by))
    lines = []
    for one in found:
        levels = "，".join(f"{level}级 {number}" for level, number in sorted(one.levels.items()))
        lines.append(f"{one.name}\t共 {one.total}\t{levels or '没有评定'}\t未分级 {one.ungraded}")
    return [dataclasses.asdict(one) for one in found], "\n".join(lines)


def self_check(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Take in a filled self-check form, or print the blank one of the edition in force."""
    from desktop.work import editing, grading_forms, grading_rules, settings

    book, on = office.rulebook, wanted.on or office.today()
    edition = grading_rules.whole(book, wanted.edition) if wanted.edition else book.edition(on)
    if edition is None:
        raise Problem(f"{on} 没有可用的分级方法。", "请先用 adopt 采用一个分级方法。")
    if wanted.blank:
        card = office.ask(settings.township)
        name = wanted.employer or ""
        pages = grading_forms.write_blank(wanted.blank, edition, township=card.name if card else "", employer=name)
        return {
            "file": str(wanted.blank),
            "pages": pages,
            "edition": edition.id,
        }, f"空白自查表：{wanted.blank}（{pages} 页）"
    if wanted.results:
        return _results(office, wanted.results, progress)
    file = wanted.filled or wanted.file
    if not wanted.employer or not file:
        raise Problem(
            "没有写企业或文件。",
            "请写 self-check 企业名称 --import 文件；许多企业的写 self-check --results 名单；"
            "空白表写 self-check --blank 空白表.xlsx。",
        )
    employer = office.ask(lambda session: editing.identify(session, wanted.employer))
    answers = grading_forms.read_sheet(file, edition, progress)
    change = office.do(
        lambda s: grading_forms.save(
            s, employer, answers, source=wanted.source or f"企业自查表（{file.name}）", rulebook=book, on=on
        )
    )
    kept = office.ask(lambda session: grading_forms.last(session, employer, edition))
    answer = {
        "said": change.said,
        "operation": change.number,
        "score": kept.scored.score,
        "grade": kept.scored.grade,
        "because": kept.scored.because,
        "missing": list(kept.scored.missing),
    }
    return answer, change.said


def _results(office: Office, file: Path, progress: Progress) -> Answer:
    from desktop.work import grading_results

    book, on = office.rulebook, office.today()
    looked = office.ask(lambda session: grading_results.look(session, file, book, on, progress))
    refused = [{"row": one.row, "name": one.name, "why": one.why} for one in looked.refused]
    change = None
    if looked.taken:
        change = office.do(lambda session: grading_results.save(session, looked, rulebook=book, on=on))
    said = change.said if change else "没有可以写入的自查结果"
    lines = [said, *(f"  第 {one.row} 行 {one.name}：{one.why}" for one in looked.refused)]
    answer = {"said": said, "operation": change.number if change else None, "taken": len(looked.taken)}
    return {**answer, "refused": refused}, "\n".join(lines)


def choices(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """The questions the county or the office settles; with a key and an answer, settle one."""
    from desktop.work import grading_rules, rule_choices

    book = office.rulebook
    if wanted.key:
        by = grading_rules.Signed(wanted.by or "", wanted.basis or "", office.today())
        return _done(office.do(lambda s: rule_choices.choose(s, wanted.key, wanted.answer or "", by, rulebook=book)))
    found = office.ask(lambda session: rule_choices.listed(session, book))
    answer = [
        {
            "key": one.question.key,
            "label": one.question.label,
            "answer": one.answer,
            "words": one.question.options[one.answer],
            "options": dict(one.question.options),
            "default": one.question.default,
            "basis": one.basis or one.question.basis,
            "by": one.person,
            "chosen_on": one.chosen_on.isoformat() if one.chosen_on else None,
            "unconfirmed": one.unconfirmed,
        }
        for one in found
    ]
    words = [f"{one.question.key}\t{one.answer}\t{one.question.options[one.answer]}" for one in found]
    return answer, "\n".join(words)
