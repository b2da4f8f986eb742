"""Which employer a row means: credit code, then name and village, then phone. A person decides between two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from desktop.rules.cells import Phones
from desktop.rules.codes import OldNumber
from desktop.rules.likeness import name_key
from desktop.work.alike import likeness as name_likeness
from desktop.work.intaking.plan import Candidate
from desktop.work.intaking.register import Register, digits

ALIKE = 50.0  # of 100: below it, one code under two names is doubtful
SURELY_ALIKE = 85.0
likeness = lru_cache(maxsize=4096)(name_likeness)  # the same two names meet row after row
SHARED_PHONE = 3  # a number that this many employers share (a bookkeeper's) tells nothing


@dataclass(frozen=True, slots=True)
class Identity:
    """What a row says about who it is."""

    name: str | None
    code: str | None
    old_number: str | None
    village: str | None
    phone: str | None
    key: str  # of the name


@dataclass(frozen=True, slots=True)
class Found:
    """The employer of a row, or None: new when `why` is empty, doubtful when it is not."""

    employer_id: int | None = None
    candidates: tuple[Candidate, ...] = ()
    why: str = ""


NEW = Found()


def identity(values: dict[str, object], village: str | None) -> Identity:
    """The identifying values of a row; unclear ones count as absent."""
    name, code, old = values.get("name"), values.get("credit_code"), values.get("old_registration_no")
    phone = values.get("phone")
    said = values.get("village")
    older = next((value.number for value in (code, old) if isinstance(value, OldNumber)), None)
    swapped = old if isinstance(old, str) and len(old) == 18 else None
    return Identity(
        name if isinstance(name, str) else None,
        code if isinstance(code, str) else swapped,
        older,
        said if isinstance(said, str) else village,
        digits(phone.first) if isinstance(phone, Phones) else None,
        name_key(name) if isinstance(name, str) else "",
    )


def match(row: Identity, register: Register) -> Found:
    """Find the employer this row means."""
    if not register.employers:
        return NEW
    if row.code and row.code in register.by_code:
        return _by_code(row, register.by_code[row.code], register, "统一社会信用代码")
    if row.old_number and row.old_number in register.by_old_number:
        return _by_code(row, register.by_old_number[row.old_number], register, "原注册号")
    if row.name:
        found = _by_name(row, register)
        return found if found is not NEW else _by_phone(row, register)
    return NEW


def _by_code(row: Identity, employer_id: int, register: Register, what: str) -> Found:
    if row.name is None or alike(row.name, employer_id, register) >= ALIKE:
        return Found(employer_id)
    others = [other for other in register.by_name.get(row.key, []) if other != employer_id]
    theirs = register.employers[employer_id]["name"]
    why = f"{what}与“{theirs}”相同，但名称差别很大"
    candidates = [_candidate(employer_id, register, f"{what}相同，名称不同")]
    candidates += [_candidate(other, register, f"名称相同，{what}不同") for other in others]
    return Found(None, tuple(candidates), why)


def _by_name(row: Identity, register: Register) -> Found:
    ids = register.by_name.get(row.key, [])
    if not ids:
        return NEW
    fitting, near, other_code = [], [], []
    for employer_id in ids:
        place = _same_village(row, employer_id, register)
        if _codes_differ(row, employer_id, register):
            if place is not False:
                other_code.append(employer_id)
        elif place is False:
            near.append(employer_id)
        else:
            fitting.append(employer_id)
    exact = [employer_id for employer_id in fitting if _same_village(row, employer_id, register)]
    if len(fitting) == 1 or len(exact) == 1:
        return Found((exact or fitting)[0])
    if fitting:
        return _doubt(fitting, register, "名称相同", f"登记簿里有 {len(fitting)} 家同名单位")
    if other_code:
        return _doubt(other_code, register, "名称相同，统一社会信用代码不同", "名称相同，但统一社会信用代码不同")
    if near:
        return _doubt(
            near, register, f"名称相同，所在村不同（表中为{row.village}）", "名称相同，但所在的村（社区）不同"
        )
    return NEW


def _by_phone(row: Identity, register: Register) -> Found:
    ids = register.by_phone.get(row.phone or "", [])
    if not ids or len(ids) >= SHARED_PHONE or row.name is None:
        return NEW
    ids = [e for e in ids if not _codes_differ(row, e, register) and _same_village(row, e, register) is not False]
    scores = {employer_id: alike(row.name, employer_id, register) for employer_id in ids}
    sure = [employer_id for employer_id, score in scores.items() if score >= SURELY_ALIKE]
    if len(sure) == 1:
        return Found(sure[0])
    maybe = [employer_id for employer_id, score in scores.items() if score >= ALIKE]
    if maybe:
        return _doubt(maybe, register, "联系电话相同，名称相近", "联系电话相同、名称相近，但不完全相同")
    return NEW


def _doubt(ids: list[int], register: Register, why_each: str, why: str) -> Found:
    return Found(None, tuple(_candidate(employer_id, register, why_each) for employer_id in ids), why)


def _candidate(employer_id: int, register: Register, why: str) -> Candidate:
    row = register.employers[employer_id]
    return Candidate(employer_id, row["name"], register.village(employer_id), row["credit_code"] or "", why)


def _codes_differ(row: Identity, employer_id: int, register: Register) -> bool:
    ours = register.employers[employer_id]["credit_code"]
    return bool(row.code and ours and row.code != ours)


def _same_village(row: Identity, employer_id: int, register: Register) -> bool | None:
    """None when either side does not say."""
    ours = register.employers[employer_id]["area_id"]
    if row.village is None or ours is None:
        return None
    return bool(register.area_of.get(row.village) == ours)


def alike(name: str, employer_id: int, register: Register) -> float:
    """How alike the name is to the employer's present or former names, 0-100."""
    row = register.employers[employer_id]
    names = [row["name"], *(row["former_names"] or "").split("\n")]
    return max(likeness(name_key(name), name_key(ours)) for ours in names if ours)
