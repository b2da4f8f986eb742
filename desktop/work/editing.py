"""Changing the register by hand: one field, a new employer, a new status. Text is read like a cell of a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from db import search
from db.models.employer import Employer, StatusChange
from db.models.hazard import Exposure
from db.models.place import Area
from desktop.rules.cells import Unclear
from desktop.rules.fields import Field
from desktop.rules.likeness import name_key
from desktop.rules.tables import Rulebook
from desktop.rules.words import PartialDate
from desktop.work import grading, typed
from desktop.work.change import Change
from desktop.work.heads import too_many
from desktop.work.problem import Problem
from desktop.work.typed import Kind

Value = str | int | float | bool | date | None
GRADED_BY = (  # a change of these may move the grade
    "exposed_workers", "factors", "declared_risk", "status", "industry_code", "more_industries", "industry_rows",
    "star_solvents",
)  # fmt: skip
UNKNOWN = "未登记"


def identify(session: Session, words: str) -> int:
    """The employer meant by a credit code, an exact name, or words that fit one name only. Raises Problem otherwise."""
    exact = select(Employer.id).where(
        or_(Employer.credit_code == words.strip().upper(), Employer.name == words.strip())
    )
    found = list(session.execute(exact).scalars())
    if not found:
        like = select(Employer.id, Employer.name).where(Employer.name.contains(words.strip(), autoescape=True)).limit(6)
        near = session.execute(like).all()
        if len(near) == 1:
            return int(near[0][0])
        names = "、".join(name for _, name in near)
        raise Problem(
            f"“{words}”对应 {len(near)} 家企业。" if near else f"台账里没有“{words}”。",
            f"请写全名或统一社会信用代码{f'，例如：{names}' if near else ''}。",
        )
    return int(found[0])


def edit(session: Session, employer_id: int, key: str, written: str, *, rulebook: Rulebook, on: date) -> Change:
    """Write one field as the person typed it; an empty text makes it unknown. The grade follows where it depends on it.

    Raises Problem, naming what to write instead, for a value that is not clear, a code that is another employer's,
    or an employer that is gone.
    """
    employer = session.get(Employer, employer_id)
    if employer is None:
        raise Problem("这家企业已被删除。", "请按 F5 刷新台账后重试。")
    field = _field(rulebook, key)
    if key == "factors":
        return _write_factors(session, employer, written, rulebook, on)
    value = read(session, field, written, rulebook, on)
    before = getattr(employer, field.column)
    if value == before:
        return Change(f"{employer.name}：{field.label}没有变化", frozenset({employer_id}))
    if value is None and field.need == "M":
        raise Problem(f"{field.label}不能为空。", f"请填写{field.label}。", "原来的内容没有改动。")
    refuse_contradiction(employer, {field.column: value}, rulebook)
    if key == "status":
        return set_status(session, employer_id, Standing(str(value), on), rulebook=rulebook, on=on)
    _write(session, employer, field, value)
    if key in GRADED_BY:
        grading.regrade(session, rulebook, on, [employer_id])
    said = f"{employer.name}：{field.label} {shown(session, field, before, rulebook)} → "
    return Change(
        said + shown(session, field, value, rulebook),
        frozenset({employer_id}),
        listed=key in ("name", "status", "village"),
    )


def _write(session: Session, employer: Employer, field: Field, value: Value) -> None:
    """Put a value into its column, with what follows from it."""
    if field.key == "credit_code" and value is not None:
        refuse_double(session, employer.id, str(value))
        employer.unlicensed = None
    if field.key == "name":
        _rename(employer, str(value))
    setattr(employer, field.column, value)
    if field.key == "former_names":
        employer.pinyin, employer.sort_key = search.key(employer.name, employer.former_names)


def enter(session: Session, written: Mapping[str, str], *, rulebook: Rulebook, on: date) -> Change:
    """Add an employer from what was typed, by field key. Raises Problem naming the first field to correct."""
    values: dict[str, Any] = {}
    for key, text in written.items():
        if key != "factors":
            field = _field(rulebook, key)
            values[field.column] = read(session, field, text, rulebook, on)
    name = values.get("name")
    if not name:
        raise Problem("还没有填写单位名称。", "请填写营业执照上的全称。", "没有新增企业，已填的内容还在。")
    refuse_contradiction(Employer(), values, rulebook)
    if values.get("credit_code"):
        refuse_double(session, None, values["credit_code"])
    _refuse_twin(session, name, values.get("area_id"))
    pinyin, sort_key = search.key(name)
    values = {
        "status": "在营",
        "registered_on": on,
        "status_since": on,
        **{k: v for k, v in values.items() if v is not None},
    }
    employer_id = session.execute(
        insert(Employer).values(**values, pinyin=pinyin, sort_key=sort_key).returning(Employer.id)
    ).scalar_one()
    session.add(
        StatusChange(employer_id=employer_id, status=values["status"], since=values["status_since"], reason="新增")
    )
    employer = session.get_one(Employer, employer_id)
    if written.get("factors", "").strip():
        _write_factors(session, employer, written["factors"], rulebook, on)
    grading.regrade(session, rulebook, on, [employer_id])
    return Change(f"新增企业：{name}", frozenset({employer_id}), listed=True)


@dataclass(frozen=True, slots=True)
class Standing:
    """A status (在营, 停产 …) that an employer has from a day on, and why."""

    status: str
    since: date
    reason: str | None = None


def set_status(session: Session, employer_id: int, given: Standing, *, rulebook: Rulebook, on: date) -> Change:
    """Note that an employer has another status from a day on. Past reports keep what they counted.

    Raises Problem for a status that is not in the list or a day to come.
    """
    status, since = given.status, given.since
    employer = session.get(Employer, employer_id)
    if employer is None:
        raise Problem("这家企业已被删除。", "请按 F5 刷新台账后重试。")
    known = rulebook.codes.get("status").codes
    if status not in known:
        raise Problem(f"“{status}”不是经营状态。", f"请从以下选一个：{'、'.join(known)}。")
    if since > on:
        raise Problem(f"状态起始日期 {since} 在今天之后。", "请填已经发生的日期。")
    before, employer.status = employer.status, status
    employer.status_since, employer.status_reason = since, given.reason
    session.execute(delete(StatusChange).where(StatusChange.employer_id == employer_id, StatusChange.since == since))
    session.add(StatusChange(employer_id=employer_id, status=status, since=since, reason=given.reason))
    grading.regrade(session, rulebook, on, [employer_id])
    return Change(f"{employer.name}：{before} → {status}（自 {since} 起）", frozenset({employer_id}), listed=True)


def read(session: Session, field: Field, written: str, rulebook: Rulebook, on: date) -> Value:
    """The value that `written` means for a field; None for nothing. Raises Problem saying what to write instead."""
    if not written.strip():
        return None
    found = _read(session, field, written, rulebook, on)
    if isinstance(found, Unclear):
        raise Problem(f"{field.label}：{found.why}。", f"{found.instead}。", "原来的内容没有改动。")
    return found


def _read(session: Session, field: Field, written: str, rulebook: Rulebook, on: date) -> Value | Unclear:
    if field.kind == "area":
        return _area(session, written)
    kind = "whole_day" if field.kind == "day" else field.kind
    most = getattr(Employer.__table__.columns[field.column].type, "length", None)
    found = typed.meant(Kind(kind, field.list, most=most, span=field.span), written, rulebook, on)
    return found.on if isinstance(found, PartialDate) else found


def refuse_contradiction(employer: Employer, values: Mapping[str, Value], rulebook: Rulebook) -> None:
    """Raise Problem when heads would be more than those they are part of, unless that is already so and gets less."""
    for wrong in too_many(values, lambda key: getattr(employer, key), rulebook):
        raise Problem(f"{wrong.why}。", f"{wrong.instead}。", "原来的内容没有改动。")


def shown(session: Session, field: Field, value: object, rulebook: Rulebook) -> str:
    """A field's value as a person reads it; 未登记 for unknown."""
    if value is None:
        return UNKNOWN
    if field.kind == "yes_no":
        return "是" if value else "否"
    if field.kind == "code":
        return rulebook.codes.label(field.list or "", str(value))
    if field.kind == "area":
        return session.scalar(select(Area.name).where(Area.id == value)) or UNKNOWN
    return f"{value:,.10g} {field.unit}".strip() if isinstance(value, float) else f"{value} {field.unit}".strip()


def _field(rulebook: Rulebook, key: str) -> Field:
    field = rulebook.fields.get(key)
    if field is None:
        raise Problem(f"没有名为“{key}”的字段。", f"可用的字段：{'、'.join(rulebook.fields)}。")
    return field


def _area(session: Session, written: str) -> int | Unclear:
    name = written.strip()
    found = session.scalar(select(Area.id).where(Area.name == name, Area.closed_on.is_(None)))
    if found is None:
        names = session.scalars(select(Area.name).where(Area.closed_on.is_(None)).order_by(Area.position).limit(8))
        return Unclear(
            f"没有“{name}”这个村（社区）", f"请选已有的（{'、'.join(names)}…），或先在“设置 → 村（社区）”里添加"
        )
    return found


def refuse_double(session: Session, employer_id: int | None, code: str) -> None:
    """Raise Problem, naming the other one, for a code that is another employer's."""
    other = session.execute(
        select(Employer.id, Employer.name).where(Employer.credit_code == code, Employer.id != (employer_id or 0))
    ).one_or_none()
    if other is not None:
        raise Problem(
            f"信用代码 {code} 已经登记在“{other[1]}”名下。",
            "请核对营业执照；如果是同一家，请直接修改那一家；同一法人的另一个场所，信用代码请留空。",
            "原来的内容没有改动。",
        )


def _refuse_twin(session: Session, name: str, area_id: int | None) -> None:
    key = name_key(name)
    for other, place in session.execute(select(Employer.name, Employer.area_id).where(Employer.area_id == area_id)):
        if name_key(other) == key and place == area_id:
            raise Problem(
                f"同一个村里已经有“{other}”。", "请在台账里搜索它并直接修改；确实是另一家的，请把名称写得能区分。"
            )


def _rename(employer: Employer, name: str) -> None:
    former = [line for line in (employer.former_names or "").split("\n") if line and line != name]
    if employer.name not in former:
        former.append(employer.name)
    employer.former_names = "\n".join(former)
    employer.pinyin, employer.sort_key = search.key(name, employer.former_names)


def _write_factors(session: Session, employer: Employer, written: str, rulebook: Rulebook, on: date) -> Change:
    names, incomplete = rulebook.factors.split(written)
    for name in names:
        if advice := rulebook.factors.advice(name):
            raise Problem(f"“{name}”不是一种具体的危害因素。", f"{advice.rstrip('。')}。", "原来的内容没有改动。")
    rows = list(session.scalars(select(Exposure).where(Exposure.employer_id == employer.id)))
    held = {row.written for row in rows}
    for name in names:
        if name not in held:
            factor = rulebook.factors.find(name)
            session.add(Exposure(employer_id=employer.id, written=name, factor_code=factor.code if factor else None))
    for row in rows:
        if row.written not in names:
            session.delete(row)
    employer.factors_incomplete = incomplete
    session.flush()
    grading.regrade(session, rulebook, on, [employer.id])
    unknown = [name for name in names if rulebook.factors.find(name) is None]
    told = f"；目录中没有：{'、'.join(unknown)}，请核对名称" if unknown else ""
    return Change(f"{employer.name}：危害因素 {'、'.join(names) or UNKNOWN}{told}", frozenset({employer.id}))
