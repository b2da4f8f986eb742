"""到期事项: what is due of whom, grouped and counted; every urging with its result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.duty import ChangeEvent, Leaver, Urging
from db.models.employer import Employer
from db.models.place import Area
from desktop.rules import duties as rules
from desktop.rules.duties import LACKING as LACKING
from desktop.rules.duties import LATE, NEAR, NOT_YET, NOW, ORDER, Due
from desktop.rules.duty.declaring import EVENT_KINDS
from desktop.rules.duty.terms import Term
from desktop.rules.tables import Rulebook
from desktop.work import assignments, duties_board
from desktop.work.assignments import NOBODY as NOBODY
from desktop.work.change import Change
from desktop.work.duties_facts import facts
from desktop.work.problem import Problem
from desktop.work.progress import Progress
from desktop.work.undisturbed import undisturbed

HOWS = {"电话": "电话", "微信": "微信", "QQ": "微信", "上门": "上门", "走访": "上门", "信函": "信函", "催办函": "信函"}
WAYS = ("电话", "微信", "上门", "信函")
OPEN = (LATE, NOW, NEAR)  # what is urged
GROUPINGS = {"employer": "企业", "village": "村（社区）", "duty": "事项", "patroller": "网格员"}
BEYOND = (NOT_YET, LACKING)
ALL = "全部"
LATE_RUNG = -1
DAYS = 4_000_000  # more than any ordinal of a date

Step = tuple[str, date | None]  # how it stands, when it is due


class Who(NamedTuple):
    """The employer of an item, as needed to reach it."""

    id: int
    name: str
    credit_code: str | None
    village: str | None
    patroller: str | None
    contact: str | None
    phone: str | None
    place: tuple[int, str]  # orders lists: by village as reports have it, then by name


class Item(NamedTuple):
    """One due item of one employer. rung: step of the ladder, -1 overdue, None beyond it or without a date."""

    who: Who
    due: Due
    rung: int | None
    urged_on: date | None = None
    urged_how: str | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; empty means all. groups: 申报 体检 …; duties: ids of duties.toml; ids: employers."""

    standings: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()
    ids: tuple[int, ...] | None = None


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Group:
    """Items that belong together, with the counts shown beside the title."""

    title: str
    items: tuple[Item, ...]
    employers: int
    late: int


TITLES: dict[str, Callable[[Item], str]] = {
    "employer": lambda item: item.who.name,
    "village": lambda item: item.who.village or NOBODY,
    "duty": lambda item: item.due.label,
    "patroller": lambda item: item.who.patroller or NOBODY,
}


@dataclass(frozen=True, slots=True)
class Urge:
    """One urging as it is written down. duty None: everything that is due."""

    duty: str | None
    how: str
    result: str | None = None
    factor: str | None = None
    promised_on: date | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class UrgingRow:
    """One line of the log of an employer."""

    id: int
    on: date
    label: str
    how: str
    result: str | None
    promised_on: date | None
    by: str | None


def due_list(session: Session, rulebook: Rulebook, on: date, filters: Filters = EVERYTHING) -> list[Item]:
    """Every due item on `on`, the most urgent first."""
    with undisturbed():
        steps = _steps(session, rulebook, on, filters)
        return [item for step in sorted(steps, key=_urgency) for item in steps[step][1]]


def _steps(
    session: Session, rulebook: Rulebook, on: date, filters: Filters
) -> dict[Step, tuple[int | None, list[Item]]]:
    """What stands alike and falls due on one day, with its rung; in each the employers in their order."""
    people = _people(session, filters.ids, on)
    if filters.villages:
        people = {id: who for id, who in people.items() if (who.village or NOBODY) in filters.villages}
    ids = None if filters.ids is None and not filters.villages else list(people)
    urged = _last_urgings(session, on)
    ladder = rulebook.duty_terms.ladder
    whole = not (filters.standings or filters.groups or filters.duties)
    dues = _dues(session, rulebook, on, ids)
    steps: dict[Step, tuple[int | None, list[Item]]] = {}
    for id in sorted(dues, key=lambda id: people[id].place):
        who = people[id]
        for due in dues[id]:
            if whole or _wanted(due, filters):
                step = due.standing, due.due
                held = steps.get(step)
                if held is None:
                    held = steps[step] = rules.rung(due, on, ladder), []
                rung, items = held
                last = (urged.get((id, due.duty)) or urged.get((id, None))) if urged else None
                items.append(Item(who, due, rung, *last) if last else Item(who, due, rung))
    return steps


def _dues(session: Session, rulebook: Rulebook, on: date, ids: Sequence[int] | None) -> Mapping[int, Iterable[Due]]:
    """Everything due of these employers: what the board holds, else worked out, one by one as they are looked at."""
    held = duties_board.of(session).at_hand(session, rulebook, on, ids)
    if held is not None:
        return held
    inspector = rules.inspector(rulebook, on)
    return {id: inspector.due(known) for id, known in facts(session, rulebook, on, ids).items()}


def urgency(item: Item) -> int:
    """The most urgent first: overdue the longest, then due, near, without a date, not yet."""
    return _urgency((item.due.standing, item.due.due))


def _urgency(step: Step) -> int:
    standing, due = step
    return ORDER[standing] * DAYS + (due.toordinal() if due else DAYS - 1)


def due_of(session: Session, rulebook: Rulebook, on: date, employer_id: int) -> list[Item]:
    """The due items of one employer."""
    return due_list(session, rulebook, on, Filters(ids=(employer_id,)))


def grouped(items: Iterable[Item], by: str) -> list[Group]:
    """Items by employer, village, duty or patroller, in the order of the lists; those with nobody stand last."""
    title = TITLES[by]
    held: dict[object, list[Item]] = {}
    for item in items:
        held.setdefault(item.who.id if by == "employer" else title(item), []).append(item)
    groups = [
        Group(
            title(entries[0]),
            tuple(entries),
            len({item.who.id for item in entries}),
            sum(item.due.standing == LATE for item in entries),
        )
        for entries in held.values()
    ]
    if by in ("village", "employer"):
        groups.sort(key=lambda group: (group.title == NOBODY, group.items[0].who.place))
    else:
        groups.sort(key=lambda group: (group.title == NOBODY, -group.late, -len(group.items), group.title))
    return groups


def rungs(items: Iterable[Item], rulebook: Rulebook) -> dict[str, int]:
    """How many items stand on each step: 逾期, 今天到期, 7天内 … 90天内, 缺少依据, 未到."""
    names = step_names(rulebook)
    counts = {name: 0 for name in (*names.values(), LACKING, NOT_YET)}
    for item in items:
        counts[step_of(item, names)] += 1
    return counts


def step_names(rulebook: Rulebook) -> dict[int, str]:
    """The steps of the ladder as words, the most urgent first."""
    steps = sorted(rulebook.duty_terms.ladder)
    return {LATE_RUNG: LATE} | {step: f"{step}天内" if step else "今天到期" for step in steps}


def step_of(item: Item, names: dict[int, str]) -> str:
    """The word of the step an item stands on."""
    if item.rung is not None:
        return names[item.rung]
    return LACKING if item.due.standing == LACKING else NOT_YET


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is said once in the morning. open: items to urge; said: the one line."""

    open: int
    said: str


def outlook(session: Session, rulebook: Rulebook, on: date, progress: Progress | None = None) -> Outlook:
    """The count for the sidebar and the one line for the first page. What is found stays on the board for others."""
    duties_board.of(session).warm(session, progress)
    items = due_list(session, rulebook, on)
    counts = rungs(items, rulebook)
    urged = [item for item in items if item.due.standing in OPEN]
    within = "、".join(f"{step} {number:,} 项" for step, number in counts.items() if number and step not in BEYOND)
    said = f"到期事项：{len({item.who.id for item in urged}):,} 家 {within}" if within else "没有到期事项"
    return Outlook(len(urged), said)


def urge(session: Session, employer_id: int, told: Urge, rulebook: Rulebook, on: date) -> Change:
    """Write one urging down. Raises Problem for a way that is not one of WAYS, or an employer that is gone."""
    employer = _employer(session, employer_id)
    how = HOWS.get(told.how.strip())
    if how is None:
        raise Problem(f"不认识的催办方式：“{told.how}”。", f"请写 {'、'.join(WAYS)} 中的一种。")
    due_on = None
    if told.duty is not None:
        items = [item.due for item in due_of(session, rulebook, on, employer_id) if item.due.duty == told.duty]
        mine = [due for due in items if told.factor in (None, due.factor, due.who)]
        due_on = min((due.due for due in mine if due.due is not None), default=None)
    session.add(
        Urging(
            employer_id=employer_id,
            duty=told.duty,
            factor=told.factor,
            due_on=due_on,
            urged_on=on,
            how=how,
            result=(told.result or "").strip() or None,
            promised_on=told.promised_on,
            urged_by=told.by,
        )
    )
    label = rulebook.duty_terms[told.duty].label if told.duty else "全部到期事项"
    result = f"，{told.result.strip()}" if told.result and told.result.strip() else ""
    return Change(f"{employer.name}：{how}催办{label}{result}", frozenset({employer_id}))


def urgings(session: Session, employer_id: int, rulebook: Rulebook) -> list[UrgingRow]:
    """The log of one employer, newest first."""
    query = select(Urging).where(Urging.employer_id == employer_id).order_by(Urging.urged_on.desc(), Urging.id.desc())
    return [
        UrgingRow(
            row.id,
            row.urged_on,
            _label(rulebook, row.duty, row.factor),
            row.how,
            row.result,
            row.promised_on,
            row.urged_by,
        )
        for row in session.scalars(query)
    ]


def named(rulebook: Rulebook, words: str) -> Term | None:
    """The duty meant by an id, a label or part of one; None for 全部. Raises Problem when it fits none or several."""
    written = words.strip()
    if written in (ALL, ""):
        return None
    terms = rulebook.duty_terms.by_id
    exact = [term for term in terms.values() if written in (term.id, term.label)]
    near = exact or [term for term in terms.values() if written in term.label]
    if len(near) != 1:
        listed = "、".join(term.label for term in (near or terms.values()))
        raise Problem(f"“{words}”对应 {len(near)} 种事项。", f"请写全名，或写“{ALL}”。可以写：{listed}。")
    return near[0]


def happened(session: Session, employer_id: int, kind: str, happened_on: date, note: str | None, *, on: date) -> Change:
    """Note a change that must be declared, or an accident. Raises Problem for another kind or a day to come."""
    employer = _employer(session, employer_id)
    if kind not in EVENT_KINDS:
        raise Problem(f"不认识的变化：“{kind}”。", f"请写 {'、'.join(EVENT_KINDS)} 中的一种。")
    if happened_on > on:
        raise Problem(f"{happened_on.isoformat()} 还没有到。", "请填写变化发生的日期。")
    written = (note or "").strip() or None
    session.add(ChangeEvent(employer_id=employer_id, kind=kind, happened_on=happened_on, note=written, noted_on=on))
    return Change(f"{employer.name}：{happened_on.isoformat()} {written or kind}", frozenset({employer_id}))


def leaves(
    session: Session, employer_id: int, who: str, leaves_on: date | None, exams: tuple[date | None, date | None]
) -> Change:
    """Note that somebody exposed leaves; exams: the day of the leaving and of the last on-job examination."""
    employer = _employer(session, employer_id)
    if not who.strip():
        raise Problem("还没有填写姓名。", "请填写离岗人员的姓名或工号。")
    session.add(
        Leaver(employer_id=employer_id, who=who.strip(), leaves_on=leaves_on, exam_on=exams[0], on_job_exam_on=exams[1])
    )
    return Change(f"{employer.name}：{who.strip()}离岗", frozenset({employer_id}))


def _employer(session: Session, employer_id: int) -> Employer:
    employer = session.get(Employer, employer_id)
    if employer is None:
        raise Problem("这家企业已被删除。", "请按 F5 刷新后重试。")
    return employer


def _wanted(due: Due, filters: Filters) -> bool:
    return (
        (not filters.standings or due.standing in filters.standings)
        and (not filters.groups or due.group in filters.groups)
        and (not filters.duties or due.duty in filters.duties)
    )


def _label(rulebook: Rulebook, duty: str | None, factor: str | None) -> str:
    term = rulebook.duty_terms.by_id.get(duty or "")
    label = term.label if term else duty or "全部到期事项"
    return f"{label}（{factor}）" if factor else label


def _people(session: Session, ids: Sequence[int] | None, on: date) -> dict[int, Who]:
    answering = assignments.answering(session, on)
    areas = {area.id: area for area in session.scalars(select(Area))}
    place: dict[int | None, int] = {area.id: (area.position or 10_000) for area in areas.values()}
    query = select(
        Employer.id, Employer.name, Employer.credit_code, Employer.area_id, Employer.contact, Employer.phone,
        Employer.sort_key,
    )  # fmt: skip
    if ids is not None:
        query = query.where(Employer.id.in_(ids))
    found = {}
    for id, name, code, area, contact, phone, key in session.connection().execute(query).all():
        village = areas[area].name if area in areas else None
        at = (place.get(area, 20_000), key or name)
        found[id] = Who(id, name, code, village, answering.of(id, area), contact, phone, at)
    return found


def _last_urgings(session: Session, on: date) -> dict[tuple[int, str | None], tuple[date | None, str | None]]:
    newest = select(func.max(Urging.id)).where(Urging.urged_on <= on).group_by(Urging.employer_id, Urging.duty)
    query = select(Urging.employer_id, Urging.duty, Urging.urged_on, Urging.how).where(Urging.id.in_(newest))
    return {(employer, duty): (urged_on, how) for employer, duty, urged_on, how in session.execute(query)}
