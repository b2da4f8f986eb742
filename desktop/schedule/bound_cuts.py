"""Sets of places that several crew-days must touch: the candidates, and how many crew-days each needs.

Crew-days of disjoint intervals are different ones, so the work inside intervals, divided by what a day holds and
rounded up, may be added along a chain of intervals. What a day holds is counted in four ways; the largest count holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.schedule.bound_field import Field, Numbers

Whole = NDArray[np.int64]
TINY = 1e-6
MOST_SETS, ALWAYS = 1500, 2  # the first families always come in, the others while there is room
SECTORS = ((4, 0.0), (4, 0.5), (8, 0.0), (8, 0.5), (16, 0.0), (16, 0.5))  # how many, turned by
RINGS = 240  # distances from the start, at most; every one more is a little more travel proven and time taken


@dataclass(frozen=True)
class Tree:
    """Sets of which any two are apart or one inside the other; smaller ones first.

    parent: the smallest set around each; holds: the smallest set around each node; both: that around each two nodes;
    -1 where there is none. needs: crew-days of each set. minutes: work of the nodes that a set holds as their smallest.
    """

    needs: Numbers
    minutes: Numbers
    parent: Whole
    holds: Whole
    both: NDArray[np.int32]


def trees(field: Field) -> list[Tree]:
    """Families of sets worth a cut: everything beyond a distance from the start comes first, then what grows together.

    A small town has room for more, which are worth less: everything beyond a distance by sector, and halves of halves.
    """
    found, room = list[Tree](), MOST_SETS
    for number, family in enumerate(_families(field)):
        room -= len(family)
        if family and (number < ALWAYS or room >= 0):
            found.append(_tree(field, family))
    return found


def _families(field: Field) -> Iterator[list[Whole]]:
    out, turn = field.far[0], _turns(field)
    yield _rings(out, np.arange(1, len(out)), RINGS)
    yield _clusters(field)
    for parts, shift in SECTORS:
        if turn is None:
            break
        sector = np.floor(turn * parts + shift).astype(int) % parts
        inside = (np.nonzero(sector[1:] == number)[0] + 1 for number in range(parts))
        yield sorted((ring for nodes in inside for ring in _rings(out, nodes, RINGS // parts)), key=len)
    yield _halves(field)


def _tree(field: Field, parts: list[Whole]) -> Tree:
    """The tree of these sets, smaller ones first."""
    nodes = len(field.far)
    parent, holds, top = (np.full(size, -1) for size in (len(parts), nodes, nodes))
    both = np.full((nodes, nodes), -1, np.int32)
    for number, part in enumerate(parts):
        inner = [part[top[part] == one] for one in np.unique(top[part]) if one >= 0]
        for piece in inner:
            parent[top[piece[0]]] = number
        fresh = part[top[part] < 0]
        holds[fresh] = number
        for piece in (fresh, *sorted(inner, key=len)[:-1]):  # the largest piece meets the others in theirs
            others = part if piece is fresh else np.setdiff1d(part, piece, assume_unique=True)
            both[np.ix_(piece, others)] = both[np.ix_(others, piece)] = number
        top[part] = number
    minutes = np.bincount(holds + 1, field.minutes[:, 0, -1], len(parts) + 1)[1:].astype(np.float64)
    return Tree(_crew_days(field, parent, holds), minutes, parent, holds, both)


def _crew_days(field: Field, parent: Whole, holds: Whole) -> Numbers:
    """For every set of a tree, a number of crew-days that certainly touch it."""

    def total(table: NDArray[np.float32] | Numbers) -> Numbers:
        summed = np.zeros((len(parent), *table.shape[1:]))
        summed[own] = np.add.reduceat(table[held].astype(np.float64), begin)
        for inner, outer in enumerate(parent):
            if outer >= 0:
                summed[outer] += summed[inner]
        return summed

    def extreme(of: np.ufunc, values: Numbers, start: float) -> Numbers:
        found = np.full(len(parent), start)
        of.at(found, holds[held], values[held])
        for inner, outer in enumerate(parent):
            if outer >= 0:
                found[outer] = of(found[outer], found[inner])
        return found

    held = np.argsort(holds, kind="stable")[np.count_nonzero(holds < 0) :]
    own, begin = np.unique(holds[held], return_index=True)
    per_km, edge, near = field.minutes_per_km, half_edges(field), nearest(field)
    minutes = total(field.minutes)
    by_edges = total(field.stops * (per_km * edge[:, None, None]))
    days = np.ceil((minutes + by_edges) / max(1.0, field.day_minutes - per_km * edge[0]) - TINY)
    if field.metric:
        out, longest = extreme(np.minimum, field.far[0], np.inf), extreme(np.maximum, near, 0.0)
        left = np.maximum(1.0, field.day_minutes - per_km * (2 * out - longest))
        by_ways = total(field.stops * (per_km * near[:, None, None]))
        days = np.maximum(days, np.ceil((minutes + by_ways) / left[:, None, None] - TINY))
    days = np.maximum(days, np.ceil(total(field.visits) / field.day_visits - TINY))
    if field.day_units is not None:
        days = np.maximum(days, np.ceil(total(field.units) / field.day_units - TINY))
    return _along_chains(days)


def _along_chains(days: Numbers) -> Numbers:
    """The most crew-days of disjoint intervals, from those of every interval."""
    best = np.zeros((len(days), days.shape[2]))
    for end in range(1, days.shape[2]):
        through = best[:, :end] + days[:, :end, end]
        best[:, end] = np.maximum(best[:, end - 1], through.max(axis=1))
    return best[:, -1]


def half_edges(field: Field) -> Numbers:
    """Half of the two shortest ways at every node (the start may be both); at the start, the shortest."""
    away = field.far + np.diag(np.full(len(field.far), np.inf))
    two = np.partition(np.hstack([away[:, 1:], np.repeat(field.far[:, :1], 2, axis=1)]), 1, axis=1)[:, :2]
    half: Numbers = two.sum(axis=1) / 2
    half[0] = away[0].min()
    return half


def nearest(field: Field) -> Numbers:
    """The shortest way from every node to another that is no start; 0 where there is none."""
    away = (field.far + np.diag(np.full(len(field.far), np.inf)))[:, 1:]
    near: Numbers = np.where(np.isinf(away), np.inf, away).min(axis=1)
    return np.where(np.isinf(near), 0.0, near)


def _clusters(field: Field) -> list[Whole]:
    """Single linkage: along the shortest tree, whatever has grown together."""
    nodes = len(field.far)
    parent, parts, found = list(range(nodes)), {node: np.array([node]) for node in range(1, nodes)}, list[Whole]()
    for one, other in _shortest_tree(field.far):
        for end in (one, other):
            while parent[end] != parent[parent[end]]:
                parent[end] = parent[parent[end]]
        a, b = parent[one], parent[other]
        parent[b] = a
        parts[a] = np.concatenate([parts[a], parts.pop(b)])
        for node in parts[a].tolist():
            parent[node] = a
        found.append(parts[a])
    return sorted(found, key=len)


def _shortest_tree(far: Numbers) -> list[tuple[int, int]]:
    """Edges of the shortest tree over all nodes but the start, shortest first."""
    nodes = len(far)
    if nodes < 3:
        return []
    reach, via = far[1].copy(), np.ones(nodes, int)
    open_ = np.ones(nodes, bool)
    open_[:2] = False
    edges = []
    for _ in range(nodes - 2):
        node = int(np.where(open_, reach, np.inf).argmin())
        edges.append((float(reach[node]), int(via[node]), node))
        open_[node] = False
        closer = far[node] < reach
        reach, via = np.where(closer, far[node], reach), np.where(closer, node, via)
    return [(one, other) for _, one, other in sorted(edges)]


def _rings(out: Numbers, nodes: Whole, most: int) -> list[Whole]:
    """Of these nodes everything beyond a distance from the start."""
    if not len(nodes):
        return []
    radii = np.unique(np.quantile(out[nodes], np.linspace(0, 1, most), method="higher"))
    return sorted((nodes[out[nodes] >= radius] for radius in radii), key=len)


def _halves(field: Field) -> list[Whole]:
    """Everything, parted by which of two far ends is nearer, again and again."""
    waiting, found = [np.arange(1, len(field.far))], list[Whole]()
    while waiting:
        part = waiting.pop()
        if len(part) > 1:
            found.append(part)
        if len(part) > 2:
            one = part[field.far[part[0], part].argmax()]
            other = part[field.far[one, part].argmax()]
            nearer = field.far[one, part] < field.far[other, part]
            if nearer.any() and not nearer.all():
                waiting += [part[nearer], part[~nearer]]
    return sorted(found, key=len)


def _turns(field: Field) -> Numbers | None:
    """The direction of every node from the start, in turns; None where a place is not known."""
    start = field.start
    if start is None or not all(field.points):
        return None
    ways = np.array([[point.x - start.x, point.y - start.y] for point in field.points if point])
    turn: Numbers = np.concatenate([[0.0], np.arctan2(ways[:, 1], ways[:, 0]) / (2 * np.pi)])
    return turn
