"""Sets of places that several crew-days must touch: the candidates, and how many crew-days each needs.

Crew-days of disjoint intervals are different ones, so the work inside intervals, divided by what a day holds and
rounded up, may be added along a chain of intervals. What a day holds is counted in four ways; the largest count holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.schedule.bound_field import Field, Numbers

Sets = NDArray[np.bool_]  # a row for every set, a column for every node
TINY = 1e-6
RINGS = 160
SECTORS = ((1, 0.0), (4, 0.0), (4, 0.5), (8, 0.0), (8, 0.5), (16, 0.0), (16, 0.5))  # how many, turned by
GROWTH = 12_000  # nodes, by which a set must be twice as large as the one inside it to be looked at
CHUNK = 512


def crew_days(field: Field, sets: Sets) -> Numbers:
    """For every set of nodes, a number of crew-days that certainly touch it."""
    size, (nodes, starts, ends) = len(sets), field.minutes.shape
    inside = sets.astype(np.float32)

    def total(table: NDArray[np.float32]) -> Numbers:
        summed: Numbers = (inside @ table.reshape(nodes, -1)).reshape(size, starts, ends).astype(np.float64)
        return summed

    per_km, edge = field.minutes_per_km, half_edges(field)
    near = nearest(field)
    minutes = total(field.minutes)
    by_edges = total(field.stops * (per_km * edge[:, None, None]).astype(np.float32))
    days = np.ceil((minutes + by_edges) / max(1.0, field.day_minutes - per_km * edge[0]) - TINY)
    if field.metric:
        out = np.where(sets, field.far[0], np.inf).min(axis=1)
        longest = np.where(sets, near, 0.0).max(axis=1)
        left = np.maximum(1.0, field.day_minutes - per_km * (2 * out - longest))
        by_ways = total(field.stops * (per_km * near[:, None, None]).astype(np.float32))
        days = np.maximum(days, np.ceil((minutes + by_ways) / left[:, None, None] - TINY))
    days = np.maximum(days, np.ceil(total(field.visits) / field.day_visits - TINY))
    if field.day_units is not None:
        days = np.maximum(days, np.ceil(total(field.units) / field.day_units - TINY))
    best = np.zeros((size, ends))
    for end in range(1, ends):
        through = best[:, :end] + days[:, :end, end]
        best[:, end] = np.maximum(best[:, end - 1], through.max(axis=1))
    return best[:, -1]


def half_edges(field: Field) -> Numbers:
    """Half of the two shortest ways at every node (the start may be both); at the start, the shortest."""
    away = field.far + np.diag(np.full(len(field.far), np.inf))
    two = np.sort(np.hstack([away[:, 1:], np.repeat(field.far[:, :1], 2, axis=1)]), axis=1)[:, :2]
    half: Numbers = two.sum(axis=1) / 2
    half[0] = away[0].min()
    return half


def nearest(field: Field) -> Numbers:
    """The shortest way from every node to another that is no start; 0 where there is none."""
    away = (field.far + np.diag(np.full(len(field.far), np.inf)))[:, 1:]
    near: Numbers = np.where(np.isinf(away), np.inf, away).min(axis=1)
    return np.where(np.isinf(near), 0.0, near)


@dataclass(frozen=True)
class Tree:
    """Sets of which any two are apart or one inside the other. Row of `sets`: one set; smaller ones first.

    parent: the smallest set around each; holds: the smallest set around each node; both: that around each two nodes;
    -1 where there is none. needs: crew-days of each set.
    """

    needs: Numbers
    parent: NDArray[np.int64]
    holds: NDArray[np.int64]
    both: NDArray[np.int32]


def trees(field: Field) -> list[Tree]:
    """Families of sets worth a cut: clusters, halves of halves, and everything beyond a distance, by sector."""
    families = [_clusters(field), _halves(field), *_rings(field)]
    found = []
    for family in families:
        parts = sorted(
            {frozenset(part) for part in family if len(part) > 1}, key=lambda part: (len(part), sorted(part))
        )
        if parts:
            found.append(_tree(field, [np.array(sorted(part)) for part in parts]))
    return found


def _thinned(parts: list[frozenset[int]], growth: float) -> list[frozenset[int]]:
    """Without sets that are hardly larger than one inside them: a large field has enough of them."""
    kept: list[frozenset[int]] = []
    inside: dict[int, int] = {}  # the size of the largest kept set around a node
    for part in parts:
        if len(part) >= growth * max(inside.get(node, 0) for node in part):
            kept.append(part)
            inside.update(dict.fromkeys(part, len(part)))
    return kept


def _tree(field: Field, parts: list[NDArray[np.int64]]) -> Tree:
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
    needs = [crew_days(field, _as_sets(parts[at : at + CHUNK], nodes)) for at in range(0, len(parts), CHUNK)]
    return Tree(np.concatenate(needs), parent, holds, both)


def _as_sets(parts: Sequence[NDArray[np.int64]], nodes: int) -> Sets:
    sets = np.zeros((len(parts), nodes), bool)
    for row, part in enumerate(parts):
        sets[row, part] = True
    return sets


def _clusters(field: Field) -> Iterator[list[int]]:
    """Single linkage: along the shortest tree, whatever has grown together."""
    nodes = len(field.far)
    parent, parts = list(range(nodes)), {node: [node] for node in range(1, nodes)}
    for one, other in _shortest_tree(field.far):
        for end in (one, other):
            while parent[end] != parent[parent[end]]:
                parent[end] = parent[parent[end]]
        a, b = parent[one], parent[other]
        parent[b] = a
        parts[a] = parts[a] + parts.pop(b)
        for node in parts[a]:
            parent[node] = a
        yield parts[a]


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


def _halves(field: Field) -> Iterator[list[int]]:
    """Everything, parted by which of two far ends is nearer, again and again."""
    waiting = [np.arange(1, len(field.far))]
    while waiting:
        part = waiting.pop()
        yield part.tolist()
        if len(part) > 2:
            one = part[field.far[part[0], part].argmax()]
            other = part[field.far[one, part].argmax()]
            nearer = field.far[one, part] < field.far[other, part]
            if nearer.any() and not nearer.all():
                waiting += [part[nearer], part[~nearer]]


def _rings(field: Field) -> Iterator[list[list[int]]]:
    """Everything beyond a distance from the start: all round and, where places are known, by sector."""
    out, turn = field.far[0], _turns(field)
    for parts, shift in SECTORS if turn is not None else SECTORS[:1]:
        sector = np.zeros(len(out), int) if turn is None else np.floor(turn * parts + shift).astype(int) % parts
        family = []
        for number in range(parts):
            inside = np.nonzero(sector[1:] == number)[0] + 1
            steps = np.linspace(0, 1, RINGS // parts + RINGS // 10)
            for radius in np.unique(np.quantile(out[inside], steps)) if len(inside) else ():
                family.append(inside[out[inside] >= radius - TINY].tolist())
        yield family


def _turns(field: Field) -> Numbers | None:
    """The direction of every node from the start, in turns; None where a place is not known."""
    start = field.start
    if start is None or not all(field.points):
        return None
    ways = np.array([[point.x - start.x, point.y - start.y] for point in field.points if point])
    turn: Numbers = np.concatenate([[0.0], np.arctan2(ways[:, 1], ways[:, 0]) / (2 * np.pi)])
    return turn
