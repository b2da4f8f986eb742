"""One change for many employers: a pasted list matched to the register, and one field written for all of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from db.models.employer import Employer, StatusChange
from db.models.place import Area
from db.portions import portions
from desktop.rules import likeness
from desktop.rules.fields import Field
from desktop.rules.tables import Rulebook
from desktop.work import duplicates, editing, grading
from desktop.work.change import Change
from desktop.work.problem import Problem

OWN = ("name", "credit_code", "former_names", "old_registration_no")  # of one employer only
NUMBERING = re.compile(r"^\s*(?:\d{1,4}\s*[.、)）]\s*|[(（]\d{1,4}[)）]\s*)")
NEAR = 82.0  # of 100: a name so alike is offered, never taken


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the list and the employer it means; how: by what it was told."""

    line: str
    employer_id: int
    name: str
    village: str | None
    how: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A line that could mean several employers, or nearly means one: a person chooses."""

    line: str
    candidates: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """A pasted list against the register: every line is in exactly one of the three; repeated lines count once."""

    found: tuple[Hit, ...]
    doubtful: tuple[Doubt, ...]
    left: tuple[str, ...]


def match(session: Session, text: str) -> Matched:
    """Find the employer of each line by credit code, name, former name or phone; nothing is guessed."""
    lines = dict.fromkeys(filter(None, (NUMBERING.sub("", line).split("\t")[0].strip() for line in text.splitlines())))
    known = _Known(session)
    found, doubtful, left = [], [], []
    for line in lines:
        hits = known.hits(line)
        if len(hits) == 1 and not hits[0].how.startswith("名称相近"):
            found.append(hits[0])
        elif hits:
            doubtful.append(Doubt(line, tuple(hits)))
        else:
            left.append(line)
    return Matched(tuple(found), tuple(doubtful), tuple(left))


class _Known:
    """Everybody by code, name keys and phone."""

    def __init__(self, session: Session) -> None:
        self._places = duplicates.places(session)
        self._rows: dict[int, tuple[str, str | None]] = {}
        self._by: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._keys: dict[str, int] = {}
        query = select(
            Employer.id, Employer.name, Employer.former_names, Employer.credit_code, Employer.phone, Area.name
        ).outerjoin(Area, Employer.area_id == Area.id)
        for employer, name, former, code, phone, village in session.execute(query):
            self._rows[employer] = (name, village)
            names = likeness.name_keys(name, self._places)
            self._keys.setdefault(names[0], employer)
            self._enter("name", names[:1], employer)
            self._enter("short", names, employer)
            former_keys = [likeness.name_key(line) for line in (former or "").split("\n") if line.strip()]
            self._enter("former", former_keys, employer)
            self._enter("code", [code] if code else [], employer)
            self._enter("phone", [phone] if phone else [], employer)

    def _enter(self, kind: str, keys: Iterable[str], employer: int) -> None:
        for key in dict.fromkeys(keys):
            self._by[kind, key].append(employer)

    def hits(self, line: str) -> list[Hit]:
        names = likeness.name_keys(line, self._places)
        for kind, keys, how in (
            ("code", (line.upper(),), "信用代码相同"),
            ("name", names[:1], "名称相同"),
            ("former", names[:1], "是曾用名"),
            ("short", names, "名称只差地名"),
            ("phone", (re.sub(r"\D", "", line),), "电话相同"),
        ):
            ids = list(dict.fromkeys(employer for key in keys for employer in self._by.get((kind, key), ())))
            if ids:
                return [self._hit(line, employer, how) for employer in ids[:6]]
        return self._near(line, names[0])

    def _near(self, line: str, key: str) -> list[Hit]:
        from rapidfuzz import fuzz, process

        near = process.extract(key, self._keys.keys(), scorer=fuzz.ratio, score_cutoff=NEAR, limit=3)
        return [self._hit(line, self._keys[name], f"名称相近（{score:.0f}%）") for name, score, _ in near]

    def _hit(self, line: str, employer: int, how: str) -> Hit:
        return Hit(line, employer, *self._rows[employer], how)


def change(session: Session, ids: Sequence[int], key: str, written: str, *, rulebook: Rulebook, on: date) -> Change:
    """Write one field for all of these employers (an empty text makes it unknown); one operation, one undo.

    Raises Problem for a value that is not clear, and for fields of one employer alone; then nothing is done.
    """
    field = rulebook.fields.get(key)
    wanted = list(dict.fromkeys(ids))
    if field is None:
        raise Problem(f"没有名为“{key}”的字段。", f"可用的字段：{'、'.join(rulebook.fields)}。")
    if key in OWN:
        raise Problem(f"{field.label}每家都不同，不能批量改成一样。", "请在卡片里逐家修改。")
    if not wanted:
        raise Problem("还没有选中企业。", "请先在台账里选中几家，或粘贴一份名单。")
    if key == "factors":
        changes = [editing.edit(session, one, key, written, rulebook=rulebook, on=on) for one in wanted]
        return Change(f"{field.label}：{len(changes)} 家改为 {written or editing.UNKNOWN}", frozenset(wanted))
    value = editing.read(session, field, written, rulebook, on)
    if value is None and field.need == "M":
        raise Problem(f"{field.label}不能为空。", f"请填写{field.label}。", "原来的内容没有改动。")
    values: dict[str, object] = {field.column: value}
    _refuse_contradictions(session, wanted, field, value, rulebook)
    if key == "status":
        values |= {"status_since": on, "status_reason": None}
        same = set(session.scalars(select(Employer.id).where(Employer.status == value)))
        wanted = [one for one in wanted if one not in same]
        _note_status(session, wanted, str(value), on)
    for chunk in portions(wanted):
        session.execute(update(Employer).where(Employer.id.in_(chunk)).values(**values))
    session.expire_all()
    if key in editing.GRADED_BY:
        for chunk in portions(wanted):
            grading.regrade(session, rulebook, on, chunk)
    told = editing.shown(session, field, value, rulebook)
    return Change(f"{field.label}：{len(wanted)} 家改为 {told}", frozenset(wanted), listed=key in ("status", "village"))


def _refuse_contradictions(
    session: Session, ids: Sequence[int], field: Field, value: editing.Value, rulebook: Rulebook
) -> None:
    """Raise Problem, naming the first employer whose heads would contradict each other."""
    for chunk in portions(ids) if field.kind == "heads" and value is not None else ():
        for employer in session.scalars(select(Employer).where(Employer.id.in_(chunk)).order_by(Employer.id)):
            try:
                editing.refuse_contradiction(employer, {field.column: value}, rulebook)
            except Problem as problem:
                raise Problem(f"{employer.name}：{problem.what}", problem.remedy, problem.kept) from problem


def _note_status(session: Session, ids: Sequence[int], status: str, on: date) -> None:
    for chunk in portions(ids):
        session.execute(delete(StatusChange).where(StatusChange.employer_id.in_(chunk), StatusChange.since == on))
    if ids:
        session.execute(insert(StatusChange), [{"employer_id": one, "status": status, "since": on} for one in ids])
