"""How short travel can be at best: a proof that no plan of the same visits is shorter than so many kilometres.

A linear program over how often each way is driven: two ends at every stop, at least two ways into every set of places
for every crew-day that must touch it (see bound_cuts), and time enough to do the work beyond each distance from the
start, with the ways there and the stops on them. Its dual is looked for: prices of stops, sets and time. Whatever the
prices are, their worth less what they give too much for any way is proven; so the solver need not be exact, nor the
ways be all in its program.

Sets come in trees, and the variables are the sums of prices from a set outwards: a way then meets three of a tree and
not all sets that it crosses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import highspy
import numpy as np
from numpy.typing import NDArray

from desktop.schedule.bound_cuts import Tree, Whole, trees
from desktop.schedule.bound_field import Field, Numbers, field_of, groups
from desktop.schedule.distances import Distances
from desktop.schedule.problem import Problem, Step, Visit, unheard
from desktop.schedule.program import silent_highs

MOST_PLACES = 5000  # of one group: the memory grows with their square
NEAR = 8  # ways of a node that are in from the start
PER_NODE = 4  # ways of a node that come in at once
ROUNDS = 12
ENOUGH = 0.006  # of the bound, that may be given away instead of letting more ways in
BLOCK = 128  # nodes whose ways are looked at together
SMALL = 1e-6
ROUGH = 1e-3  # a tolerance that costs metres, not truth
SOLVING = {"solver": "ipm", "run_crossover": "off"} | dict.fromkeys(
    ("ipm_optimality_tolerance", "primal_feasibility_tolerance", "dual_feasibility_tolerance"), ROUGH
)
FREE = 999.0  # more than any price, in kilometres


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan is shorter than `km`, or has crews out on fewer than `crew_days` days."""

    km: float
    crew_days: int


def travel_bound(problem: Problem, visits: Sequence[Visit] | None = None, step: Step = unheard) -> Bound | None:
    """The least travel of any plan that makes these visits (all of the problem's, if none are named).

    It holds for windows, minutes, visits and units of a day, whoever goes where; it makes no use of spacing but to tell
    stops apart, and none of blocked days. Visits that nobody may make are left out. None: crews that share
    villages have more places than can be looked at together.
    """
    total, days, distances = 0.0, 0, Distances(problem)
    apart = groups(problem, problem.visits if visits is None else visits)
    if any(len(group.allowed) > MOST_PLACES for group in apart):
        return None
    for number, group in enumerate(apart):
        heard = partial(step, number, len(apart), "正在计算路程下限")
        one = _Dual(field_of(problem, distances, group), heard).solve()
        total, days = total + one.km, days + one.crew_days
    return Bound(total, days)


@dataclass(frozen=True)
class _Sums:
    """Variables of a tree from place `first`: sums of prices of sets outwards; of time, or of being entered."""

    tree: Tree
    first: int
    timed: bool

    @property
    def after(self) -> int:
        return self.first + len(self.tree.parent)

    def worth(self, half_day: float) -> Numbers:
        """What a sum is worth: the work of its own nodes in half days; or crew-days less those of its inner sets."""
        if self.timed:
            return self.tree.minutes / half_day
        worth, inner = 2.0 * self.tree.needs, self.tree.parent >= 0
        np.subtract.at(worth, self.tree.parent[inner], 2.0 * self.tree.needs[inner])
        return worth


class _Dual:
    """The program of one group. Columns are ways; rows are prices of nodes, of trees, of open numbers of stops."""

    def __init__(self, field: Field, heard: Callable[[], object]) -> None:
        self.field, self.nodes, self.heard = field, len(field.far), heard
        self.sums, place, found = list[_Sums](), self.nodes, trees(field)
        for tree, timed in [(found[0], True), *((tree, False) for tree in found)]:
            self.sums.append(_Sums(tree, place, timed))
            place = self.sums[-1].after
        self.loose: Whole = np.nonzero(field.most > field.least)[0]
        self.minus: Whole = np.full(self.nodes, -1)
        self.minus[self.loose] = place + np.arange(len(self.loose))
        self.out = int(found[0].needs[-1])
        self.half_day = field.day_minutes / 2
        self.left = self._left_of_half_day()
        self.known = np.eye(self.nodes, dtype=bool) | (field.often <= 0)
        self.program = silent_highs()
        for option, value in SOLVING.items():
            self.program.setOptionValue(option, value)
        self._start(place + len(self.loose))

    def _left_of_half_day(self) -> NDArray[np.float32]:
        """By node and the one driven to next: what is left of half a day for work before, in half days.

        The way there and home and the stop there are taken off. A crew may come back for more work on the same day:
        that counts as a half day more on either side, of which no more may then be taken off than there is.
        """
        field = self.field
        taken = field.minutes_per_km * field.far + field.shortest
        if field.metric:
            taken[:, 1:] += field.minutes_per_km * field.far[0, 1:]
        return np.maximum(1 - taken / self.half_day, 0.0).astype(np.float32)

    def _start(self, size: int) -> None:
        field = self.field
        worth, self.lowest = np.zeros(size), np.zeros(size)
        worth[0], worth[1 : self.nodes] = 2.0 * self.out, 2.0 * field.least[1:]
        worth[self.minus[self.loose]] = -2.0 * field.most[self.loose]
        self.lowest[1 : self.nodes] = np.where(field.most > field.least, 0.0, -FREE)[1:]
        for sums in self.sums:
            worth[sums.first : sums.after] = sums.worth(self.half_day)
        self.worth = worth
        most = np.where(self.lowest < 0, worth, highspy.kHighsInf)
        nothing = np.zeros(0, np.int32)
        self.program.addRows(size, worth, most, 0, np.zeros(size, np.int32), nothing, np.zeros(0))
        for sums in self.sums:
            inner: Whole = np.nonzero(sums.tree.parent >= 0)[0]
            pairs = np.stack([sums.first + inner, sums.first + sums.tree.parent[inner]], axis=1)
            free = np.full(len(inner), highspy.kHighsInf)
            self._columns(np.zeros(len(inner)), free, pairs, np.tile([-1.0, 1.0], (len(inner), 1)))
        near = np.argpartition(field.far + np.diag(np.full(self.nodes, np.inf)), min(NEAR, self.nodes) - 1, axis=1)
        starts = np.stack([np.zeros(self.nodes, int), np.arange(self.nodes)])
        self._add_ways(np.hstack([starts, _pairs(near[:, :NEAR])]))

    def solve(self) -> Bound:
        """Let ways in until the missing ones cost next to nothing. What is told is proven at every round."""
        best = 0.0
        for _ in range(ROUNDS):
            self.heard()
            self.program.run()
            prices = self._in_order(np.array(self.program.getSolution().row_dual))
            km, missing = self._proven(prices)
            best = max(best, km)
            aim = self.program.getInfo().objective_function_value
            if not missing.size or aim - best <= ENOUGH * aim:
                break
            self._add_ways(missing)
        return Bound(best, self.out)

    def _in_order(self, prices: Numbers) -> Numbers:
        """Exactly within their own limits, which the program keeps to its tolerance only."""
        prices = np.clip(prices, self.lowest, FREE)
        for sums in self.sums:
            of = prices[sums.first : sums.after]
            for number in range(len(of) - 1, -1, -1):  # the outer ones come last
                if sums.tree.parent[number] >= 0:
                    of[number] = max(of[number], of[sums.tree.parent[number]])
        return prices

    def _proven(self, prices: Numbers) -> tuple[float, Whole]:
        """What these prices prove; and the ways that are missing in the program, the worst of every node."""
        given, missing = 0.0, [np.zeros((2, 0), int)]
        for first in range(0, self.nodes, BLOCK):
            rows = np.arange(first, min(first + BLOCK, self.nodes))
            over = self._too_much(prices, rows)
            given += float((np.maximum(over, 0.0) * self.field.often[rows]).sum()) / 2
            over[self.known[rows]] = -1.0
            worst = np.argpartition(-over, min(PER_NODE, self.nodes - 1), axis=1)[:, :PER_NODE]
            bad = np.take_along_axis(over, worst, 1) > SMALL
            missing.append(np.stack([np.broadcast_to(rows[:, None], worst.shape)[bad], worst[bad]]))
        return float(self.worth @ prices) - given, np.hstack(missing)

    def _too_much(self, prices: Numbers, rows: Whole) -> Numbers:
        """By how much the prices of ways from these nodes are more than the length."""
        field, stops = self.field, prices[: self.nodes].copy()
        stops[self.loose] -= prices[self.minus[self.loose]]
        over = stops[rows, None] + stops - field.far[rows]
        for sums in self.sums:
            outwards = np.append(prices[sums.first : sums.after], 0.0)
            from_here, to_there, both = (
                outwards[of] for of in (sums.tree.holds[rows], sums.tree.holds, sums.tree.both[rows])
            )
            if sums.timed:
                over += self.left[rows] * (from_here[:, None] - both) + self.left[:, rows].T * (to_there - both)
                over -= field.minutes_per_km / self.half_day * field.far[rows] * both
            else:
                over += from_here[:, None] + to_there - 2 * both
        over[np.arange(len(rows)), rows] = 0.0
        return over

    def _add_ways(self, ways: Whole) -> None:
        """Columns: what a way costs is at most its length."""
        one, other = np.unique(np.sort(ways, axis=0), axis=1)
        new = ~self.known[one, other]
        one, other = one[new], other[new]
        self.known[one, other] = self.known[other, one] = True
        far, ones = self.field.far[one, other], np.ones(len(one))
        rows, values = [one, other, self.minus[one], self.minus[other]], [ones, ones, -ones, -ones]
        for sums in self.sums:
            here, there, taken = ones, ones, 0 * far
            if sums.timed:
                here, there = self.left[one, other], self.left[other, one]
                taken = self.field.minutes_per_km / self.half_day * far
            at = (sums.tree.holds[one], sums.tree.holds[other], sums.tree.both[one, other])
            rows += [np.where(place >= 0, sums.first + place, -1) for place in at]
            values += [here, there, -here - there - taken]
        self._columns(far, self.field.often[one, other], np.stack(rows, axis=1), np.stack(values, axis=1))

    def _columns(self, costs: Numbers, most: Numbers, rows: Whole, values: Numbers) -> None:
        """New columns; a row that is named twice in one gets the sum, row -1 is none."""
        order = np.argsort(rows, axis=1, kind="stable")
        rows, values = np.take_along_axis(rows, order, 1), np.where(rows < 0, 0.0, values)
        values = np.take_along_axis(values, order, 1)
        for place in range(rows.shape[1] - 1, 0, -1):
            same = rows[:, place] == rows[:, place - 1]
            values[same, place - 1] += values[same, place]
            values[same, place] = 0.0
        kept = np.abs(values) > SMALL
        starts = np.concatenate([[0], np.cumsum(kept.sum(axis=1))[:-1]]).astype(np.int32)
        entries, number = rows[kept].astype(np.int32), len(costs)
        self.program.addCols(number, costs, np.zeros(number), most, len(entries), starts, entries, values[kept])


def _pairs(ends: NDArray[np.int64]) -> Whole:
    """Every row number with every entry of its row."""
    return np.stack([np.repeat(np.arange(len(ends)), ends.shape[1]), ends.ravel()])
