"""How short travel can be at best: a proof that no plan of the same visits is shorter than so many kilometres.

A linear program over how often each way is driven: two ends at every stop, and at least two ways into every set of
places for every crew-day that must touch it (see bound_cuts). Its dual is solved: prices of stops and sets, as high as
they can be while no way costs more than it is long; ways come in as they are needed. Sets come in trees, and the
variables are the sums of prices from a set outwards: a way then meets three of a tree and not all sets that it crosses.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from desktop.schedule.bound_cuts import crew_days, trees
from desktop.schedule.bound_field import Field, Numbers, fields
from desktop.schedule.problem import Problem, Step, Visit, unheard
from desktop.schedule.program import silent_highs

NEAR = 6  # ways of a node that are in from the start
PER_NODE = 4  # ways of a node that come in at once
SMALL = 1e-6
Whole = NDArray[np.int64]
ENOUGH = 0.002  # of the bound, that may be given away instead of letting more ways in
FREE = 999.0  # more than any price, in kilometres


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan is shorter than `km`, or has crews out on fewer than `crew_days` days."""

    km: float
    crew_days: int


def travel_bound(
    problem: Problem, visits: Sequence[Visit] | None = None, step: Step = unheard, *, most_places: int | None = None
) -> Bound | None:
    """The least travel of any plan that makes these visits (all of the problem's, if none are named).

    It holds for windows, minutes, visits and units of a day, whoever goes where; it makes no use of spacing but to tell
    stops apart, and none of blocked days. Visits that nobody may make are left out. None: some group has more places
    than `most_places`; the time grows with their square (760: some seconds, 2,300: most of a minute).
    """
    total, days = 0.0, 0
    groups = list(fields(problem, problem.visits if visits is None else visits))
    if most_places is not None and any(len(field.sites) > most_places for field in groups):
        return None
    for number, field in enumerate(groups):
        one = _Dual(field, partial(step, number, len(groups), "正在计算路程下限")).solve()
        total, days = total + one.km, days + one.crew_days
    return Bound(total, days)


class _Dual:
    """The program of one group. Columns: prices of nodes, of each tree, and of nodes with open numbers of stops."""

    def __init__(self, field: Field, heard: Callable[[], object]) -> None:
        self.field, self.nodes, self.heard = field, len(field.far), heard
        everywhere = np.ones((1, self.nodes), bool)
        everywhere[0, 0] = False
        self.out = int(crew_days(field, everywhere)[0])
        self.trees = trees(field)
        self.first = np.cumsum([self.nodes, *(len(tree.needs) for tree in self.trees)])
        self.loose: Whole = np.nonzero(field.most > field.least)[0]
        self.minus: Whole = np.full(self.nodes, -1)
        self.minus[self.loose] = self.first[-1] + np.arange(len(self.loose))
        self.known: Any = np.eye(self.nodes, dtype=bool)
        self.program = silent_highs()
        self.program.setOptionValue("solver", "simplex")
        self._start()

    def _start(self) -> None:
        field, size = self.field, int(self.first[-1]) + len(self.loose)
        costs, lowest = np.zeros(size), np.zeros(size)
        costs[0], costs[1 : self.nodes] = 2.0 * self.out, 2.0 * field.least[1:]
        costs[self.first[-1] :] = -2.0 * field.most[self.loose]
        lowest[1 : self.nodes] = np.where(field.most > field.least, 0.0, -FREE)[1:]
        for tree, first in zip(self.trees, self.first, strict=False):
            costs[first : first + len(tree.needs)] += 2.0 * tree.needs
            inner = tree.parent >= 0
            np.subtract.at(costs, first + tree.parent[inner], 2.0 * tree.needs[inner])
        self.costs, self.lowest = costs, lowest
        most = np.where(lowest < 0, costs, highspy.kHighsInf)
        nothing = np.zeros(0, np.int32)
        self.program.addRows(size, costs, most, 0, np.zeros(size, np.int32), nothing, np.zeros(0))
        for tree, first in zip(self.trees, self.first, strict=False):
            sets: Whole = np.nonzero(tree.parent >= 0)[0]
            pairs = np.stack([first + sets, first + tree.parent[sets]], axis=1)
            slack = np.zeros(len(sets))
            self._columns(slack, np.arange(0, 2 * len(sets), 2), pairs.ravel(), np.tile([-1.0, 1.0], len(sets)))
        order = np.argsort(field.far + np.diag(np.full(self.nodes, np.inf)), axis=1)[:, : min(NEAR, self.nodes - 1)]
        near = {(min(a, int(b)), max(a, int(b))) for a in range(self.nodes) for b in order[a]}
        self._add_ways(near | {(0, node) for node in range(1, self.nodes)})

    def solve(self) -> Bound:
        """Let ways in until the missing ones cost next to nothing. What is told is proven at every round."""
        best = 0.0
        while True:
            self.heard()
            self.program.run()
            prices = self._in_order(np.array(self.program.getSolution().row_dual))
            missing, loss = self._missing_ways(prices)
            km = float(self.costs @ prices)
            best = max(best, km - loss)
            if missing and loss > ENOUGH * km:
                self._add_ways(missing)
            elif not self._more_out(best):
                return Bound(best, self.out)

    def _in_order(self, prices: Numbers) -> Numbers:
        """Exactly within their own limits, which the program keeps to its tolerance only."""
        prices = np.clip(prices, self.lowest, FREE)
        for tree, first in zip(self.trees, self.first, strict=False):
            for number in range(len(tree.parent) - 1, -1, -1):  # the outer ones come last
                if tree.parent[number] >= 0:
                    prices[first + number] = max(prices[first + number], prices[first + tree.parent[number]])
        return prices

    def _more_out(self, km: float) -> bool:
        """Travel takes working time: more of it may need more crew-days, and those more travel."""
        field = self.field
        more = math.ceil((field.all_minutes + field.minutes_per_km * km) / field.day_minutes - SMALL)
        if more <= self.out:
            return False
        self.out = more
        self.costs[0] = 2.0 * more
        self.program.changeRowBounds(0, 2.0 * more, highspy.kHighsInf)
        return True

    def _missing_ways(self, prices: Numbers) -> tuple[set[tuple[int, int]], float]:
        """Ways that cost more than they are long, the worst of every node; and what it takes to lower prices to them.

        Lowering the price of both ends by half of the worst excess of each (of the whole at a way from the start, whose
        price stays) makes every way right again.
        """
        stops = prices[: self.nodes].copy()
        stops[self.loose] -= prices[self.first[-1] :]
        alone = stops.copy()
        over = -self.field.far
        for tree, first in zip(self.trees, self.first, strict=False):
            outwards = np.append(prices[first : first + len(tree.needs)], 0.0)
            stops += outwards[tree.holds]
            over -= 2 * outwards[tree.both]
        over += stops[:, None] + stops[None, :]
        np.fill_diagonal(over, 0.0)
        lower = np.maximum(np.maximum(over[:, 1:].max(axis=1, initial=0.0) / 2, over[:, 0]), 0.0)[1:]
        cheap = np.clip(np.where(self.field.most > self.field.least, alone, FREE)[1:], 0.0, lower)
        loss = 2 * float((self.field.least[1:] * cheap + self.field.most[1:] * (lower - cheap)).sum())
        over[self.known] = -1.0
        worst = np.argpartition(-over, min(PER_NODE, self.nodes - 1), axis=1)[:, :PER_NODE]
        rows, columns = np.repeat(np.arange(self.nodes), worst.shape[1]), worst.ravel()
        bad = over[rows, columns] > SMALL
        pairs = zip(rows[bad].tolist(), columns[bad].tolist(), strict=True)
        return {(min(pair), max(pair)) for pair in pairs}, loss

    def _add_ways(self, ways: Iterable[tuple[int, int]]) -> None:
        """Rows: what a way costs is at most its length."""
        ends = np.array(sorted(ways))
        one, other = ends[:, 0], ends[:, 1]
        self.known[one, other] = self.known[other, one] = True
        columns = [one, other, self.minus[one], self.minus[other]]
        values = [1.0, 1.0, -1.0, -1.0]
        for tree, first in zip(self.trees, self.first, strict=False):
            for where, value in ((tree.holds[one], 1.0), (tree.holds[other], 1.0), (tree.both[one, other], -2.0)):
                columns.append(np.where(where >= 0, first + where, -1))
                values.append(value)
        self._add_priced(np.stack(columns, axis=1), np.array(values), self.field.far[one, other])

    def _add_priced(self, prices: Whole, values: Numbers, lengths: Numbers) -> None:
        starts, indices, amounts = [0], list[int](), list[float]()
        for line in prices.tolist():
            row: dict[int, float] = {}
            for column, value in zip(line, values.tolist(), strict=True):
                if column >= 0:
                    row[column] = row.get(column, 0.0) + value
            kept = [(column, value) for column, value in row.items() if value]
            indices += [column for column, _ in kept]
            amounts += [value for _, value in kept]
            starts.append(len(indices))
        self._columns(lengths, np.array(starts[:-1]), np.array(indices), np.array(amounts))

    def _columns(self, costs: Numbers, starts: Whole, rows: Whole, values: Numbers) -> None:
        number, start, row = len(costs), starts.astype(np.int32), rows.astype(np.int32)
        unlimited = np.full(number, highspy.kHighsInf)
        self.program.addCols(number, costs, np.zeros(number), unlimited, len(row), start, row, values)
