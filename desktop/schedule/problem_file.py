"""A planning problem as JSON, without an office. The format is told in ARCHITECTURE.md; every error names its key."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from desktop.schedule.axis import window
from desktop.schedule.periodic_problem import Customer, Periodic
from desktop.schedule.problem import Crew, Fixed, Point, Problem, Site, Spacing, Travel, Village, Visit

FORMAT = "zhikang-plan/1"
PATROL, PERIODIC = "patrol", "periodic"
WORDS: dict[type, str] = {dict: "{…}", list: "[…]", str: "文字"}


class BadFile(Exception):
    """The file is no such problem; `key` says where, `why` what should stand there."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"{key}：{why}")
        self.key, self.why = key, why


class _Entry:
    """A JSON object that knows where it stands. Every key must be asked for, or `end` refuses it."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise BadFile(path or "文件", "应为 {…}")
        self.value: Mapping[str, Any] = value
        self.path, self._asked = path, set[str]()

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        self._asked.add(key)
        return self.value.get(key) is not None

    def raw(self, key: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        if not self.has(key):
            raise BadFile(self.at(key), "缺少这一项")
        return self.value[key]

    def text(self, key: str, usual: str | None = None) -> str:
        if usual is not None and not self.has(key):
            return usual
        return str(_kind(self.raw(key), str, self.at(key)))

    def number(self, key: str, least: float = -math.inf, usual: float | None = None) -> float:
        if usual is not None and not self.has(key):
            return usual
        return _number(self.raw(key), self.at(key), least)

    def whole(self, key: str, least: int = 0, usual: int | None = None) -> int:
        if usual is not None and not self.has(key):
            return usual
        return _whole(self.raw(key), self.at(key), least)

    def limit(self, key: str) -> float | None:
        """A limit above 0; left out, null or 0: there is none."""
        return (self.number(key, 0.0) or None) if self.has(key) else None

    def list(self, key: str, *, needed: bool = True) -> Iterator[tuple[str, Any]]:
        if not needed and not self.has(key):
            return
        for number, one in enumerate(_kind(self.raw(key), list, self.at(key))):
            yield f"{self.at(key)}[{number}]", one

    def entries(self, key: str, *, needed: bool = True) -> Iterator[_Entry]:
        for path, one in self.list(key, needed=needed):
            entry = _Entry(one, path)
            yield entry
            entry.end()

    def point(self, key: str) -> Point | None:
        return Point(*_pair(self.raw(key), self.at(key))) if self.has(key) else None

    def day(self, key: str) -> date:
        return _day(self.raw(key), self.at(key))

    def end(self) -> None:
        if unknown := sorted(set(self.value) - self._asked):
            raise BadFile(self.at(unknown[0]), "不认识这一项")


def read(text: str) -> Problem | Periodic:
    """The problem in a text. Raises BadFile naming the key that is wrong, missing or not known."""
    try:
        top = _Entry(json.loads(text.removeprefix("\ufeff")), "")
    except ValueError as error:
        raise BadFile("文件", f"不是 JSON（{error}）") from error
    if top.text("format") != FORMAT:
        raise BadFile("format", f"应为 {FORMAT}")
    kind = top.text("kind")
    if kind not in (PATROL, PERIODIC):
        raise BadFile("kind", f"应为 {PATROL} 或 {PERIODIC}")
    made = _patrol(top) if kind == PATROL else _periodic(top)
    top.end()
    return made


def _periodic(top: _Entry) -> Periodic:
    days = top.whole("days", 1)
    depot = _pair(top.raw("depot"), "depot")
    capacity = top.limit("capacity")
    customers = tuple(_customer(entry, days) for entry in top.entries("customers"))
    _each_once([customer.id for customer in customers], "customers")
    if capacity is not None and capacity != int(capacity):
        raise BadFile("capacity", "应为整数")
    whole = None if capacity is None else int(capacity)
    return Periodic(days, top.whole("vehicles", 1), whole, top.limit("duration"), depot, customers)


def _customer(entry: _Entry, days: int) -> Customer:
    choices = []
    for path, days_of in entry.list("choices"):
        chosen = tuple(_whole(day, f"{path}[{n}]", 1) - 1 for n, day in enumerate(_kind(days_of, list, path)))
        if not chosen or max(chosen) >= days or len(set(chosen)) < len(chosen):
            raise BadFile(path, f"应为 1 至 {days} 中不同的几天")
        choices.append(tuple(sorted(chosen)))
    if not choices:
        raise BadFile(entry.at("choices"), "至少要有一组日子")
    frequency = entry.whole("frequency", 1, usual=len(choices[0]))
    if any(len(chosen) != frequency for chosen in choices):
        raise BadFile(entry.at("choices"), f"每一组都应有 frequency（{frequency}）天")
    return Customer(
        entry.text("id"),
        entry.number("x"),
        entry.number("y"),
        entry.number("service", 0.0, 0.0),
        entry.whole("demand", 0, 0),
        tuple(dict.fromkeys(choices)),
    )


def _patrol(top: _Entry) -> Problem:
    days = tuple(_day(one, path) for path, one in top.list("days"))
    if not days or list(days) != sorted(set(days)):
        raise BadFile("days", "应为从早到晚、不重复的工作日")
    place = {day: number for number, day in enumerate(days)}
    crews = tuple(_crew(entry, place) for entry in top.entries("crews"))
    villages = tuple(_village(entry, place) for entry in top.entries("villages"))
    sites = tuple(_site(entry) for entry in top.entries("sites"))
    visits = tuple(_visit(entry, days, place) for entry in top.entries("visits"))
    spacing = tuple(
        Spacing(e.text("earlier"), e.text("later"), e.whole("least"), e.whole("most"))
        for e in top.entries("spacing", needed=False)
    )
    names = {
        what: _each_once([one.id for one in listed], what)
        for what, listed in (("crews", crews), ("villages", villages), ("sites", sites), ("visits", visits))
    }
    _known([(f"villages.{v.id}.crews", crew) for v in villages for crew in v.crews], names["crews"])
    _known([(f"sites.{s.id}.village", s.village) for s in sites], names["villages"])
    _known([(f"visits.{v.id}.site", v.site) for v in visits], names["sites"])
    _known([(f"visits.{v.id}.fixed.crew", v.fixed.crew) for v in visits if v.fixed], names["crews"])
    _known([("spacing", one) for gap in spacing for one in (gap.earlier, gap.later)], names["visits"])
    travel = _travel(_Entry(top.raw("travel"), "travel")) if top.has("travel") else Travel()
    return Problem(days, villages, sites, visits, crews, spacing, travel)


def _crew(entry: _Entry, place: Mapping[date, int]) -> Crew:
    minutes = [entry.whole("minutes")] * len(place)
    for path, day in entry.list("leave", needed=False):
        minutes[_place(day, path, place)] = 0
    people = tuple(str(_kind(one, str, path)) for path, one in entry.list("people", needed=False))
    units = entry.limit("units")
    return Crew(
        entry.text("id"),
        entry.text("name", entry.text("id")),
        people or (entry.text("name", entry.text("id")),),
        entry.point("start"),
        tuple(minutes),
        entry.whole("most_visits", 1, 8),
        None if units is None else int(units),
    )


def _village(entry: _Entry, place: Mapping[date, int]) -> Village:
    return Village(
        entry.text("id"),
        entry.text("name", entry.text("id")),
        tuple(str(_kind(one, str, path)) for path, one in entry.list("crews")),
        frozenset(_place(one, path, place) for path, one in entry.list("blocked", needed=False)),
        entry.point("at"),
    )


def _site(entry: _Entry) -> Site:
    return Site(entry.text("id"), entry.text("name", entry.text("id")), entry.text("village"), entry.point("at"))


def _visit(entry: _Entry, days: tuple[date, ...], place: Mapping[date, int]) -> Visit:
    first, last = window(days, entry.day("from"), entry.day("to"))
    fixed = None
    if entry.has("fixed"):
        pin = _Entry(entry.raw("fixed"), entry.at("fixed"))
        order = pin.whole("order", 1) if pin.has("order") else None
        fixed = Fixed(pin.text("crew"), _place(pin.raw("day"), pin.at("day"), place), order)
        pin.end()
    return Visit(
        entry.text("id"),
        entry.text("site"),
        first,
        last,
        entry.whole("minutes", 1),
        entry.text("kind", "巡查"),
        entry.whole("weight", 1, 1),
        entry.text("reason", ""),
        fixed,
        entry.whole("units", 0, 0),
    )


def _travel(entry: _Entry) -> Travel:
    usual = Travel()
    names = ("minutes_per_km", "road_factor", "within_village_km", "neighbour_km", "unknown_km")
    given = [entry.number(name, 0.0, getattr(usual, name)) for name in names]
    between = []
    for one in entry.entries("between", needed=False):
        between.append((one.text("from"), one.text("to"), one.number("km", 0.0)))
    neighbours = []
    for path, pair in entry.list("neighbours", needed=False):
        both = [str(_kind(name, str, path)) for name in _kind(pair, list, path)]
        if len(both) != 2:
            raise BadFile(path, "应为两个村的 id")
        neighbours.append((both[0], both[1]))
    entry.end()
    return Travel(given[0], given[1], given[2], given[3], given[4], tuple(between), tuple(neighbours))


def _kind(value: Any, kind: type, path: str) -> Any:  # noqa: ANN401
    if not isinstance(value, kind):
        raise BadFile(path, f"应为{WORDS[kind]}")
    return value


def _number(value: object, path: str, least: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadFile(path, "应为数字")
    if value < least:
        raise BadFile(path, f"不能小于 {least:g}")
    return float(value)


def _whole(value: object, path: str, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadFile(path, "应为整数")
    return int(_number(value, path, least))


def _pair(value: object, path: str) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise BadFile(path, "应为 [x, y]")
    return _number(value[0], f"{path}[0]", -math.inf), _number(value[1], f"{path}[1]", -math.inf)


def _day(value: object, path: str) -> date:
    try:
        return date.fromisoformat(str(_kind(value, str, path)))
    except ValueError:
        raise BadFile(path, "应为日期，例如 2026-09-30") from None


def _place(value: object, path: str, place: Mapping[date, int]) -> int:
    day = _day(value, path)
    if day not in place:
        raise BadFile(path, "这一天不在 days 里")
    return place[day]


def _each_once(ids: list[str], what: str) -> set[str]:
    seen: set[str] = set()
    for id in ids:
        if id in seen:
            raise BadFile(what, f"id “{id}”出现了不止一次")
        seen.add(id)
    return seen


def _known(used: list[tuple[str, str]], known: set[str]) -> None:
    for path, id in used:
        if id not in known:
            raise BadFile(path, f"没有 id 为“{id}”的项")
