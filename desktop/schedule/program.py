"""A small linear program for HiGHS, solved with node limits instead of seconds: the same answer on every machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from threading import Lock

import highspy
import numpy as np

MOST_NODES = 2000
_muting = Lock()  # two at once would each keep the other's silence as the output
INFINITE = highspy.kHighsInf
Terms = Iterable[tuple[int, float]]


class Program:
    """Variables from 0 to a limit, rows between limits, and a cost that may be changed between solutions."""

    def __init__(self, accuracy: float) -> None:
        self._highs = silent_highs()
        self._highs.setOptionValue("mip_max_nodes", MOST_NODES)
        self._accuracy, self._size = accuracy, 0

    def variable(self, most: float, *, whole: bool = False) -> int:
        """A new variable from 0 to `most`."""
        self._highs.addVar(0.0, most)
        if whole:
            self._highs.changeColIntegrality(self._size, highspy.HighsVarType.kInteger)
        self._size += 1
        return self._size - 1

    def row(self, least: float, most: float, terms: Terms) -> None:
        """least <= sum of the terms <= most."""
        used = [(variable, factor) for variable, factor in terms if factor]
        columns = np.array([variable for variable, _ in used], dtype=np.int32)
        self._highs.addRow(least, most, len(used), columns, np.array([float(factor) for _, factor in used]))

    def limit(self, variable: int, least: float, most: float) -> None:
        """Narrow a variable, to keep what an earlier solution reached."""
        self._highs.changeColBounds(variable, least, most)

    def least(self, cost: Mapping[int, float], accuracy: float | None = None) -> tuple[list[float], float]:
        """The values with the least cost, and a proven bound on that cost; for once less accurate, if asked for."""
        self._highs.setOptionValue("mip_rel_gap", accuracy or self._accuracy)
        everyone = np.arange(self._size, dtype=np.int32)
        self._highs.changeColsCost(self._size, everyone, np.array([cost.get(j, 0.0) for j in range(self._size)]))
        self._highs.run()
        return list(self._highs.getSolution().col_value), self._highs.getInfo().mip_dual_bound


def silent_highs() -> highspy.Highs:
    """A solver on one thread that prints nothing: its first one writes a banner to the output, which may be JSON."""
    with _muting:
        return _muted()


def _muted() -> highspy.Highs:
    try:
        kept = os.dup(1)
    except OSError:  # a window without a console has no output
        return _quiet()
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        return _quiet()
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _quiet() -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    return solver
