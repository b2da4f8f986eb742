"""Cells of a sub-ledger as they were typed or pasted into its table: lines changed and added as one operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desktop.rules.cells import Unclear
from desktop.rules.tables import Rulebook
from desktop.work import ledgers
from desktop.work.change import Change
from desktop.work.ledger_cells import Refused
from desktop.work.problem import Problem

Texts = Mapping[int, Mapping[str, str]]  # by line (0 and below: a new one) what stands in its cells by key


@dataclass(frozen=True, slots=True)
class Where:
    """The ledger of one employer; parent: the line of the other ledger that owns the lines."""

    employer_id: int
    ledger: str
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the lines. refused: by line, the cells that cannot be taken; added: number of new lines."""

    change: Change
    refused: dict[int, dict[str, Unclear]]
    added: dict[int, int]


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """A cell that cannot be read, with why and what to write instead. name: which line of the block it is in."""

    name: str
    label: str
    text: str
    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A block after a look: the cells that can be read, by line, key and text, and those that cannot."""

    taken: tuple[tuple[int, str, str], ...]
    refused: tuple[RefusedCell, ...]


def look(cells: Sequence[tuple[int, str, str]], ledger: str, *, rulebook: Rulebook, on: date) -> Looked:
    """Read every cell of a block as the ledger would; nothing is written. Whether a line is whole is not asked."""
    labels = {field.key: field.label for field in ledgers.form_of(rulebook, ledger).fields}
    places = {line: place for place, line in enumerate(dict.fromkeys(line for line, _, _ in cells), 1)}
    taken, refused = [], []
    for line, key, text in cells:
        try:
            if text.strip():
                ledgers.check(ledger, key, text, rulebook=rulebook, on=on)
        except Problem as problem:
            named = f"这一块的第 {places[line]} 行"
            refused.append(RefusedCell(named, labels[key], text, problem.what, problem.remedy))
        else:
            taken.append((line, key, text))
    return Looked(tuple(taken), tuple(refused))


def write(session: Session, where: Where, texts: Texts, *, rulebook: Rulebook, on: date, said: str = "修改") -> Outcome:
    """Write every line that can be taken; the others are told with the cells to correct, and stay as they were."""
    refused: dict[int, dict[str, Unclear]] = {}
    added: dict[int, int] = {}
    done: list[Change] = []
    for line, text in texts.items():
        try:
            if line > 0:
                done.append(ledgers.change(session, where.ledger, line, text, rulebook=rulebook, on=on))
                continue
            owner = {} if where.parent is None else {"report": str(where.parent)}
            filled = {**ledgers.defaults(ledgers.form_of(rulebook, where.ledger)), **text, **owner}
            change, added[line] = ledgers.add(
                session, where.employer_id, where.ledger, filled, rulebook=rulebook, on=on
            )
            done.append(change)
        except Refused as problem:
            refused[line] = dict(problem.cells)
        except Problem as problem:
            refused[line] = {next(iter(text), ""): Unclear(problem.what.rstrip("。"), problem.remedy.rstrip("。"))}
    label = ledgers.form_of(rulebook, where.ledger).label
    words = done[0].said if len(done) == 1 else f"{label}：{said} {len(done):,} 行"
    return Outcome(Change(words, frozenset({where.employer_id})), refused, added)
