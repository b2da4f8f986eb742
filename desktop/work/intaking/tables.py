"""Which ledger tables a set of fields is kept in."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from desktop.work.intaking.compare import GRADE, LABOUR, LEDGER_OF, TABLES


def needed(keys: Iterable[str]) -> dict[str, Collection[str]]:
    """Table -> columns that a comparison of these fields reads."""
    tables: dict[str, set[str]] = {}
    for key in keys:
        if key in LEDGER_OF:
            ledger = LEDGER_OF[key]
            tables.setdefault(ledger.table, set()).update(ledger.columns)
        for table in _hazard_or_other(key):
            tables.setdefault(table, set()).update(TABLES[table])
    return {table: sorted(columns) for table, columns in tables.items()}


def _hazard_or_other(key: str) -> tuple[str, ...]:
    if key == "factors" or key.startswith("heads:"):
        return ("exposure",)
    if key == "classes" or key.startswith("class:"):
        return ("hazard_class",)
    if key in LABOUR:
        return ("labour_standing",)
    return ("management_grade",) if key in GRADE else ()
