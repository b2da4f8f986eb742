"""用人单位台账: what is asked of the register - find, sort, narrow, rows of a screenful."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from db import search
from db.models.employer import Employer
from db.models.hazard import Exposure
from db.models.ledger import Declaration, HealthExam, TestReport, TestResult
from db.models.place import Area
from db.models.verdict import RiskAssessment
from db.portions import portions
from desktop.rules.completeness import Completeness
from desktop.rules.duties import LACKING, LATE, NEAR, SIX
from desktop.rules.search_words import Condition
from desktop.work import conditions, duties_board
from desktop.work.duties_columns import Named

IN_SCOPE = ("在营", "半停产")  # the statuses that make up U of the reports, see reports.md section 5
GONE = ("注销", "查无", "搬迁")
UNGRADED = "未分级"


@dataclass(frozen=True, slots=True)
class Query:
    """What the register page asks for. Empty filters mean all; several values of one filter mean any of them.

    level: "Ⅰ" "Ⅱ" "Ⅲ" or 未分级; combined: 甲 乙 丙 or 未分级; states: named conditions, see STATES.
    sort: (key of SORTS or a column of the employer, ascending) in order of weight.
    """

    text: str = ""
    villages: tuple[int, ...] = ()
    statuses: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    combined: tuple[str, ...] = ()
    managements: tuple[str, ...] = ()
    factors: tuple[str | None, ...] = ()  # factor codes, None for none registered
    states: tuple[str, ...] = ()
    dues: tuple[str, ...] = ()  # “体检逾期”: one of the six duties and how it stands, see DUES
    ids: tuple[int, ...] | None = None  # only these, e.g. the rows behind a figure
    conditions: tuple[Condition, ...] = ()  # what the words of the search box were understood as; all must hold
    on: date | None = None  # lines and grades are as of this day; `ids` are those that stood in the register then
    sort: tuple[tuple[str, bool], ...] = ()
    cells: tuple[tuple[str, str | None], ...] = ()  # of the key of a column: what stands in it, None for nothing

    def with_words(self, words: str, conditions: tuple[Condition, ...]) -> Query:
        """The same with what the words of the search box were understood as."""
        return replace(self, text=words, conditions=conditions)


@dataclass(frozen=True, slots=True)
class EmployerRow:
    """One line of the register, of plain values. None is unknown."""

    id: int
    name: str
    credit_code: str | None
    village: str | None
    status: str
    address: str | None
    contact: str | None
    phone: str | None
    industry: str | None
    size: str | None
    staff: int | None
    exposed_workers: int | None
    factors: str
    level: str | None
    management: str | None
    combined: str | None
    edition: str | None
    unconfirmed: bool
    because: str | None
    declared_on: date | None
    tested_on: date | None
    over_limit: bool | None
    examined_on: date | None
    verified_on: date | None
    overridden: bool = False  # a person's grade in place of the program's
    duties: Mapping[str, Named] = field(default_factory=dict)  # the six named duties; see `with_duties`
    more: Mapping[str, Any] = field(default_factory=dict)  # further fields by column; see `columnvalues.with_fields`
    scored: Callable[[], Completeness | None] = field(default=lambda: None, compare=False, repr=False)

    @property
    def completeness(self) -> int | None:
        """Percent, worked out when it is asked for (its column is seldom in sight); see `work.completeness`."""
        found = self.scored()
        return found.percent if found else None

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is missing for it."""
        found = self.scored()
        return found.missing if found else ()


_last = aliased(RiskAssessment)
_village = func.coalesce(Area.name, "")
_declared = select(func.max(Declaration.declared_on)).where(Declaration.employer_id == Employer.id).scalar_subquery()
_tested = select(func.max(TestReport.tested_on)).where(TestReport.employer_id == Employer.id).scalar_subquery()
_examined = select(func.max(HealthExam.examined_on)).where(HealthExam.employer_id == Employer.id).scalar_subquery()
_said = select(func.max(TestResult.over_limit)).where(TestResult.report_id == TestReport.id).scalar_subquery()
_over = (
    select(
        case(
            (or_(TestReport.points_over > 0, _said), "超标"),
            (or_(TestReport.points_over.is_not(None), _said.is_not(None)), "合格"),
        )
    )
    .where(TestReport.employer_id == Employer.id)
    .order_by(TestReport.tested_on.desc(), TestReport.id.desc())
    .limit(1)
    .scalar_subquery()
)


def _assessed(condition: ColumnElement[bool] | InstrumentedAttribute[bool]) -> ColumnElement[bool]:
    """The newest assessment meets `condition`."""
    return Employer.id.in_(
        select(RiskAssessment.employer_id).where(
            condition, RiskAssessment.id.in_(select(func.max(RiskAssessment.id)).group_by(RiskAssessment.employer_id))
        )
    )


BY_DUTY = "duty/"  # begins the keys of columns that tell of one of the six duties
SORTS: dict[str, Any] = {
    "name": Employer.sort_key,
    "village": _village,
    "credit_code": Employer.credit_code,
    "status": Employer.status,
    "staff": Employer.staff,
    "exposed_workers": Employer.exposed_workers,
    "level": _last.level,
    "management": _last.management,
    "combined": _last.combined,
    "declared_on": _declared,
    "tested_on": _tested,
    "examined_on": _examined,
    "verified_on": Employer.verified_on,
    "contact": Employer.contact,
    "phone": Employer.phone,
    "size": Employer.size,
    "address": Employer.address,
    "industry": Employer.industry_written,
    "over_limit": _over,
    **{f"{BY_DUTY}{duty}/{by}": duties_board.sort_column(duty, by) for duty in SIX for by in duties_board.SORTED_BY},
}

STATES: dict[str, ColumnElement[bool]] = {
    "未申报": ~select(Declaration.id).where(Declaration.employer_id == Employer.id).exists(),
    "未检测": ~select(TestReport.id).where(TestReport.employer_id == Employer.id).exists(),
    "接害人数未登记": Employer.exposed_workers.is_(None),
    "信用代码未登记": Employer.credit_code.is_(None),
    "危害因素未登记": ~select(Exposure.id).where(Exposure.employer_id == Employer.id).exists(),
    "联系电话未登记": Employer.phone.is_(None),
    "未核实": Employer.verified_on.is_(None),
    "在册": Employer.status.not_in(("注销", "查无")),
    "参加分级": Employer.status.not_in(("注销", "查无", "搬迁", "不存在危害")),
    "分级待核对": _assessed(RiskAssessment.unconfirmed),
    "人工认定": _assessed(RiskAssessment.source.startswith("人工认定")),
}

DUES = {f"{duty}{state}": (duty, state) for duty in SIX for state in (LATE, NEAR, LACKING)}


def column_of(key: str) -> Any:  # noqa: ANN401 - a column of any type
    """What a column of the list shows, by its key of SORTS or the column of the employer."""
    return SORTS[key] if key in SORTS else getattr(Employer, key)


def sortable(key: str) -> bool:
    """Whether the list can be sorted by this key."""
    return key in SORTS or hasattr(Employer, key)


def tells_duties(key: str) -> bool:
    """Whether a column tells of one of the six duties."""
    return key.startswith(BY_DUTY)


def cell(key: str) -> ColumnElement[Any]:
    """What stands in a column as the filter menu lists it: text, and of a date its month."""
    if tells_duties(key):
        return duties_board.cell(key.removeprefix(BY_DUTY))
    return func.substr(column_of(key), 1, 7) if key.endswith("_on") else cast(column_of(key), String)


def with_newest_assessment(wanted: Select[Any], on: date | None = None) -> Select[Any]:
    """The same beside the newest assessment of each employer, or the newest by the end of a day."""
    newest = select(func.max(RiskAssessment.id)).where(RiskAssessment.employer_id == Employer.id)
    if on is not None:
        newest = newest.where(RiskAssessment.assessed_on <= on)
    return wanted.outerjoin(_last, _last.id == newest.scalar_subquery())


def matching(session: Session, query: Query) -> Select[int]:
    """The ids that match, in no order, as part of a larger question."""
    return _filtered(session, with_newest_assessment(select(Employer.id), query.on), query)


def find(session: Session, query: Query, limit: int | None = None) -> array[int]:
    """The ids that match, in page order; `limit`: only the first. Ids are cheap; entities are not."""
    wanted = _asked(session, query)
    keys = {key for key, _ in query.sort}
    if any(map(tells_duties, keys)):
        duties_board.of(session).sorting(session)
    for key, ascending in query.sort:
        column = column_of(key)
        wanted = wanted.order_by((column.asc() if ascending else column.desc()).nulls_last())
    wanted = wanted.order_by(Employer.sort_key, Employer.id)
    if limit is not None and largest(session) > limit:
        wanted = wanted.limit(limit)  # not without need: SQLite sorts some thousand rows slower under a limit
    found = session.connection().execute(wanted)
    assert found.cursor is not None
    return array("q", [row[0] for row in found.cursor.fetchall()])  # 20,000 plain integers: no Row objects around them


def number(session: Session, query: Query) -> int:
    """How many match."""
    return session.scalar(select(func.count()).select_from(_asked(session, query).subquery())) or 0


def _asked(session: Session, query: Query) -> Select[int]:
    """The ids that match, joined with what the conditions and the order look at."""
    wanted = select(Employer.id)
    keys = {key for key, _ in query.sort} | {condition.kind for condition in query.conditions}
    if query.levels or query.combined or query.managements or keys & {"level", "management", "combined"}:
        wanted = with_newest_assessment(wanted, query.on)
    if "village" in keys:
        wanted = wanted.outerjoin(Area, Employer.area_id == Area.id)
    return _filtered(session, wanted, query)


def asks_duties(query: Query) -> bool:
    """Whether the question can only be answered by the duties of the whole register."""
    return (
        bool(query.dues)
        or any(c.kind == "duty" for c in query.conditions)
        or any(tells_duties(key) for key, _ in (*query.sort, *query.cells))
    )


def _filtered(session: Session, wanted: Select[int], query: Query) -> Select[int]:
    for word in query.text.split():
        wanted = wanted.where(_matches(word))
    if query.villages:
        wanted = wanted.where(Employer.area_id.in_(query.villages))
    if query.statuses:
        wanted = wanted.where(Employer.status.in_(query.statuses))
    for column, values in (
        (_last.level, query.levels),
        (_last.combined, query.combined),
        (_last.management, query.managements),
    ):
        if values:
            unknown = column.is_(None) if UNGRADED in values else false()
            wanted = wanted.where(or_(column.in_(values), unknown))
    if query.factors:
        coded = Exposure.factor_code.in_([code for code in query.factors if code is not None])
        uncoded = Exposure.factor_code.is_(None) if None in query.factors else false()
        exposed = select(Exposure.employer_id).where(or_(coded, uncoded))
        nothing = STATES["危害因素未登记"] if None in query.factors else false()
        wanted = wanted.where(or_(Employer.id.in_(exposed), nothing))
    for state in query.states:
        wanted = wanted.where(STATES[state])
    for key in dict.fromkeys(key for key, _ in query.cells):
        asked = {value for of, value in query.cells if of == key}
        if tells_duties(key):
            duties_board.of(session).sorting(session)
        empty = cell(key).is_(None) if None in asked else false()
        wanted = wanted.where(or_(cell(key).in_([value for value in asked if value is not None]), empty))
    due = (Employer.id.in_(duties_board.of(session).standing(session, *DUES[state])) for state in query.dues)
    wanted = wanted.where(*due, *(conditions.clause(session, condition, _last) for condition in query.conditions))
    return wanted if query.ids is None else wanted.where(Employer.id.in_(query.ids))


def _matches(word: str) -> ColumnElement[bool]:
    """The word occurs in what the search box looks through, as written or folded, or in the village's name."""
    spellings = dict.fromkeys((word, search.folded(word)))
    villages = select(Area.id).where(
        or_(
            Area.name.contains(word, autoescape=True),
            Area.aliases.contains(word, autoescape=True),
            Area.pinyin.contains(word.lower(), autoescape=True),
        )
    )
    return or_(
        *(Employer.searched.contains(spelling, autoescape=True) for spelling in spellings if spelling),
        Employer.area_id.in_(villages),
    )


def rows(session: Session, ids: Sequence[int]) -> dict[int, EmployerRow]:
    """The rows of one screenful, by id. A missing id was deleted meanwhile."""
    if not ids:
        return {}
    wanted = list(ids)
    factors: dict[int, list[str]] = {}
    for employer_id, written in session.execute(
        select(Exposure.employer_id, Exposure.written).where(Exposure.employer_id.in_(wanted)).order_by(Exposure.id)
    ):
        names = factors.setdefault(employer_id, [])
        if written not in names:
            names.append(written)
    over = over_limit(session, wanted)
    plain: Any = (
        select(
            Employer.id,
            Employer.name,
            Employer.credit_code,
            Area.name.label("village"),
            Employer.status,
            Employer.address,
            Employer.contact,
            Employer.phone,
            Employer.industry_written.label("industry"),
            Employer.size,
            Employer.staff,
            Employer.exposed_workers,
            Employer.verified_on,
            _last.level,
            _last.management,
            _last.combined,
            _last.edition,
            func.coalesce(_last.unconfirmed, false()).label("unconfirmed"),
            _last.because,
            func.coalesce(_last.source.startswith("人工认定"), false()).label("overridden"),
            _declared.label("declared_on"),
            _tested.label("tested_on"),
            _examined.label("examined_on"),
        )
        .outerjoin(Area, Employer.area_id == Area.id)
        .where(Employer.id.in_(wanted))
    )
    return {
        row["id"]: EmployerRow(**row, factors="、".join(factors.get(row["id"], ())), over_limit=over.get(row["id"]))
        for row in session.execute(with_newest_assessment(plain)).mappings()
    }


def lines(session: Session, ids: Sequence[int]) -> list[EmployerRow]:
    """The rows of any number of ids, in their order."""
    found: list[EmployerRow] = []
    for page in portions(ids):
        held = rows(session, page)
        found += [held[number] for number in page if number in held]
    return found


def with_duties(session: Session, ids: Sequence[int]) -> dict[int, EmployerRow]:
    """`rows` with the six named duties: when last done, due when, how they stand, and what proves it."""
    six = duties_board.of(session).six(session, ids)
    return {id: replace(row, duties=six.get(id, {})) for id, row in rows(session, ids).items()}


def over_limit(session: Session, ids: Sequence[int] | None = None) -> dict[int, bool | None]:
    """Whether the latest test report of each employer has a point over its limit. None: the report does not say."""
    reports = select(TestReport.employer_id, TestReport.id, TestReport.points_over)
    results = select(TestResult.report_id, func.max(TestResult.over_limit)).group_by(TestResult.report_id)
    if ids is not None:
        reports = reports.where(TestReport.employer_id.in_(ids))
        results = results.join(TestReport).where(TestReport.employer_id.in_(ids))
    by_factor = {report: over for report, over in session.execute(results) if over is not None}
    latest: dict[int, bool | None] = {}
    for employer_id, report_id, points_over in session.execute(reports.order_by(TestReport.tested_on, TestReport.id)):
        said = [bool(number) for number in (points_over, by_factor.get(report_id)) if number is not None]
        latest[employer_id] = any(said) if said else None
    return latest


def largest(session: Session) -> int:
    """The largest id, 0 in an empty register: never below the number of employers, and known at once."""
    return session.scalar(select(func.max(Employer.id))) or 0


def count(session: Session, *conditions: ColumnElement[bool]) -> int:
    """How many employers meet all conditions."""
    return session.scalar(select(func.count(Employer.id)).where(and_(True, *conditions))) or 0
