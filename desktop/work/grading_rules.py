"""The office's own rules: grading packs brought in or edited, cells confirmed, editions adopted; patrol numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.models.grading import RuleAdoption, RuleChoice, RuleConfirmation, RulePack
from db.models.patrol import PatrolRule
from desktop.rules.editions import Adoption, Confirmed, Edition, OfficeRules, Partial
from desktop.rules.editions_read import pack_id
from desktop.rules.patrol_terms import LocalRule
from desktop.rules.reading import Broken
from desktop.rules.tables import Rulebook
from desktop.work import grading
from desktop.work.change import Change
from desktop.work.problem import Problem

LARGEST = 1_000_000  # bytes of a pack; the national one has 8,000


def office_rules(session: Session) -> OfficeRules:
    """What the office file says about grading and patrol."""
    return OfficeRules(
        packs={
            pack: text for pack, text in session.execute(select(RulePack.pack, RulePack.text).order_by(RulePack.id))
        },
        confirmed=tuple(
            Confirmed(row.pack, row.cell, row.value, row.basis, row.person, row.confirmed_on)
            for row in session.scalars(select(RuleConfirmation).order_by(RuleConfirmation.id))
        ),
        adoptions=tuple(
            Adoption(pack, since)
            for pack, since in session.execute(select(RuleAdoption.pack, RuleAdoption.since).order_by(RuleAdoption.id))
        ),
        patrol=tuple(
            LocalRule(row.address, json.loads(row.value), row.basis, row.since)
            for row in session.scalars(select(PatrolRule).order_by(PatrolRule.since, PatrolRule.id))
        ),
        choices={
            question: answer for question, answer in session.execute(select(RuleChoice.question, RuleChoice.answer))
        },
    )


def rulebook_of(session: Session, rulebook: Rulebook) -> Rulebook:
    """`rulebook` with what this office says now, also inside an operation that has just changed it."""
    session.flush()
    return rulebook.with_office(office_rules(session))


def read_file(file: Path) -> str:
    """The text of a pack. Raises Problem for a file that is no text or too large."""
    try:
        if file.stat().st_size > LARGEST:
            raise Problem(f"文件太大，不是分级方法：{file.name}", "请选择扩展名为 .toml 的分级方法文件。")
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(f"文件不是 UTF-8 文本：{file.name}", "请用记事本另存为 UTF-8 后再导入。") from error
    except OSError as error:
        raise Problem(f"文件打不开：{file.name}", f"请确认文件还在、没有被占用（{error.strerror}）。") from error


@dataclass(frozen=True, slots=True)
class Signed:
    """Who says so, by what, and when."""

    person: str
    basis: str
    on: date


def known(rulebook: Rulebook) -> set[str]:
    """The ids of all editions, whole and partial."""
    return {entry.id for entry in rulebook.editions} | {entry.id for entry in rulebook.partials}


def looked_at(rulebook: Rulebook, text: str) -> tuple[Rulebook, Edition | Partial]:
    """The rulebook with one more pack, and the pack. Raises Problem naming the cell that does not hold."""
    try:
        return rulebook.with_pack(text)
    except Broken as broken:
        raise refused(broken) from broken


def refused(broken: Broken) -> Problem:
    """Why a pack is not taken, in the words of the rule tables."""
    return Problem(
        f"这个分级方法不能用：{broken.why}（文件里的位置：{broken.key}）。",
        "请按原文件改正这一格后再导入。",
        "原有分级方法没有改动。",
    )


def import_pack(session: Session, text: str, *, file_name: str | None, rulebook: Rulebook, on: date) -> Change:
    """Keep a pack. It grades nobody until it is adopted. Raises Problem naming the cell for one that does not hold."""
    try:
        id = pack_id(text)
    except Broken as broken:
        raise refused(broken) from broken
    taken = known(rulebook)
    if id in taken:
        raise Problem(f"已经有编号为“{id}”的分级方法。", "分级方法只增不改：请在文件里换一个编号（rule.id），再导入。")
    _, found = looked_at(rulebook, text)
    session.add(RulePack(pack=id, text=text, file_name=file_name, kept_on=on))
    note = f"（内容不全，只能查看：{found.gaps[0]}等）" if isinstance(found, Partial) else ""
    return Change(f"导入分级方法：{found.name}{note}", settings=True)


def edited(rulebook: Rulebook, edition: str, cells: Mapping[str, str], *, basis: str, on: date, name: str = "") -> str:
    """The text of a new pack: `edition` with other values in some cells. Raises Problem for one that does not hold.

    Packs are never changed, so that what was graded by them stays explainable. basis empty: the cells are 待核对.
    """
    ground = whole(rulebook, edition)
    taken = known(rulebook)
    root = ground.id.partition("~")[0]
    number = next(number for number in range(1, 10_000) if f"{root}~{number}" not in taken)
    named = name or f"{ground.name.partition('（本单位修改')[0]}（本单位修改{number}）"
    short = f"{ground.short.partition('（改')[0]}（改{number}）"
    text = "\n".join(
        [
            "# 由本单位在程序里修改而成：只写与所依据的分级方法不同的内容。",
            "[rule]",
            f"id = {_quoted(f'{root}~{number}')}",
            f"name = {_quoted(named)}",
            f"short = {_quoted(short)}",
            'scope = "local"',
            f"based_on = {_quoted(ground.id)}",
            f"issued = {on.isoformat()}",
            f"effective_from = {on.isoformat()}",
            "",
            "[cells]",
            *(f"{_quoted(address)} = {{ value = {_quoted(value)}{_said(basis)} }}" for address, value in cells.items()),
            "",
        ]
    )
    looked_at(rulebook, text)
    return text


def _said(basis: str) -> str:
    return f', confidence = "confirmed", basis = {_quoted(basis)}' if basis else ', confidence = "recalled"'


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def whole(rulebook: Rulebook, edition: str) -> Edition:
    """The edition by its id. Raises Problem for one that is unknown or known in part only."""
    found = next((entry for entry in rulebook.editions if entry.id == edition), None)
    if found is not None:
        return found
    partial = next((entry for entry in rulebook.partials if entry.id == edition), None)
    if partial is not None:
        raise Problem(
            f"“{partial.name}”内容不全，不能用来分级：{'；'.join(partial.gaps)}。",
            "请找到原文件，把缺的内容补齐成完整的分级方法再导入。",
        )
    known = "、".join(entry.id for entry in rulebook.editions)
    raise Problem(f"没有编号为“{edition}”的分级方法。", f"可用的编号：{known}。")


def confirm(session: Session, edition: str, cell: str, *, by: Signed, rulebook: Rulebook) -> Change:
    """已核对: the cell as it stands agrees with the official text. Grades anew where the edition is in force."""
    held = whole(rulebook, edition).cells.get(cell)
    if held is None:
        raise Problem(f"分级方法里没有“{cell}”这一格。", "请刷新后重试。")
    basis, person = by.basis.strip(), by.person.strip()
    if not basis or not person:
        raise Problem("没有写明依据或核对人。", "请写明看的是哪份文件（文号、页码），以及谁核对的。")
    session.execute(delete(RuleConfirmation).where(RuleConfirmation.pack == edition, RuleConfirmation.cell == cell))
    session.add(
        RuleConfirmation(pack=edition, cell=cell, value=held.value, basis=basis, person=person, confirmed_on=by.on)
    )
    moved = _regraded(session, rulebook, by.on)
    return Change(f"已核对：{held.label}（{held.value}），依据{basis}", frozenset(moved), settings=True)


def withdraw(session: Session, edition: str, cell: str, *, rulebook: Rulebook, on: date) -> Change:
    """Take a confirmation back: the cell is 待核对 again."""
    session.execute(delete(RuleConfirmation).where(RuleConfirmation.pack == edition, RuleConfirmation.cell == cell))
    return Change(f"取消核对：{cell}", frozenset(_regraded(session, rulebook, on)), settings=True)


def adopt(
    session: Session, edition: str, since: date, *, person: str | None = None, rulebook: Rulebook, on: date
) -> Change:
    """From `since` on the office grades by `edition`. What was graded before stays; grades anew if it is in force."""
    chosen = whole(rulebook_of(session, rulebook), edition)
    if since < chosen.since:
        raise Problem(
            f"“{chosen.short}”自 {chosen.since} 起施行，不能从 {since} 起采用。", "请填施行日期或以后的日期。"
        )
    session.add(RuleAdoption(pack=edition, since=since, person=person, adopted_on=on))
    moved = _regraded(session, rulebook, on)
    return Change(f"自 {since} 起采用“{chosen.short}”，{len(moved)} 家重新评定", frozenset(moved), settings=True)


def save_and_adopt(
    session: Session, text: str, since: date, *, person: str | None = None, rulebook: Rulebook, on: date
) -> Change:
    """Keep a pack and adopt it, as one operation."""
    kept = import_pack(session, text, file_name=None, rulebook=rulebook, on=on)
    taken = adopt(session, pack_id(text), since, person=person, rulebook=rulebook, on=on)
    return Change(f"{kept.said}；{taken.said}", taken.employers, settings=True)


def _regraded(session: Session, rulebook: Rulebook, on: date) -> list[int]:
    return grading.regrade(session, rulebook_of(session, rulebook), on, None)
