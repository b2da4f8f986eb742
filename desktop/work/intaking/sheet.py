"""The plan of one sheet: every row matched and compared, every cell accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from desktop.rules.cells import Phones, Unclear
from desktop.rules.words import PartialDate
from desktop.work.intaking import match as intake_match
from desktop.work.intaking.compare import GRADE, LEDGER_OF, add_more_contacts, clear, compare
from desktop.work.intaking.duplicates import Doubles, Seen, complete, contradictions
from desktop.work.intaking.impossible import COUNTED, impossible
from desktop.work.intaking.ledgers import LEDGERS
from desktop.work.intaking.match import Identity
from desktop.work.intaking.outcome import Ground, Outcome
from desktop.work.intaking.plan import (
    FATES,
    VERDICTS,
    Candidate,
    FieldChange,
    Recognised,
    RefusedCell,
    RowPlan,
    SheetPlan,
)
from desktop.work.intaking.read import Factors, Heads, Reading
from desktop.work.intaking.register import Register
from desktop.work.progress import Progress
from desktop.work.sheetfile import address

TELLING = ("name", "credit_code", "old_registration_no", "village", "phone", "contact_phone")  # who a row is about
NOTHING_SAID = "空值记号（/、无、—）"
CHECKED = (int, Heads, PartialDate)
UNDECIDED, SENT_BACK = "整行待定", "整行退回"
# Fields whose cells are not simply taken when the employer is new.
NOT_SIMPLE = {key for key in LEDGER_OF if key not in {ledger.date_field for ledger in LEDGERS}} | GRADE | {
    "other_phone", "former_name", "contact_phone", "old_registration_no",
}  # fmt: skip


@dataclass(slots=True)
class Line:
    """One row while it is being planned."""

    row: int  # from 1
    place: int
    village: str | None  # said above the row
    who: Identity
    values: dict[str, object] | None = None  # once asked for
    verdict: str = ""
    employer_id: int | None = None
    candidates: tuple[Candidate, ...] = ()
    why: str = ""
    outcome: Outcome | None = None
    joined: tuple[str, int] | None = None  # sheet and row of the earlier row that this one completes
    first: int | None = None  # place of the earlier row of the same employer, -1: on another sheet
    further: list[tuple[SheetWork, Line]] = field(default_factory=list)  # the rows that complete this one


@dataclass
class SheetWork:
    """A sheet on the way to its plan: `find`, then `compare` with the ledgers loaded, then `done`."""

    recognised: Recognised
    reading: Reading
    ground: Ground
    register: Register
    lines: list[Line] = field(default_factory=list)

    def find(self, doubles: Doubles, progress: Progress) -> None:
        """Decide for every row which employer it means."""
        rows = self.recognised.data_rows
        sections, said = self.recognised.sections, self.recognised.village
        known = [(key, self.reading.values[key]) for key in TELLING if key in self.reading.values]
        for place, row in enumerate(rows):
            if place % 500 == 0:
                progress.step(place, len(rows), f"正在比对“{self.recognised.sheet}”")
            village = sections.get(row, said)
            telling = {key: value for key, column in known if (value := column[place]) is not None}
            line = Line(row + 1, place, village, intake_match.identity(expanded(telling), village))
            self.lines.append(line)
            self._place(place, line, doubles)

    def values(self, line: Line) -> dict[str, object]:
        """Everything a row says, with the village said above it."""
        if line.values is None:
            line.values = expanded(self.reading.row(line.place))
            if line.village and "village" not in line.values:
                line.values["village"] = line.village
        return line.values

    def refuse_impossible(self) -> None:
        """Give back the cells that can be read and cannot be true, of every row that may be entered.

        Rows of one employer are looked at together, on whatever sheet they stand: what one says may not fit what
        the other does.
        """
        for line in self.lines:
            if line.verdict == "refused" or line.first is not None or not (self.checked or line.further):
                continue
            mine = [(self, line), *line.further]
            said = {
                key: value
                for work, one in mine
                for key, column in work.checked
                if (value := column[one.place]).__class__ in CHECKED
            }
            if said:
                give_back(mine, impossible(said, *held(line.employer_id, self.register), self.ground.rulebook))

    @cached_property
    def checked(self) -> list[tuple[str, list[Any]]]:
        """The columns in which something can be read and still be impossible."""
        fields = self.ground.rulebook.fields
        return [
            (key, column)
            for key, column in self.reading.values.items()
            if key in LEDGER_OF or key[:6] in COUNTED or (key in fields and fields[key].kind == "heads")
        ]

    def compare(self, progress: Progress) -> None:
        """Compare the rows of known employers with what the register has."""
        self.refuse_impossible()
        slow = bool(NOT_SIMPLE & self.reading.fields.keys()) or any(k.startswith("heads:") for k in self.reading.fields)
        for place, line in enumerate(self.lines):
            if place % 500 == 0:
                progress.step(place, len(self.lines), f"正在核对“{self.recognised.sheet}”")
            if line.first is not None or line.verdict in ("doubtful", "refused"):
                continue
            if line.employer_id is not None:
                line.outcome = self.outcome(self.values(line), line.employer_id)
                line.verdict = "changed" if line.outcome.changes else "same"
                if line.outcome.kept:
                    line.why = f"表中没有列出、仍然保留的危害因素：{'、'.join(line.outcome.kept)}"
            elif slow:
                line.outcome = self.outcome(self.values(line), None)

    def outcome(self, values: Mapping[str, object], employer_id: int | None) -> Outcome:
        """What these values would change in this employer (None: a new one)."""
        return outcome(values, employer_id, self.register, self.ground)

    def done(self, missing: tuple[tuple[int, str], ...]) -> SheetPlan:
        """The finished plan, its counts checked."""
        refused = self._refused_cells()
        cells, ignored = self._count()
        rows = Counter(line.verdict for line in self.lines)
        plan = SheetPlan(
            self.recognised.sheet,
            self.recognised,
            tuple(self._row(line) for line in self.lines),
            refused,
            missing,
            {"read": len(self.lines), **{verdict: rows[verdict] for verdict in VERDICTS}},
            cells,
            ignored,
            self.reading,
            {line.row: line.joined for line in self.lines if line.joined},
        )
        plan.check()
        return plan

    def _place(self, place: int, line: Line, doubles: Doubles) -> None:
        who = line.who
        if who.name is None and not (who.code and who.code in self.register.by_code):
            unclear = self.values(line).get("name")
            line.verdict = "refused"
            line.why = unclear.why if isinstance(unclear, Unclear) else "没有单位名称，也不能用信用代码在登记簿里找到"
            return
        found = intake_match.match(who, self.register)
        earlier = doubles.earlier(who, found.employer_id)
        if earlier is not None:
            self._double(place, line, earlier, doubles)
        elif found.why:
            line.verdict, line.candidates, line.why = "doubtful", found.candidates, found.why
            self._remember_doubt(place, line, doubles)
        else:
            line.verdict = "new" if found.employer_id is None else "same"
            line.employer_id = found.employer_id
            seen = Seen(self.recognised.sheet, line.row, place, partial(self.values, line), who.code, found.employer_id)
            line.further = seen.further
            doubles.remember(who, seen)

    def _remember_doubt(self, place: int, line: Line, doubles: Doubles) -> None:
        """Further rows of a doubtful employer are as doubtful, now and when the file is taken in again."""
        seen = Seen(
            self.recognised.sheet, line.row, place, partial(self.values, line), line.who.code, None, doubtful=True
        )
        doubles.remember(line.who, seen)

    def _double(self, place: int, line: Line, earlier: Seen, doubles: Doubles) -> None:
        mine = self.values(line)
        differing = contradictions(earlier.said(), mine)
        here = earlier.sheet == self.recognised.sheet
        where = f"第 {earlier.row} 行" if here else f"工作表“{earlier.sheet}”第 {earlier.row} 行"
        if earlier.doubtful:
            line.verdict, line.why = "doubtful", f"与{where}是同一单位，那一行还没有确定"
            return
        if not differing:
            complete(earlier.said(), mine)
            doubles.remember(line.who, earlier)
            line.verdict, line.employer_id = "same", earlier.employer_id
            line.why = f"与{where}是同一单位，已合并"
            line.first = earlier.place if here else -1
            line.joined = (earlier.sheet, earlier.row)
            earlier.further.append((self, line))
            return
        self._remember_doubt(place, line, doubles)
        labels = "、".join(self._label(key) for key in differing[:4])
        line.verdict, line.why = "doubtful", f"与{where}是同一单位，但{labels}不同"
        if here or earlier.employer_id is not None:
            name = str(earlier.said().get("name", ""))
            known = earlier.employer_id if earlier.employer_id is not None else -earlier.row
            line.candidates = (Candidate(known, name, line.who.village or "", earlier.code or "", f"{where}的单位"),)

    def _label(self, key: str) -> str:
        found = self.ground.fields.get(key)
        return found.label if found else key

    def _row(self, line: Line) -> RowPlan:
        changes: tuple[FieldChange, ...] = ()
        if line.employer_id is not None and line.outcome and line.verdict == "changed":
            changes = tuple(
                FieldChange(key, self._label(key), shown(ours), shown(theirs), self._cell(line.row, key))
                for key, ours, theirs in line.outcome.changes
            )
        name = line.who.name
        if name is None and line.employer_id is not None:
            name = self.register.employers[line.employer_id]["name"]
        return RowPlan(line.row, line.verdict, line.employer_id, name or "", changes, line.candidates, line.why)

    def _cell(self, row: int, key: str) -> str:
        column = self.reading.column.get(key)
        return address(row - 1, column) if column is not None else ""

    def _refused_cells(self) -> tuple[RefusedCell, ...]:
        found = []
        for key, column in self.reading.column.items():
            label = self.reading.fields[key].label
            for place, value in enumerate(self.reading.values[key]):
                if isinstance(value, Unclear):
                    row = self.reading.rows[place]
                    raw = self.reading.sheet.rows[row][column]
                    if raw not in (None, ""):
                        where = address(row, column)
                        found.append(RefusedCell(row + 1, where, key, label, raw, value.why, value.instead))
        return tuple(sorted(found, key=lambda cell: (cell.row, cell.cell)))

    def _count(self) -> tuple[dict[str, int], dict[str, int]]:
        """Every filled cell of every employer's row, by what became of it."""
        counts = Counter(dict.fromkeys(("read", *FATES), 0))
        ignored: Counter[str] = Counter()
        simple = [line.verdict == "new" and line.outcome is None for line in self.lines]
        all_simple = all(simple)
        field_at = {column: key for key, column in self.reading.column.items()}
        for column in self.recognised.columns:
            raw = [self.reading.sheet.rows[row][column.index] for row in self.reading.rows]
            filled = [place for place, value in enumerate(raw) if value is not None and value != ""]
            counts["read"] += len(filled)
            key = field_at.get(column.index)
            if key is None:
                ignored[column.ignored] += len(filled)
                continue
            values = self.reading.values[key]
            if all_simple:
                picked = [values[place] for place in filled]
                unclear, nothing = sum(v.__class__ is Unclear for v in picked), picked.count(None)
                counts["refused"] += unclear
                ignored[NOTHING_SAID] += nothing
                counts["taken"] += len(filled) - unclear - nothing
                continue
            for place in filled:
                value = values[place]
                if simple[place] and value is not None and value.__class__ is not Unclear:
                    counts["taken"] += 1
                else:
                    counts[self._fate(place, key, value, ignored)] += 1
        counts["ignored"] = sum(ignored.values())
        return {name: counts[name] for name in ("read", *FATES)}, {why: n for why, n in ignored.items() if n}

    def _fate(self, place: int, key: str, value: object, ignored: Counter[str]) -> str:
        if value.__class__ is Unclear:
            return "refused"
        line = self.lines[place]
        why = (
            NOTHING_SAID
            if value is None
            else UNDECIDED
            if line.verdict == "doubtful"
            else SENT_BACK
            if line.verdict == "refused"
            else ""
        )
        if not why:
            owner = line if line.first is None else self.lines[line.first] if line.first >= 0 else None
            if owner is None or owner.outcome is None:
                return "taken" if line.first is None or (owner and owner.verdict == "new") else "same"
            fate = owner.outcome.fates.get(key, "same")
            if fate != "ignored":
                return fate
            why = owner.outcome.because.get(key, NOTHING_SAID)
        ignored[why] += 1
        return ""


def give_back(rows: Sequence[tuple[SheetWork, Line]], wrong: Mapping[str, Unclear]) -> None:
    """Put what is wrong in the place of the values, in every row that says them."""
    for key, doubt in wrong.items():
        for work, line in rows:
            column = work.reading.values.get(key)
            if column is not None and column[line.place] is not None:
                column[line.place] = doubt
            if line.values is not None and key in line.values:
                line.values[key] = doubt


def expanded(values: dict[str, object]) -> dict[str, object]:
    """The values of a row with “联系人及电话” as the two fields it holds."""
    both = values.get("contact_phone")
    if isinstance(both, tuple):
        names, phones = both
        if names:
            values.setdefault("contact", names)
        if phones.first:
            values.setdefault("phone", phones)
    phone = values.get("phone")
    if isinstance(phone, Phones) and phone.who:
        values.setdefault("contact", (phone.who,))
    return values


def outcome(values: Mapping[str, object], employer_id: int | None, register: Register, ground: Ground) -> Outcome:
    """What the clear ones of these values would change in this employer (None: a new one)."""
    plain = clear(values)
    both = plain.pop("contact_phone", None)
    ours, ledgers = held(employer_id, register)
    result = compare(plain, ours, ledgers, ground)
    add_more_contacts(result, plain, ours)
    if both is not None:
        fates = {result.fates.get("contact"), result.fates.get("phone")}
        result.fates["contact_phone"] = "taken" if "taken" in fates else "same"
    return result


def held(employer_id: int | None, register: Register) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """What the register has of an employer, and in its ledgers; nothing of a new one."""
    if employer_id is None:
        return {}, {}
    ledgers = {table: rows.get(employer_id, []) for table, rows in register.ledgers.items()}
    return register.employers[employer_id], ledgers


def shown(value: object) -> str:
    """A value as the screen shows it; nothing is ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "有" if value else "无"
    if isinstance(value, Factors):
        return "、".join(value.written) + ("等" if value.incomplete else "")
    if isinstance(value, tuple):
        return "、".join(str(part) for part in value)
    if isinstance(value, PartialDate):
        return str(value)
    return f"{value:g}" if isinstance(value, float) else str(value)
