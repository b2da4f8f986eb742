"""Records that may be one employer: found by code, name, phone and address, worked off when it suits, never in between.

A pair is looked at only when both share a key, so that 20,000 employers take seconds; a key that many share (the
telephone of a bookkeeper, the gate of an industrial park) tells nothing and is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.place import Area, Township
from db.models.upkeep import NotDuplicate
from desktop.rules.likeness import name_keys
from desktop.rules.likeness_score import ALIKE, WORTH_A_LOOK, Likeness, address_key, alike_weight, numbering
from desktop.work.alike import likeness
from desktop.work.change import Change
from desktop.work.problem import Problem
from desktop.work.progress import Progress

SHARED = {"phone": 4, "address": 6, "person": 6, "sound": 8, "name": 12, "org": 12}  # more than so many tell nothing
SEVERAL, NO_DIGIT = re.compile(r"[、,，;；/\s]+"), re.compile(r"\D")
PLACE_KINDS = ("镇", "片区", "村", "社区", "园区")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records with the likeness of their being one, 0-100, and why. `one` has the smaller id."""

    one: int
    other: int
    score: int
    reasons: tuple[str, ...]
    one_name: str
    other_name: str


@dataclass(slots=True)
class _Known:
    """One record as far as it is compared."""

    id: int
    name: str
    key: str
    short: frozenset[str]  # keys without the names of places
    former: frozenset[str]
    numbers: tuple[str, ...]
    sound: str
    code: str | None
    old_number: str | None
    phones: frozenset[str]
    address: str
    person: str | None
    area: int | None
    entity: int | None
    status: str

    @property
    def org(self) -> str | None:
        """The nine characters of the organisation within the credit code, or the old organisation code."""
        if self.code:
            return self.code[8:17]
        return self.old_number if self.old_number and len(self.old_number) == 9 else None


def find(session: Session, *, progress: Progress | None = None) -> list[Pair]:
    """Every pair worth a look that nobody has decided yet, the likeliest first; a few seconds for 20,000 employers."""
    known = _known(session)
    decided = {
        (row.one_id, row.other_id) for row in session.execute(select(NotDuplicate.one_id, NotDuplicate.other_id))
    }
    candidates = sorted(set(_candidates(known)) - decided)
    found = []
    for number, (one, other) in enumerate(candidates, 1):
        if progress:
            progress.step(number, len(candidates), "正在查找重复企业")
        likeness = _compare(known[one], known[other])
        if likeness.score >= WORTH_A_LOOK:
            found.append(Pair(one, other, likeness.score, likeness.reasons, known[one].name, known[other].name))
    return sorted(found, key=lambda pair: (-pair.score, pair.one, pair.other))


def decide_apart(session: Session, one: int, other: int, *, on: date, reason: str | None = None) -> Change:
    """Remember that two records are two employers: the pair is not shown again. Raises Problem if one is gone."""
    first, second = sorted((one, other))
    query = select(Employer.id, Employer.name).where(Employer.id.in_((first, second)))
    names = {employer: name for employer, name in session.execute(query)}
    if len(names) < 2:
        raise Problem("其中一家已经不在台账里。", "请重新查找重复企业。")
    held = select(NotDuplicate.id).where(NotDuplicate.one_id == first, NotDuplicate.other_id == second)
    if session.scalar(held) is None:
        session.add(NotDuplicate(one_id=first, other_id=second, decided_on=on, reason=reason))
    return Change(f"不是同一家：{names[one]} 与 {names[other]}", frozenset(names))


def decided_apart(session: Session, employer_id: int) -> list[int]:
    """The employers that a person has said this one is not."""
    query = select(NotDuplicate.one_id, NotDuplicate.other_id).where(
        or_(NotDuplicate.one_id == employer_id, NotDuplicate.other_id == employer_id)
    )
    return [other if one == employer_id else one for one, other in session.execute(query)]


_COLUMNS = (
    Employer.id, Employer.name, Employer.former_names, Employer.sort_key, Employer.credit_code,
    Employer.old_registration_no, Employer.phone, Employer.leader_phone, Employer.legal_person_phone,
    Employer.address, Employer.registered_address, Employer.legal_person, Employer.leader, Employer.area_id,
    Employer.legal_entity_id, Employer.status,
)  # fmt: skip


def places(session: Session) -> tuple[str, ...]:
    """County, town and villages, as names of firms and addresses may begin with them; the longest first."""
    town = session.execute(select(Township.county, Township.name)).one_or_none() or ()
    areas = session.scalars(select(Area.name).where(Area.kind.in_(PLACE_KINDS)))
    return tuple(sorted({name for name in (*town, *areas) if name}, key=len, reverse=True))


def _known(session: Session) -> dict[int, _Known]:
    around = places(session)
    town = session.execute(select(Township.county, Township.name)).one_or_none() or ()
    prefixes = tuple(name for name in town if name)
    found = {}
    for row in session.execute(select(*_COLUMNS)):
        keys = name_keys(row.name, prefixes)
        former = [name for name in (row.former_names or "").split("\n") if name.strip()]
        found[row.id] = _Known(
            id=row.id,
            name=row.name,
            key=keys[0],
            short=frozenset(keys[1:] or keys),
            former=frozenset(key for name in former for key in name_keys(name, prefixes)),
            numbers=numbering(row.name),
            sound=(row.sort_key or "").replace(" ", ""),
            code=row.credit_code,
            old_number=row.old_registration_no,
            phones=frozenset(_phones(row.phone, row.leader_phone, row.legal_person_phone)),
            address=address_key(row.address or row.registered_address, around),
            person=row.legal_person or row.leader,
            area=row.area_id,
            entity=row.legal_entity_id,
            status=row.status,
        )
    return found


def _phones(*written: str | None) -> Iterator[str]:
    for text in filter(None, written):
        if text.isdecimal():
            yield text
            continue
        for part in SEVERAL.split(text):
            digits = NO_DIGIT.sub("", part)
            if len(digits) >= 7:
                yield digits


def _keys(known: _Known) -> Iterator[tuple[str, str]]:
    for key in {known.key, *known.short, *known.former}:
        yield "name", key
    if known.org:
        yield "org", known.org
    if known.old_number:
        yield "org", known.old_number
    for phone in known.phones:
        yield "phone", phone
    if known.address:
        yield "address", f"{known.area}:{known.address}"
    if known.sound:
        yield "sound", known.sound
    if known.person and known.area is not None:
        yield "person", f"{known.area}:{known.person}"


def _candidates(known: dict[int, _Known]) -> Iterator[tuple[int, int]]:
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for record in known.values():
        for key in set(_keys(record)):
            blocks[key].append(record.id)
    for (kind, _), ids in blocks.items():
        if 2 <= len(ids) <= SHARED[kind]:
            yield from combinations(sorted(ids), 2)


def _compare(one: _Known, other: _Known) -> Likeness:
    found = Likeness()
    _by_number(one, other, found)
    _by_name(one, other, found)
    if one.phones & other.phones:
        found.add(0.5, f"电话相同（{min(one.phones & other.phones)}）")
    if one.address and one.address == other.address and one.area == other.area:
        found.add(0.4, "地址相同")
    if one.person and one.person == other.person:
        found.add(0.25, f"法定代表人或负责人相同（{one.person}）")
    if one.code and other.code and one.org != other.org:
        found.contradict(0.7, "信用代码不同：可能换过执照，也可能是两家")
    if one.area is not None and other.area is not None and one.area != other.area:
        found.contradict(0.9, "所在的村（社区）不同")
    if one.entity is not None and one.entity == other.entity and one.address != other.address:
        found.contradict(0.5, "是同一法人的两个场所")
    gone = [record.name for record in (one, other) if record.status in ("注销", "查无", "搬迁")]
    if len(gone) == 1:
        found.against.append(f"“{gone[0]}”已注销、搬迁或查无")
    return found


def _by_number(one: _Known, other: _Known, found: Likeness) -> None:
    if one.org and one.org == other.org:
        both = bool(one.code and other.code)
        found.add(0.9, "信用代码中的组织机构代码相同" if both else "旧组织机构代码就在信用代码里")
    elif one.old_number and one.old_number == other.old_number:
        found.add(0.9, "原注册号相同")


def _by_name(one: _Known, other: _Known, found: Likeness) -> None:
    if one.numbers != other.numbers:
        found.contradict(0.6, "名称中的编号不同（如一厂、二厂）")
        return
    ours, theirs = one.short | {one.key}, other.short | {other.key}
    if one.key == other.key:
        found.add(0.8, "名称完全相同" if one.name == other.name else "名称只差写法（括号、有限公司等）")
    elif ours & theirs:
        found.add(0.7, "名称只差前面的地名")
    elif ours & other.former or theirs & one.former:
        found.add(0.75, "一家的名称是另一家的曾用名")
    elif one.sound and one.sound == other.sound:
        found.add(0.65, "名称读音相同，疑似写错字")
    elif weight := alike_weight(likeness(min(one.short, key=len), min(other.short, key=len), least=ALIKE)):
        found.add(weight, "名称相近")


def shown(pairs: Iterable[Pair], names: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Pairs as the commands print them; `names`: what to tell of each employer."""
    return [
        {"score": pair.score, "reasons": list(pair.reasons), "one": names[pair.one], "other": names[pair.other]}
        for pair in pairs
    ]


def told(session: Session, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Name, code, village, phone and address of these employers."""
    wanted = set(ids)
    query = select(
        Employer.id, Employer.name, Employer.credit_code, Area.name.label("village"), Employer.phone, Employer.address
    ).outerjoin(Area, Employer.area_id == Area.id)
    return {row["id"]: dict(row) for row in session.execute(query).mappings() if row["id"] in wanted}
