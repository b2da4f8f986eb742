"""A township with people who patrol: three of staff in two crews, villages with places, employers with grades."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update

from db.models.employer import Employer
from db.models.patrol import Campaign, CampaignEmployer, Visit, VisitRequest
from db.models.people import Absence, Assignment, Crew, CrewMember, Person, PersonTraining
from db.models.place import Area, AreaBlocked
from desktop import paths
from desktop.work import sample
from desktop.work.change import Change

PEOPLE = ("周明", "吴静", "郑国强")
CREWS = {"一组": (0, 1), "二组": (2,)}
WEST, NORTH = 119.7, 30.8  # a made-up place


def township(office: Any, on: date, employers: int = 60) -> None:
    """The sample township with three people in two crews, each answering for half of the villages."""
    words = paths.resources() / "sample" / "township.toml"
    wish = sample.Wish(employers=employers)
    office.do(lambda session: sample.make(session, words, wish, rulebook=office.rulebook, on=on))
    office.do(alone)
    office.do(staff)


def alone(session: Any) -> Change:
    """Without the staff, the visits and the wishes that the sample township brings along."""
    for model in (Visit, VisitRequest, CampaignEmployer, Campaign, Assignment, Absence, CrewMember, Crew,
                  PersonTraining, Person, AreaBlocked):  # fmt: skip
        session.execute(delete(model))
    session.execute(update(Area).values(market_days=None))
    return Change("清空人员", settings=True)


def staff(session: Any) -> Change:
    """People, crews, who answers for which village, and where the villages lie."""
    people = [Person(name=name, role="网格员", phone=f"1900000000{n}") for n, name in enumerate(PEOPLE, 1)]
    session.add_all(people)
    session.flush()
    crews = []
    for name, members in CREWS.items():
        crew = Crew(name=name, base="镇政府", longitude=WEST, latitude=NORTH)
        session.add(crew)
        session.flush()
        session.add_all(CrewMember(crew_id=crew.id, person_id=people[n].id) for n in members)
        crews.append(crew)
    areas = list(session.scalars(select(Area).order_by(Area.id)))
    for number, area in enumerate(areas):
        turn = 2 * math.pi * number / len(areas)
        area.longitude, area.latitude = WEST + 0.05 * math.cos(turn), NORTH + 0.035 * math.sin(turn)
        person = people[0] if number < len(areas) / 2 else people[2]
        session.add(Assignment(person_id=person.id, area_id=area.id, role="责任人"))
    seat = {area.id: (area.longitude, area.latitude) for area in areas}
    for employer in session.scalars(select(Employer).where(Employer.area_id.is_not(None))):
        east, north = seat[employer.area_id]
        employer.longitude = east + 0.006 * math.cos(employer.id)
        employer.latitude = north + 0.004 * math.sin(employer.id * 1.7)
    return Change("登记人员、小组和位置", listed=True, settings=True)


def visits(office: Any, rows: Iterable[tuple[int, date, int]], **fields: Any) -> list[int]:
    """Planned visits: employer, day, crew. Gives their ids."""
    made: list[int] = []

    def work(session: Any) -> Change:
        count: dict[tuple[date, int], int] = {}
        for employer, on, crew in rows:
            count[on, crew] = count.get((on, crew), 0) + 1
            values = {
                "kind": "计划", "state": "已排", "minutes": 40, "weight": 4, "lo": date(on.year, 1, 1),
                "hi": date(on.year, 12, 31), "reason": "乙类，每半年一次", "noted_on": on,
            } | fields  # fmt: skip
            visit = Visit(employer_id=employer, planned_on=on, crew_id=crew, position=count[on, crew], **values)
            session.add(visit)
            session.flush()
            made.append(visit.id)
        return Change("排好走访", listed=True)

    office.do(work)
    return made
