"""States of a finding: what may follow what, what each step asks for, and the deadlines. A table; no day is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop.rules.code_lists import CodeLists
from desktop.rules.reading import UNCONFIRMED, Broken, confidence, names, need, tables, toml, unique

FILE = "rules/casework.toml"
OVERDUE, TO_MEND, CLOSED = "逾期", "待整改", "已销号"
BY_TEST = ("retested", "reopened", "withdrawn")  # steps that follow from test results
FIELDS = frozenset(
    {"finished_on", "rechecked_by", "rechecked_on", "deadline", "measures", "funds", "responsible", "document_no",
     "county_feedback", "note"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """open: not settled; overdue: shown as 逾期 once the deadline is over; retest: a good retest closes it."""

    code: str
    open: bool
    overdue: bool
    retest: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One way from a state to the next. needs, asks: fields; sets, clears: what it writes; extends: it puts off."""

    id: str
    label: str
    start: frozenset[str]
    to: str
    needs: tuple[str, ...]
    asks: tuple[str, ...]
    sets: Mapping[str, str]
    clears: tuple[str, ...]
    extends: bool
    by_test: bool


@dataclass(frozen=True, slots=True)
class Casework:
    """The whole table."""

    states: Mapping[str, State]
    steps: Mapping[str, Step]
    deadlines: Mapping[str, int]  # by source: days after the finding
    choices: tuple[int, ...]
    recheck_after: int
    clue_within: int
    most_extensions: int
    unconfirmed: bool

    @property
    def open_states(self) -> tuple[str, ...]:
        return tuple(state.code for state in self.states.values() if state.open)

    def standing(self, state: str, deadline: date | None, on: date) -> str:
        """The state as it is shown on a day: 逾期 in place of what waits for the employer after its deadline."""
        late = deadline is not None and on > deadline and self.states[state].overdue
        return OVERDUE if late else state

    def following(self, state: str) -> tuple[Step, ...]:
        """What a person may do next, in the order of the table."""
        return tuple(step for step in self.steps.values() if state in step.start and not step.by_test)

    def leading(self, state: str, word: str) -> tuple[Step, ...]:
        """The steps from `state` that are called `word`, or lead to the state `word`."""
        found = self.following(state)
        named = tuple(step for step in found if word in (step.id, step.label))
        return named or tuple(step for step in found if step.to == word)

    def deadline(self, source: str, opened_on: date) -> date:
        """By when a finding is to be mended, unless the notice says otherwise."""
        return opened_on + timedelta(days=self.deadlines[source])

    def recheck_on(self, deadline: date) -> date:
        """By when somebody should look whether it was mended."""
        return deadline + timedelta(days=self.recheck_after)


def read(texts: Mapping[str, str], lists: CodeLists) -> Casework:
    """Parse casework.toml. Raises Broken for an unknown state, source or field, and for a state nobody leaves."""
    table = toml(texts, FILE)
    states = {state.code: state for state in map(_state, tables(table, "state", FILE))}
    listed = set(lists.get("finding_state").codes) - {OVERDUE}
    if set(states) != listed:
        raise Broken(FILE, "state", f"与代码表 finding_state 不一致：{'、'.join(sorted(listed ^ set(states)))}")
    steps = [_step(entry, states, lists) for entry in tables(table, "step", FILE)]
    unique((step.id for step in steps), FILE, "step.id")
    for id in BY_TEST:
        if not any(step.id == id and step.by_test for step in steps):
            raise Broken(FILE, f"step {id}", "缺少这一步，检测结果变了没有办法跟着变")
    for state in states:
        if not any(state in step.start and not step.by_test for step in steps):
            raise Broken(FILE, f"state {state}", "没有一步能离开这个状态")
    days = need(table, "deadline", dict, FILE)
    return Casework(
        states,
        {step.id: step for step in steps},
        {code: _days(days, code, "deadline") for code in lists.get("finding_source").codes},
        _choices(days),
        _days(table, "recheck_after"),
        _days(table, "clue_within"),
        _days(table, "most_extensions"),
        confidence(table.get("confidence"), FILE, "confidence") in UNCONFIRMED,
    )


def _state(entry: dict[str, Any]) -> State:
    code = need(entry, "code", str, FILE, "state")
    return State(code, *(need(entry, key, bool, FILE, f"state {code}") for key in ("open", "overdue", "retest")))


def _step(entry: dict[str, Any], states: Mapping[str, State], lists: CodeLists) -> Step:
    id = need(entry, "id", str, FILE, "step")
    where = f"step {id}"
    start, to = names(entry, "from", FILE, where), need(entry, "to", str, FILE, where)
    for state in (*start, to):
        if state not in states:
            raise Broken(FILE, where, f"没有“{state}”这个状态")
    needs, asks, clears = (
        names(entry, key, FILE, where) if key in entry else () for key in ("needs", "asks", "clears")
    )
    for field in (*needs, *asks, *clears):
        if field not in FIELDS | {"recheck_result"}:
            raise Broken(FILE, where, f"没有“{field}”这一栏")
    sets = entry.get("sets", {})
    for result in sets.values():
        if lists.get("recheck_result").get(result) is None:
            raise Broken(FILE, f"{where}.sets", f"复查结论里没有“{result}”")
    return Step(
        id,
        need(entry, "label", str, FILE, where),
        frozenset(start),
        to,
        needs,
        asks,
        sets,
        clears,
        bool(entry.get("extends", False)),
        bool(entry.get("by_test", False)),
    )


def _days(table: Mapping[str, Any], key: str, where: str = "") -> int:
    number = need(table, key, int, FILE, where)
    if number < 0:
        raise Broken(FILE, f"{where}.{key}" if where else key, "不能小于 0")
    return number


def _choices(days: Mapping[str, Any]) -> tuple[int, ...]:
    choices = tuple(need(days, "choices", list, FILE, "deadline"))
    if not choices or list(choices) != sorted(set(choices)) or choices[0] < 0:
        raise Broken(FILE, "deadline.choices", "应由小到大、不重复，不能小于 0")
    return choices
