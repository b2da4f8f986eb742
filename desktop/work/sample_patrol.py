"""People, crews, places and past visits of the made-up township. Nothing in it is real."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session, aliased

from db import search
from db.models.columns import Table
from db.models.employer import Employer
from db.models.patrol import Campaign, CampaignEmployer, Visit, VisitRequest
from db.models.people import Absence, Assignment, Crew, CrewMember, Person, PersonTraining
from db.models.place import Area, AreaBlocked
from db.models.verdict import RiskAssessment
from desktop.rules import patrol
from desktop.rules.patrol_terms import CAMPAIGN, COMPLAINT, JOINT, PLANNED, RECHECK
from desktop.rules.tables import Rulebook
from desktop.rules.words import add_months
from desktop.work import visits
from desktop.work.assignments import HELPS, RESPONSIBLE

Row = dict[str, Any]
YEAR = 365
MONTHS = {"丙": 3, "乙": 6}
USUAL_MONTHS = 12
STONE = "303"  # 石材加工: what the campaign is about
SHIFT = (0, 0, 0, 0, 0, -1, -2)  # a visit on a Saturday or Sunday was on Friday


def make(session: Session, words: Row, chance: random.Random, rulebook: Rulebook, *, on: date) -> None:
    """Staff, crews, assignments, some leave, coordinates and a year of visits up to `on`."""
    maker = _Maker(session, words, chance, rulebook, on)
    maker.closed_road()
    maker.staff()
    maker.grids()
    maker.past_visits()
    maker.wishes()


class Places:
    """Where the villages lie, with their market days, and where most employers of a village are."""

    def __init__(self, session: Session, words: Row, seed: int) -> None:
        self._chance = random.Random(seed)
        told = words["patrol"]
        self._at: dict[int, tuple[float, float]] = {}
        for id, name in session.execute(select(Area.id, Area.name).order_by(Area.position)).all():
            east, north = (float(told[key]) + self._off(float(told["spread"])) for key in ("longitude", "latitude"))
            self._at[id] = (east, north)
            placed = update(Area).where(Area.id == id)
            session.execute(placed.values(longitude=east, latitude=north, market_days=told["markets"].get(name)))

    def near(self, area: int) -> Row:
        """The coordinates of an employer of a village; most have some."""
        east, north = self._at[area]
        known = self._chance.random() < 0.85
        return {
            "longitude": round(east + self._off(0.009), 6) if known else None,
            "latitude": round(north + self._off(0.009), 6) if known else None,
        }

    def _off(self, most: float) -> float:
        return round(self._chance.uniform(-most, most), 5)


class _Maker:
    def __init__(self, session: Session, words: Row, chance: random.Random, rulebook: Rulebook, on: date) -> None:
        self.session, self.words, self.chance, self.rulebook, self.on = session, words, chance, rulebook, on
        self.patrol: Row = words["patrol"]
        self.people: dict[str, int] = {}
        self.crew_of: dict[int, tuple[int, str]] = {}  # area -> crew and its people
        self.areas = {id: name for id, name in session.execute(select(Area.id, Area.name).order_by(Area.position))}

    def closed_road(self) -> None:
        """A village that nobody can get to for some days."""
        closed = next(id for id, name in self.areas.items() if name == self.patrol["blocked"])
        first = self.on + timedelta(days=10)
        last = first + timedelta(days=4)
        self._write(AreaBlocked, [{"area_id": closed, "first_on": first, "last_on": last, "reason": "道路施工"}])

    def staff(self) -> None:
        """The staff register with a training each, the crews, and leave around today."""
        since = add_months(self.on, -26)
        for number, told in enumerate(self.words["person"], 1):
            name = told["name"]
            self.people[name] = number
            self._write(Person, [{
                "id": number, "name": name, "role": told["role"], "post": told["post"],
                "employment": told["employment"], "phone": f"1900001{number:04d}", "card_no": f"示范{number:03d}",
                "started_on": since, "pinyin": search.key(name)[0],
            }])  # fmt: skip
            if "crew" in told or "grids" in told:
                self._write(PersonTraining, [{
                    "person_id": number, "trained_on": self.on - timedelta(days=40 + number),
                    "title": "职业卫生监督协管业务培训（示范）", "hours": 8.0,
                    "organiser": self.words["township"]["bureau"],
                }])  # fmt: skip
        crews = dict.fromkeys(told["crew"] for told in self.words["person"] if "crew" in told)
        for number, name in enumerate(crews, 1):
            self._write(Crew, [{
                "id": number, "name": name, "since": since, "base": self.patrol["base"],
                "longitude": self.patrol["longitude"], "latitude": self.patrol["latitude"],
            }])  # fmt: skip
            members = [told["name"] for told in self.words["person"] if told.get("crew") == name]
            self._write(CrewMember, [{"crew_id": number, "person_id": self.people[who], "since": since}
                                     for who in members])  # fmt: skip
        self._leave("冯小军", "休假", 9, 5)
        self._leave("秦丽华", "学习培训", 23, 2)
        self._leave("魏立新", "病假", -60, 4)

    def grids(self) -> None:
        """Each village has a 网格员, one in turn; a 协管员 helps. Some have nobody yet."""
        holders = [told["name"] for told in self.words["person"] if told.get("grids")]
        helpers = [told["name"] for told in self.words["person"] if told["role"] == "协管员"]
        crews = {row.name: row.id for row in self.session.scalars(select(Crew))}
        rows = []
        each = len(self.areas) / len(holders)
        for place, (area, name) in enumerate(self.areas.items()):
            helper = helpers[place * len(helpers) // len(self.areas)]
            crew = next(told["crew"] for told in self.words["person"] if told["name"] == helper)
            members = [told["name"] for told in self.words["person"] if told.get("crew") == crew]
            self.crew_of[area] = crews[crew], "、".join(members)
            if name in self.patrol["without"]:
                continue
            holder = holders[min(int(place / each), len(holders) - 1)]
            since = add_months(self.on, -24)
            rows.append({"person_id": self.people[holder], "area_id": area, "role": RESPONSIBLE, "since": since})
            rows.append({"person_id": self.people[helper], "area_id": area, "role": HELPS, "since": since})
        self._write(Assignment, rows)

    def past_visits(self) -> None:
        """A year of patrols at about the frequency of the class; some late, some never."""
        rows = []
        for id, area, combined, began in self._employers():
            if self.chance.random() < 0.06:
                continue
            months = MONTHS.get(combined or "乙", USUAL_MONTHS)
            day = self.on - timedelta(days=self.chance.randrange(1, int(months * 31 * 1.1)))
            while day > self.on - timedelta(days=YEAR) and day > began:
                rows.append(self._visit(id, area, day + timedelta(days=SHIFT[day.weekday()])))
                day -= timedelta(days=months * 30 + self.chance.randrange(-12, 13))
        self._write(Visit, rows)

    def wishes(self) -> None:
        """Two re-checks, a complaint, and a campaign that is running."""
        ids = [id for id, _, _, _ in self._employers()]
        firsts = [ids[place] for place in sorted(self.chance.sample(range(len(ids)), min(3, len(ids))))]
        terms = self.rulebook.patrol(self.on)
        told = (
            (RECHECK, 5, "除尘设备没有运行，限期整改"),
            (RECHECK, 12, "警示标识缺失，限期整改"),
            (COMPLAINT, 0, "群众反映夜间打磨噪声大、粉尘外逸"),
        )
        for id, (kind, ahead, why) in zip(firsts, told, strict=False):
            by = self.on + timedelta(days=ahead)
            first, last = patrol.recheck_window(by, terms)
            if kind == COMPLAINT:
                first, last = self.on, self.on + timedelta(days=terms["complaint.days"])
            self._write(VisitRequest, [{
                "employer_id": id, "kind": kind, "asked_on": self.on, "earliest_on": first, "deadline": last,
                "why": why, "source": None,
            }])  # fmt: skip
        stone = list(
            self.session.scalars(
                select(Employer.id).where(Employer.industry_code == STONE, Employer.status.in_(terms.visited))
            )
        )
        if stone:
            first, last = self.on - timedelta(days=20), self.on + timedelta(days=70)
            self._write(Campaign, [{"id": 1, "name": "石材加工粉尘专项治理（示范）", "first_on": first, "last_on": last,
                                    "times": 1, "written": "石材加工"}])  # fmt: skip
            self._write(CampaignEmployer, [{"campaign_id": 1, "employer_id": id} for id in stone])
            done = [id for id in stone if self.chance.random() < 0.3]
            self._write(Visit, [
                self._visit(id, None, self.on - timedelta(days=self.chance.randrange(1, 18)), CAMPAIGN)
                | {"demand_key": f"campaign:1:{id}:1"} for id in done
            ])  # fmt: skip

    def _employers(self) -> Sequence[tuple[int, int | None, str | None, date]]:
        last = aliased(RiskAssessment)
        newest = select(func.max(last.id)).where(last.employer_id == Employer.id).scalar_subquery()
        query = (
            select(Employer.id, Employer.area_id, RiskAssessment.combined, Employer.registered_on)
            .outerjoin(RiskAssessment, RiskAssessment.id == newest)
            .where(Employer.status.in_(self.rulebook.patrol(self.on).visited))
            .order_by(Employer.id)
        )
        return [(id, area, grade, began or date.min) for id, area, grade, began in self.session.execute(query)]

    def _visit(self, employer: int, area: int | None, day: date, kind: str | None = None) -> Row:
        crew, people = self.crew_of.get(area or 0, next(iter(self.crew_of.values())))
        kind = kind or (JOINT if self.chance.random() < 0.05 else PLANNED)
        closed = self.chance.random() < 0.03
        return {
            "employer_id": employer,
            "kind": kind,
            "demand_key": None,
            "planned_on": day,
            "crew_id": crew,
            "minutes": self.chance.choice((30, 40, 60, 60, 90)),
            "pinned": False,
            "state": visits.NOT_ENTERED if closed else visits.DONE,
            "done_on": day,
            "done_by": people,
            "outcome": None if closed else self.chance.choice(self.patrol["found"]),
            "not_entered": self.chance.choice(("关门", "停产")) if closed else None,
            "counts_for_coverage": not closed and self.rulebook.patrol(self.on).counting[kind],
            "noted_on": day,
        }

    def _leave(self, who: str, kind: str, ahead: int, days: int) -> None:
        first = self.on + timedelta(days=ahead)
        last = first + timedelta(days=days - 1)
        row = {"person_id": self.people[who], "kind": kind, "first_on": first, "last_on": last}
        self._write(Absence, [row])

    def _write(self, model: type[Table], rows: list[Row]) -> None:
        if rows:
            self.session.execute(insert(model), rows)
