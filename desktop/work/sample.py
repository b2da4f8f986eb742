"""A made-up township with history, to try the program on and to measure it with. Nothing in it is real."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from db import search
from db.models.columns import Table
from db.models.employer import Employer, StatusChange
from db.models.hazard import Exposure, HazardClass
from db.models.ledger import Commitment, Declaration, HealthExam, LabourStanding, TestReport, TestResult, Training
from db.models.place import Area
from db.models.verdict import ManagementGrade
from desktop.rules import codes
from desktop.rules.grading_industry import industry_class
from desktop.rules.tables import Rulebook
from desktop.rules.words import add_months
from desktop.work import findings_tests, grading, sample_ledgers, sample_patrol, settings
from desktop.work.change import Change
from desktop.work.problem import Problem
from desktop.work.progress import Progress

Row = dict[str, Any]
ORDER: tuple[type[Table], ...] = (
    Employer, StatusChange, HazardClass, Exposure, Declaration, TestReport, TestResult, HealthExam, Training,
    LabourStanding, Commitment, ManagementGrade,
)  # fmt: skip
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Trade:
    """What one line of business looks like. `over`: chance that a test finds a point over its limit."""

    name: str
    industry: str
    factors: tuple[str, ...]
    staff: tuple[int, int]
    over: float
    weight: int


@dataclass(frozen=True, slots=True)
class Wish:
    """How large the township is to be, and for how many years back it has history."""

    employers: int = 60
    years: int = 3
    seed: int = 1


def make(
    session: Session,
    words_file: Path,
    wish: Wish,
    *,
    rulebook: Rulebook,
    on: date,
    progress: Progress | None = None,
) -> Change:
    """Fill an empty office with a made-up township with history up to `on`.

    The same seed and day give the same township. Raises Problem when the register already has employers.
    """
    if session.scalar(select(func.count(Employer.id))):
        raise Problem(
            "这份数据里已经有企业，不能再放入示范数据。", "请另外新建一份数据文件试用示范数据（见“帮助 → 试用”）。"
        )
    words = tomllib.loads(words_file.read_text(encoding="utf-8"))
    card = {key: words["township"][key] for key in ("name", "county", "bureau", "office", "person", "phone")}
    settings.save_township(session, settings.TownshipCard(**card), on=on)
    settings.add_areas(session, words["township"]["villages"])
    session.flush()
    areas = [(area, name) for area, name in session.execute(select(Area.id, Area.name).order_by(Area.position))]
    places = sample_patrol.Places(session, words, wish.seed)
    maker = _Maker(random.Random(wish.seed), words["township"], _trades(words), rulebook, on, wish.years)
    for number in range(1, wish.employers + 1):
        if progress:
            progress.step(number, wish.employers, "正在编写示范数据")
        maker.employer(number, areas)
        row = maker.rows[Employer][-1]
        row.update(places.near(row["area_id"]))
        if number % BATCH == 0:
            maker.write(session)
    maker.write(session)
    sample_ledgers.make(session, words, random.Random(wish.seed), on=on)
    findings_tests.follow(session, rulebook, on)
    grading.grade_all(session, rulebook, on, progress=progress)
    sample_patrol.make(session, words, random.Random(wish.seed), rulebook, on=on)
    return Change(
        f"已放入示范数据：{card['name']}，{wish.employers} 家企业，{wish.years} 年记录", listed=True, settings=True
    )


def _trades(words: Row) -> list[Trade]:
    return [
        Trade(t["name"], t["industry"], tuple(t["factors"]), (t["staff"][0], t["staff"][1]), t["over"], t["weight"])
        for t in words["trade"]
    ]


class _Maker:
    def __init__(
        self, chance: random.Random, words: Row, trades: list[Trade], rulebook: Rulebook, on: date, years: int
    ) -> None:
        self.chance, self.words, self.trades, self.rulebook = chance, words, trades, rulebook
        self.method = rulebook.editions[-1]
        self.on, self.since = on, add_months(on, -12 * years)
        self.names: set[str] = set()
        self.report_id = 0
        self.rows: dict[type[Table], list[Row]] = {model: [] for model in ORDER}

    def write(self, session: Session) -> None:
        """Hand the rows made so far to the database."""
        people = self.rows[Employer]
        search.index(people)
        for model, made in self.rows.items():
            if made:
                session.execute(insert(model), made)
            made.clear()

    def employer(self, number: int, areas: list[tuple[int, str]]) -> None:
        chance = self.chance
        trade = chance.choices(self.trades, [t.weight for t in self.trades])[0]
        low, high = trade.staff
        staff = min(high, low + int(chance.expovariate(4 / (high - low))))
        exposed = max(1, round(staff * chance.uniform(0.2, 0.7)))
        registered = self.since - timedelta(days=chance.randrange(1, 900))
        if chance.random() < 0.12:
            registered = self._day(self.since, self.on)
        factors = [f for f in trade.factors if chance.random() < 0.85] or [trade.factors[0]]
        status, since = self._status(number, registered)
        row = self._identity(number, trade, areas) | {
            "status": status,
            "status_since": since,
            "size": self._size(staff),
            "staff": self._known(staff),
            "exposed_workers": self._known(exposed, 0.93),
            "outsourced": self._known(chance.choice((0, 0, 0, 2, 5)), 0.6),
            "registered_on": registered,
            "verified_on": self._day(max(registered, add_months(self.on, -16)), self.on)
            if chance.random() < 0.8
            else None,
            "verified_how": "现场",
            "factors_incomplete": False,
        }
        self.rows[Employer].append(row)
        end = since if status in ("注销", "停产", "搬迁", "查无") and since else self.on
        self._hazards(number, factors, exposed)
        self._declarations(number, registered, end)
        self._tests(number, trade, factors, registered, end)
        self._people(number, exposed, staff, registered, end)

    def _identity(self, number: int, trade: Trade, areas: list[tuple[int, str]]) -> Row:
        chance, words = self.chance, self.words
        while True:
            name = (
                chance.choice(words["prefixes"]) + chance.choice(words["first"]) + chance.choice(words["second"])
                + (chance.choice(words["first"]) if number > 400 else "") + trade.name + chance.choice(words["forms"])
            )  # fmt: skip
            if name not in self.names:
                self.names.add(name)
                break
        licence = f"91330599{number:08d}"
        licence += codes.ALPHABET[chance.randrange(10)]
        code = licence + codes.check_character(licence)
        area, village = areas[number % len(areas)]
        return {
            "id": number,
            "name": name,
            "credit_code": code if chance.random() < 0.94 else None,
            "area_id": area,
            "address": f"{village}{chance.choice(words['roads'])}{chance.randrange(1, 400)}号",
            "industry_code": trade.industry,
            "industry_written": trade.name,
            "unit_kind": "企业法人",
            "legal_person": self._person(),
            "contact": self._person(),
            # 19000…: a number range that is not given out
            "phone": f"1900000{number % 10_000:04d}" if chance.random() < 0.95 else None,
            "health_office": chance.random() < 0.4,
        }

    def _status(self, number: int, registered: date) -> tuple[str, date | None]:
        self.rows[StatusChange].append({"employer_id": number, "status": "在营", "since": registered, "reason": "建档"})
        draw = self.chance.random()
        if draw > 0.09:
            return "在营", registered
        status = self.chance.choice(("停产", "半停产", "注销", "搬迁", "查无", "不存在危害"))
        since = self._day(max(registered, add_months(self.on, -14)), self.on)
        self.rows[StatusChange].append({"employer_id": number, "status": status, "since": since, "reason": "核实"})
        return status, since

    def _hazards(self, number: int, factors: list[str], exposed: int) -> None:
        heads: dict[str, int] = {}
        for written in factors:
            factor = self.rulebook.factors.find(written)
            workers = max(1, round(exposed * self.chance.uniform(0.3, 1.0)))
            if factor is not None:
                heads[factor.hazard_class] = max(heads.get(factor.hazard_class, 0), workers)
            self.rows[Exposure].append(
                {
                    "employer_id": number,
                    "written": written,
                    "factor_code": factor.code if factor else None,
                    "workers": self._known(workers, 0.8),
                }
            )
        if heads:  # everybody exposed is exposed to something: the largest class holds them all
            heads[max(heads, key=lambda name: heads[name])] = exposed
        for hazard_class, workers in heads.items():
            self.rows[HazardClass].append(
                {"employer_id": number, "hazard_class": hazard_class, "present": True, "workers": workers}
            )

    def _declarations(self, number: int, registered: date, end: date) -> None:
        if self.chance.random() < 0.1:
            return
        day, kind = registered + timedelta(days=self.chance.randrange(10, 60)), "初次"
        while day <= end:
            self.rows[Declaration].append(
                {"employer_id": number, "kind": kind, "declared_on": day, "precision": "day", "receipt_no": None}
            )
            if self.chance.random() < 0.12:
                return
            day, kind = day + timedelta(days=self.chance.randrange(340, 390)), "年度更新"

    def _tests(self, number: int, trade: Trade, factors: list[str], registered: date, end: date) -> None:
        if self.chance.random() < 0.18:
            return
        known = [factor for factor in (self.rulebook.factors.find(written) for written in factors) if factor]
        industry = industry_class((trade.industry,), self.rulebook).risk == "严重"
        months = self.rulebook.intervals["testing"].months(industry or any(factor.severe for factor in known)) or 12
        day = registered + timedelta(days=self.chance.randrange(30, 300))
        while day <= end:
            over = self.chance.random() < trade.over
            self._report(number, day, factors, over)
            if self.chance.random() < 0.12:
                return
            day = add_months(day, months) + timedelta(days=self.chance.randrange(-40, 20))

    def _report(self, number: int, day: date, factors: list[str], over: bool) -> None:
        self.report_id += 1
        worst = self.chance.choice(factors) if over else None
        points = over_points = 0
        for written in factors:
            here = self.chance.randrange(1, 6)
            above = self.chance.randrange(1, here + 1) if written == worst else 0
            points, over_points = points + here, over_points + above
            factor = self.rulebook.factors.find(written)
            self.rows[TestResult].append(
                {
                    "report_id": self.report_id,
                    "written": written,
                    "factor_code": factor.code if factor else None,
                    "points": here,
                    "points_over": above,
                    "over_limit": above > 0,
                }
            )
        self.rows[TestReport].append(
            {
                "id": self.report_id,
                "employer_id": number,
                "kind": "定期检测",
                "tested_on": day,
                "precision": "day",
                "reported_on": day + timedelta(days=20),
                "institution": self.chance.choice(self.words["institutions"]),
                "report_no": f"示范检字〔{day.year}〕{self.report_id}号",
                "points": points,
                "points_over": over_points,
            }
        )

    def _people(self, number: int, exposed: int, staff: int, registered: date, end: date) -> None:
        chance = self.chance
        for year in range(max(self.since.year, registered.year), end.year + 1):
            if chance.random() < 0.75:
                due = max(1, exposed - chance.choice((0, 0, 0, 1)))
                month_limit = end.month if year == end.year else 12
                day = date(year, chance.randrange(1, month_limit + 1), chance.randrange(1, 29))
                self._exam(number, min(day, end), due)
            if chance.random() < 0.5:
                self.rows[Training].append(self._training(number, date(year, 1, 8), exposed))
        if chance.random() < 0.7:
            self.rows[Commitment].append(
                {
                    "employer_id": number,
                    "version": "2026",
                    "signed_on": date(self.on.year, 1, 15),
                    "precision": "day",
                    "expires_on": date(self.on.year, 12, 31),
                }
            )
        if chance.random() < 0.6:
            self.rows[LabourStanding].append(
                {
                    "employer_id": number,
                    "counted_on": date(self.on.year, 1, 15),
                    "contracts_signed": staff - chance.choice((0, 0, 1)),
                    "hazards_told": max(0, exposed - chance.choice((0, 1, 2))),
                    "insured": staff - chance.choice((0, 0, 1, 3)) if staff > 3 else staff,
                }
            )
        if chance.random() < 0.3:
            score = round(min(99.0, max(45.0, chance.gauss(80, 12))), 1)
            self.rows[ManagementGrade].append(
                {
                    "employer_id": number,
                    "graded_on": self._day(max(registered, add_months(self.on, -30)), self.on),
                    "grade": self.method.management_of(score),
                    "score": score,
                    "edition": self.method.id,
                    "source": "企业自查表",
                }
            )

    def _exam(self, number: int, day: date, due: int) -> None:
        examined = max(0, due - self.chance.choice((0, 0, 0, 1, 2)))
        self.rows[HealthExam].append(
            {
                "employer_id": number,
                "year": day.year,
                "kind": "在岗",
                "examined_on": day,
                "precision": "day",
                "institution": self.chance.choice(self.words["hospitals"]),
                "due": due,
                "examined": examined,
                "recheck": min(examined, self.chance.choice((0, 0, 1))),
                "contraindicated": min(examined, 1) if self.chance.random() < 0.05 else 0,
                "suspected": min(examined, 1) if self.chance.random() < 0.01 else 0,
            }
        )

    def _training(self, number: int, after: date, exposed: int) -> Row:
        audience, hours, people = self.chance.choice((("主要负责人", 8, 1), ("管理人员", 8, 1), ("劳动者", 4, exposed)))
        day = self._day(after, min(date(after.year, 12, 28), self.on)) if after < self.on else self.on
        return {
            "employer_id": number,
            "audience": audience,
            "trained_on": day,
            "precision": "day",
            "hours": hours,
            "due": people,
            "trained": people,
        }

    def _size(self, staff: int) -> str:
        rule = next(rule for rule in self.rulebook.size_rules if rule.unit == "人" and "C" in rule.codes)
        return next(
            (size for size, least in (("大", rule.large), ("中", rule.medium), ("小", rule.small)) if staff >= least),
            "微",
        )

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.chance.randrange(max(1, (last - first).days + 1)))

    def _known(self, value: int, share: float = 0.96) -> int | None:
        return value if self.chance.random() < share else None

    def _person(self) -> str:
        pick: Callable[[list[str]], str] = self.chance.choice
        return pick(self.words["surnames"]) + pick(self.words["given"])
