"""Hazards of one row against those of one employer. A factor the sheet leaves out stays; heads are never summed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.rules.factors import normal
from desktop.work.intaking.ledgers import Entry
from desktop.work.intaking.outcome import Ground, Outcome
from desktop.work.intaking.read import Factors, Heads

Row = dict[str, Any]


def compare(
    result: Outcome, values: Mapping[str, object], ours: Row, ledgers: Mapping[str, list[Row]], ground: Ground
) -> None:
    """Add to `result` what a row says about hazards: factors, classes, heads for one of them."""
    exposures = _Exposures(ledgers.get("exposure", []), ground)
    classes = {row["hazard_class"]: row for row in ledgers.get("hazard_class", [])}
    listed = values.get("factors")
    if isinstance(listed, Factors):  # before the heads of single factors, which may be on the list
        _list(result, listed, exposures, bool(ours.get("factors_incomplete")))
    for key, value in values.items():
        if isinstance(value, Heads) and key.startswith("heads:"):
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


def _list(result: Outcome, listed: Factors, exposures: _Exposures, known_incomplete: bool) -> None:
    added = exposures.add(listed.written)
    result.kept = exposures.unmet()
    news = list(added)
    if listed.incomplete and not known_incomplete:
        result.sets["factors_incomplete"] = True
        news.append("等（未列全）")
    if news:
        result.take("factors", exposures.before, "、".join(news))
    else:
        result.fates["factors"] = "same"


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
    """The factors recorded for an employer, and those a row adds.

    铅尘 and 铅烟 are one entry of the catalogue and still two factors: a name meets the recorded factor that is
    written the same, else one of the same code that no other name of the list meets.
    """

    def __init__(self, rows: list[Row], ground: Ground) -> None:
        self.ground = ground
        # What a list says of a factor is said of the whole employer: the line without a post comes first.
        self.rows = sorted(rows, key=lambda row: (row["workshop"] is not None) + (row["post"] is not None))
        self.before = "、".join(dict.fromkeys(row["written"] for row in rows)) or None
        self.entries: list[Entry] = []
        self._met: dict[str, Row] = {}
        self._made: dict[str, Entry] = {}

    def add(self, written: tuple[str, ...]) -> list[str]:
        """Meet a list of factors with the recorded ones; those that are new are entered and given back."""
        exact = {normal(row["written"]): row for row in reversed(self.rows)}
        self._met |= {normal(name): exact[normal(name)] for name in written if normal(name) in exact}
        added = []
        for name in written:
            if normal(name) not in self._met and not self._meet_by_code(name) and normal(name) not in self._made:
                self._enter(name)
                added.append(name)
        return added

    def heads(self, result: Outcome, key: str, value: Heads) -> None:
        """A headcount or √ in the column of one factor."""
        written = key.removeprefix("heads:")
        mine = self._find(written)
        entry = self._entered(written) if mine is None else None
        if mine is None and entry is None:
            if not value.present:
                result.fates[key] = "ignored"
                result.because[key] = "没有人接触该因素，不登记"
                return
            entry = self._enter(written)
        if entry is not None:
            entry.values["workers"] = value.workers
            result.take(key, None, _heads_shown(value.present, value.workers))
        elif mine is not None and (value.workers is None or mine["workers"] == value.workers):
            result.fates[key] = "same"
        elif mine is not None:
            self.entries.append(Entry("exposure", mine["id"], {"workers": value.workers}))
            result.take(key, _heads_shown(True, mine["workers"]), _heads_shown(True, value.workers))

    def unmet(self) -> tuple[str, ...]:
        """Recorded factors that the list left out."""
        met = {id(row) for row in self._met.values()}
        return tuple(dict.fromkeys(row["written"] for row in self.rows if id(row) not in met))

    def _find(self, written: str) -> Row | None:
        key, code = normal(written), self.ground.factor_code(written)
        same = [row for row in self.rows if normal(row["written"]) == key]
        return next(iter(same or [row for row in self.rows if code and row["factor_code"] == code]), None)

    def _entered(self, written: str) -> Entry | None:
        code = self.ground.factor_code(written)
        same = [entry for entry in self._made.values() if code and entry.values["factor_code"] == code]
        return self._made.get(normal(written)) or next(iter(same), None)

    def _meet_by_code(self, written: str) -> bool:
        code = self.ground.factor_code(written)
        met = {id(row) for row in self._met.values()}
        free = [row for row in self.rows if code and row["factor_code"] == code and id(row) not in met]
        if free:
            self._met[normal(written)] = free[0]
        return bool(free)

    def _enter(self, written: str) -> Entry:
        code = self.ground.factor_code(written)
        entry = Entry("exposure", None, {"written": written, "factor_code": code, "workers": None})
        self.entries.append(entry)
        self._made[normal(written)] = entry
        return entry
