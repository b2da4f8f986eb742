"""隐患整改: the findings of the register, one by one or as a list, and the steps from finding to closing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.finding import Finding, FindingStep
from db.models.place import Area
from desktop.rules import cell_dates, cells
from desktop.rules.casework import OVERDUE, TO_MEND, Casework, Step
from desktop.rules.cells import Unclear
from desktop.rules.tables import Rulebook
from desktop.rules.words import PartialDate
from desktop.work import grading_history
from desktop.work.change import Change
from desktop.work.problem import Problem

OVER_LIMIT = "检测超标"
FOUND = "found"  # the first step of every finding
FIELD_LABELS = {
    "finished_on": "完成日期", "rechecked_by": "复查人", "rechecked_on": "复查日期", "deadline": "整改期限",
    "measures": "整改措施", "funds": "投入资金（万元）", "responsible": "责任人", "document_no": "文号",
    "county_feedback": "县局反馈", "note": "说明",
}  # fmt: skip
DAYS, NUMBERS = ("finished_on", "rechecked_on", "deadline"), ("funds",)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding as lists show it. standing: its state on the day, 逾期 included."""

    id: int
    number: str
    employer_id: int
    name: str
    credit_code: str | None
    village: str | None
    source: str
    described: str
    check_item: str | None
    place: str | None
    gravity: str | None
    category: str | None
    responsible: str | None
    document_no: str | None
    opened_on: date
    deadline: date | None
    extensions: int
    measures: str | None
    funds: float | None
    finished_on: date | None
    rechecked_by: str | None
    rechecked_on: date | None
    recheck_result: str | None
    state: str
    state_since: date
    county_feedback: str | None
    standing: str
    recheck_due: date | None  # by when somebody should look; None: nothing to look at

    def late(self, on: date) -> int:
        """Days over the deadline; 0 when it is not overdue."""
        return (on - self.deadline).days if self.standing == OVERDUE and self.deadline else 0


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One line of the course of a finding."""

    label: str
    state: str
    taken_on: date
    person: str | None
    deadline: date | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody found: at the least its words and where it comes from."""

    described: str
    source: str = "巡查"
    opened_on: date | None = None  # None: today
    deadline: date | None = None  # None: as the source has it by default
    check_item: str | None = None
    place: str | None = None
    gravity: str | None = None
    category: str | None = None
    responsible: str | None = None
    document_no: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A step to take. to: its id, its label, or the state it leads to; given: what it asks for, as typed."""

    to: str
    given: Mapping[str, str] = field(default_factory=dict)
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """states: as shown, 逾期 included; empty: every state."""

    states: tuple[str, ...] = ()
    village: str | None = None
    source: str | None = None
    due_within: int | None = None  # days from today; what is overdue counts
    employer: int | None = None


class Numbers:
    """编号: the year and a running number, each once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._last: dict[int, int] = {}

    def next(self, year: int) -> str:
        if year not in self._last:
            used = self._session.scalars(select(Finding.number).where(Finding.number.startswith(f"{year}-")))
            self._last[year] = max((int(n) for _, _, n in (one.partition("-") for one in used) if n.isdecimal()),
                                   default=0)  # fmt: skip
        self._last[year] += 1
        return f"{year}-{self._last[year]:03d}"


def rows(
    session: Session, rulebook: Rulebook, on: date, filters: Filters = Filters(), ids: Sequence[int] | None = None
) -> list[FindingRow]:
    """The findings that pass, the most urgent first: overdue by days, then by deadline, the closed ones last."""
    query = _QUERY if filters.employer is None else _QUERY.where(Finding.employer_id == filters.employer)
    if ids is not None:
        query = query.where(Finding.id.in_(ids))
    case = rulebook.casework
    found = [_row(finding, (name, code, village), case, on) for finding, name, code, village in session.execute(query)]
    kept = [row for row in found if passes(row, filters, on)]
    return sorted(kept, key=lambda row: (not case.states[row.state].open, row.deadline or date.max, row.id))


def one(session: Session, finding_id: int, rulebook: Rulebook, on: date) -> FindingRow:
    """One finding. Raises Problem when it is gone."""
    found = rows(session, rulebook, on, ids=[finding_id])
    if not found:
        raise Problem("这条隐患已经不在了。", "可能刚被撤销，请刷新列表。")
    return found[0]


def identify(session: Session, written: str) -> int:
    """The finding of this 编号 (2026-001). Raises Problem when there is none."""
    found = session.scalar(select(Finding.id).where(Finding.number == written.strip()).order_by(Finding.id))
    if found is None:
        raise Problem(f"没有编号 {written} 的隐患。", "用 findings 可以列出全部编号。")
    return found


def employer_names(session: Session) -> list[str]:
    """Every name in the register, for a field that completes them."""
    return list(session.scalars(select(Employer.name).order_by(Employer.sort_key, Employer.id)))


def to_recheck(session: Session, rulebook: Rulebook, on: date) -> list[FindingRow]:
    """Open findings somebody must look at again: `recheck_due` says by when, the earliest first."""
    found = [row for row in rows(session, rulebook, on) if row.recheck_due is not None]
    return sorted(found, key=lambda row: (row.recheck_due or date.max, row.id))


def course(session: Session, finding_id: int, rulebook: Rulebook) -> list[StepTaken]:
    """The steps of a finding, the first one first."""
    steps = rulebook.casework.steps
    query = select(FindingStep).where(FindingStep.finding_id == finding_id).order_by(FindingStep.id)
    return [
        StepTaken(steps[row.step].label if row.step in steps else "登记", row.state, row.taken_on, row.person,
                  row.deadline, row.note)
        for row in session.scalars(query)
    ]  # fmt: skip


def open_finding(
    session: Session, employer_id: int, found: Found, *, rulebook: Rulebook, on: date, person: str | None = None
) -> tuple[Change, int]:
    """Write a finding down; gives its id too. Raises Problem without words, or for a source the table does not have."""
    employer = session.get(Employer, employer_id)
    if employer is None:
        raise Problem("这家企业已经不在台账里。", "请在台账里重新选一家。")
    if not found.described.strip():
        raise Problem("没有写发现了什么问题。", "请用一句话写明问题，例如“喷漆房没有设置警示标识”。")
    source = rulebook.codes.get("finding_source").find(found.source)
    if source is None:
        known = "、".join(rulebook.codes.get("finding_source").codes)
        raise Problem(f"没有“{found.source}”这种来源。", f"可用的来源：{known}。")
    finding = Finding(
        employer_id=employer_id, source=source, described=found.described.strip(), opened_on=found.opened_on or on,
        deadline=found.deadline, check_item=found.check_item, place=found.place, gravity=found.gravity,
        category=found.category, responsible=found.responsible, document_no=found.document_no,
    )  # fmt: skip
    complete(session, finding, rulebook.casework, on)
    session.add(finding)
    session.flush()
    session.add(
        FindingStep(finding_id=finding.id, step=FOUND, state=TO_MEND, taken_on=finding.opened_on, person=person)
    )
    said = f"{employer.name}：登记隐患 {finding.number}，{finding.described[:40]}，期限 {finding.deadline}"
    return Change(said, frozenset({employer_id})), finding.id


def complete(session: Session, finding: Finding, case: Casework, on: date) -> None:
    """What a new finding is given: its number, its state, and the deadline of its source if none was set."""
    finding.number = Numbers(session).next(finding.opened_on.year)
    finding.state, finding.state_since = TO_MEND, on
    if finding.deadline is None:
        finding.deadline = case.deadline(finding.source, finding.opened_on)
    if finding.deadline < finding.opened_on:
        raise Problem(
            f"整改期限 {finding.deadline} 早于发现日期 {finding.opened_on}。", "请改正其中一个日期。", "没有保存。"
        )


def advance(session: Session, finding_id: int, move: Move, *, rulebook: Rulebook, on: date) -> Change:
    """Take a step. Raises Problem when it cannot follow, several lead there, or something it needs is missing."""
    finding = session.get(Finding, finding_id)
    if finding is None:
        raise Problem("这条隐患已经不在了。", "可能刚被撤销，请刷新列表。")
    case = rulebook.casework
    step = _step(case, finding, move.to)
    values = _values(step, move.given, on)
    if step.extends and finding.extensions >= case.most_extensions:
        raise Problem(
            f"已经延期 {finding.extensions} 次，不能再延。", "请选“上报线索”，由县里处理。", "这条隐患没有改动。"
        )
    note = str(values.pop("note", "")) or None
    for key, value in (values | dict(step.sets)).items():
        setattr(finding, key, value)
    if step.extends:
        finding.extensions += 1
    for key in step.clears:
        setattr(finding, key, None)
    finding.state, finding.state_since = step.to, on
    session.add(
        FindingStep(finding_id=finding.id, step=step.id, state=step.to, taken_on=on, person=move.person,
                    deadline=finding.deadline if "deadline" in values else None, note=note)
    )  # fmt: skip
    name = session.scalar(select(Employer.name).where(Employer.id == finding.employer_id)) or ""
    more = f"，期限 {finding.deadline}" if "deadline" in values else ""
    return Change(f"{name}：隐患 {finding.number} {step.label}{more}", frozenset({finding.employer_id}))


def regrading(session: Session, finding_id: int, rulebook: Rulebook, on: date) -> str | None:
    """What closing this finding means for the grade of its employer; None while it is open, or nothing would change."""
    finding = session.get(Finding, finding_id)
    if finding is None or rulebook.casework.states[finding.state].open:
        return None
    over = finding.source == OVER_LIMIT
    return grading_history.after_closing(session, rulebook, finding.employer_id, over=over, on=on)


def counts(found: Iterable[FindingRow]) -> dict[str, int]:
    """How many stand where."""
    told: dict[str, int] = {}
    for row in found:
        told[row.standing] = told.get(row.standing, 0) + 1
    return told


def _step(case: Casework, finding: Finding, word: str) -> Step:
    if word == OVERDUE:
        raise Problem("“逾期”不用登记。", "过了整改期限，程序自己会显示逾期。", "这条隐患没有改动。")
    found = case.leading(finding.state, word)
    if len(found) == 1:
        return found[0]
    possible = "、".join(step.label for step in (found or case.following(finding.state)))
    if found:
        raise Problem(f"到“{word}”有几种走法。", f"请写明是哪一种：{possible}。", "这条隐患没有改动。")
    raise Problem(
        f"隐患 {finding.number} 现在是“{finding.state}”，不能走到“{word}”。",
        f"现在可以：{possible}。",
        "这条隐患没有改动。",
    )


def _values(step: Step, given: Mapping[str, str], on: date) -> dict[str, str | float | date]:
    values: dict[str, str | float | date] = {}
    for key, text in given.items():
        if not text.strip():
            continue
        if key not in (*step.needs, *step.asks):
            raise Problem(
                f"“{step.label}”不用写{FIELD_LABELS.get(key, key)}。",
                f"可以写：{'、'.join(FIELD_LABELS[each] for each in (*step.needs, *step.asks)) or '什么也不用写'}。",
                "这条隐患没有改动。",
            )
        values[key] = _value(key, text, on)
    missing = [FIELD_LABELS[key] for key in step.needs if key not in values]
    if missing:
        raise Problem(f"还没有写{'、'.join(missing)}。", f"{step.label}要写明这些内容。", "这条隐患没有改动。")
    return values


def _value(key: str, text: str, on: date) -> str | float | date:
    label = FIELD_LABELS[key]
    found: object = text.strip()
    if key in DAYS:
        day = cell_dates.day(text, on=on)
        found = day.on if isinstance(day, PartialDate) and day.precision == "day" else Unclear(
            f"“{text}”不是完整的日期", "请写成 2026-03-05 这样的日期")  # fmt: skip
        if isinstance(found, date) and (found < on if key == "deadline" else found > on):
            found = Unclear(f"{found} 在今天之{'前' if key == 'deadline' else '后'}", "请核对日期")
    elif key in NUMBERS:
        number = cells.number(text)
        wrong = Unclear(f"“{text}”不是数", "请只填数字")
        found = number if isinstance(number, float | int) and number >= 0 else wrong
    if isinstance(found, Unclear):
        raise Problem(f"{label}：{found.why}。", f"{found.instead}。", "这条隐患没有改动。")
    assert isinstance(found, str | float | int | date)
    return found


_QUERY = (
    select(Finding, Employer.name, Employer.credit_code, Area.name)
    .join(Employer, Employer.id == Finding.employer_id)
    .outerjoin(Area, Area.id == Employer.area_id)
    .order_by(Finding.id)
)


def _row(finding: Finding, who: tuple[str, str | None, str | None], case: Casework, on: date) -> FindingRow:
    name, credit_code, village = who
    looked = case.states[finding.state].retest
    waits = finding.finished_on if finding.state == "待复查" and finding.finished_on else finding.deadline
    return FindingRow(
        finding.id, finding.number, finding.employer_id, name, credit_code, village, finding.source,
        finding.described, finding.check_item, finding.place, finding.gravity, finding.category, finding.responsible,
        finding.document_no, finding.opened_on, finding.deadline, finding.extensions, finding.measures, finding.funds,
        finding.finished_on, finding.rechecked_by, finding.rechecked_on, finding.recheck_result, finding.state,
        finding.state_since, finding.county_feedback, case.standing(finding.state, finding.deadline, on),
        case.recheck_on(waits) if looked and waits else None,
    )  # fmt: skip


def passes(row: FindingRow, filters: Filters, on: date) -> bool:
    """Whether a finding is among those asked for."""
    if filters.states and row.standing not in filters.states:
        return False
    if filters.village is not None and row.village != filters.village:
        return False
    if filters.source is not None and row.source != filters.source:
        return False
    if filters.due_within is not None:
        return row.deadline is not None and row.deadline <= on + timedelta(days=filters.due_within)
    return True


def count_open(session: Session, rulebook: Rulebook) -> int:
    """How many findings are not settled."""
    states = rulebook.casework.open_states
    return session.scalar(select(func.count(Finding.id)).where(Finding.state.in_(states))) or 0
