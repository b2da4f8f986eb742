"""How many ids one query names: more are asked for in portions, or everything is read and picked from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TypeGuard, TypeVar

IN_ONE_QUERY = 500

T = TypeVar("T")


def portions(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    """The ids in their order, in portions that one query can name."""
    return (ids[start : start + IN_ONE_QUERY] for start in range(0, len(ids), IN_ONE_QUERY))


def few(ids: Collection[T] | None) -> TypeGuard[Collection[T]]:
    """Whether one query can name them all. None, which means everybody, is not few."""
    return ids is not None and len(ids) <= IN_ONE_QUERY
