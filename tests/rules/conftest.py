"""The real rule tables, read once for all tests of the rules."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from desktop.rules import tables

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


def read_texts() -> dict[str, str]:
    return {
        file.relative_to(RESOURCES).as_posix(): file.read_text(encoding="utf-8")
        for folder in ("rules", "catalogue")
        for file in sorted((RESOURCES / folder).rglob("*"))
        if file.suffix in (".toml", ".csv")
    }


def pytest_itemcollected(item: pytest.Item) -> None:
    """Everything here but the property tests is a case: a branch that only a random value reaches has no case."""
    if not hasattr(getattr(item, "obj", None), "hypothesis"):
        item.add_marker("case")


@cache
def shipped() -> tables.Rulebook:
    """The rulebook of the shipped tables, one for all modules."""
    return tables.read(read_texts())


@pytest.fixture(scope="session")
def texts() -> dict[str, str]:
    return read_texts()


@pytest.fixture(scope="session")
def book() -> tables.Rulebook:
    return shipped()
