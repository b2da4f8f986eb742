"""Hazards of one row against those of one employer. A factor the sheet leaves out stays; heads are never summed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.rules.factors import normal
from desktop.work.intake_ledgers import Entry
from desktop.work.intake_outcome import Ground, Outcome
from desktop.work.intake_read import Factors, Heads

Row = dict[str, Any]


def compare(result: Outcome, values: Mapping[str, object], ledgers: Mapping[str, list[Row]], ground: Ground) -> None:
    """Add to `result` what a row says about hazards: factors, classes, heads for one of them."""
    exposures = _Exposures(ledgers.get("exposure", []), ground)
    classes = {row["hazard_class"]: row for row in ledgers.get("hazard_class", [])}
    for key, value in values.items():
        if isinstance(value, Factors):
            added = [name for name in value.written if exposures.add(name)]
            if value.incomplete:
                result.sets["factors_incomplete"] = True
            result.kept = exposures.not_among(value.written)
            if added:
                result.take(key, exposures.before, "、".join(added))
            else:
                result.fates[key] = "same"
        elif isinstance(value, Heads) and key.startswith("heads:"):
            exposures.heads(result, key, value)
        elif isinstance(value, Heads):
            _class(result, key, value, classes.get(key.removeprefix("class:")))
        elif key == "classes" and isinstance(value, tuple):
            missing = [name for name in value if not (classes.get(name) or {}).get("present")]
            for name in missing:
                _class_entry(result, name, Heads(True, None), classes.get(name))
            if missing:
                result.take(key, "、".join(n for n, row in classes.items() if row["present"]), "、".join(value))
            else:
                result.fates[key] = "same"
    result.entries += exposures.entries


def _class(result: Outcome, key: str, value: Heads, mine: Row | None) -> None:
    said = (value.present, value.workers)
    ours = (mine["present"], mine["workers"]) if mine else (None, None)
    if mine and ours[0] == said[0] and (said[1] is None or ours[1] == said[1]):
        result.fates[key] = "same"
        return
    _class_entry(result, key.removeprefix("class:"), value, mine)
    result.take(key, _heads_shown(*ours), _heads_shown(*said))


def _class_entry(result: Outcome, name: str, value: Heads, mine: Row | None) -> None:
    columns: Row = {"present": value.present}
    if value.workers is not None or mine is None:
        columns["workers"] = value.workers
    if mine is None:
        columns["hazard_class"] = name
    result.entries.append(Entry("hazard_class", mine["id"] if mine else None, columns))


def _heads_shown(present: bool | None, workers: int | None) -> str | None:
    if workers is not None:
        return f"{workers} 人"
    return None if present is None else "有" if present else "无"


class _Exposures:
    """The factors recorded for an employer, and those a row adds."""

    def __init__(self, rows: list[Row], ground: Ground) -> None:
        self.ground = ground
        self.rows = rows
        self.keys: dict[str, Row | None] = {}
        for row in rows:
            self.keys[row["factor_code"] or normal(row["written"])] = row
        self.before = "、".join(dict.fromkeys(row["written"] for row in rows)) or None
        self.entries: list[Entry] = []
        self._made: dict[str, Entry] = {}

    def add(self, written: str) -> bool:
        """Whether this factor was not there yet; it is then entered."""
        key = self._key(written)
        if key in self.keys:
            return False
        self._enter(key, written)
        return True

    def heads(self, result: Outcome, key: str, value: Heads) -> None:
        """A headcount or √ in the column of one factor."""
        written = key.removeprefix("heads:")
        known = self._key(written)
        mine = self.keys.get(known)
        if known not in self.keys:
            if not value.present:
                result.fates[key] = "ignored"
                result.because[key] = "没有人接触该因素，不登记"
                return
            self._enter(known, written).values["workers"] = value.workers
            result.take(key, None, _heads_shown(True, value.workers))
        elif mine is None:
            self._made[known].values["workers"] = value.workers
            result.take(key, None, _heads_shown(value.present, value.workers))
        elif value.workers is None or mine["workers"] == value.workers:
            result.fates[key] = "same"
        else:
            self.entries.append(Entry("exposure", mine["id"], {"workers": value.workers}))
            result.take(key, _heads_shown(True, mine["workers"]), _heads_shown(True, value.workers))

    def not_among(self, written: tuple[str, ...]) -> tuple[str, ...]:
        """Recorded factors that a list leaves out."""
        said = {self._key(name) for name in written}
        return tuple(row["written"] for key, row in self.keys.items() if row and key not in said)

    def _key(self, written: str) -> str:
        return self.ground.factor_code(written) or normal(written)

    def _enter(self, key: str, written: str) -> Entry:
        entry = Entry(
            "exposure", None, {"written": written, "factor_code": self.ground.factor_code(written), "workers": None}
        )
        self.entries.append(entry)
        self.keys[key] = None
        self._made[key] = entry
        return entry
