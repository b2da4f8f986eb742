"""双随机: employers × inspectors from published lists and a public seed, so that anybody can draw again and compare.

The whole rule, with any SHA-256 tool. Every value is the hexadecimal SHA-256 of a UTF-8 text, smaller is earlier:
  * an employer of weight w holds w tickets `seed|key|1` … `seed|key|w`; its value is the smallest of theirs; the first
    n employers by value are drawn. Equal weights are an even draw; otherwise the chance follows the weight.
  * for a drawn employer an inspector's value is that of `seed|key of the employer|inspector`. Going through the drawn
    employers in their order, each gets those with the fewest employers so far, then the smallest value; who must avoid
    an employer is left out.
A list is published as text: one entry a line, its fields parted by tabs, lines in the order of their characters' code
points, each ended by a line feed. The hash of a list is the SHA-256 of that text.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, TypeVar

T = TypeVar("T")
FORMAT = "zhikang-draw/1"
FORBIDDEN = "|\t\r\n"  # they part fields in tickets and lists


class CannotDraw(Exception):
    """The lists do not allow this draw; what is wrong, and what to do about it, in words."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}{remedy}")
        self.what, self.remedy = what, remedy


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """One line of the list of employers. key: credit code, or the name of one without; kind: 甲 乙 丙 or empty."""

    key: str
    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Conflict:
    """回避: this inspector is not sent to this employer."""

    key: str
    inspector: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What is drawn. weights: by kind, empty for an even draw; employers: how many; per_site: inspectors for each."""

    title: str
    office: str
    drawn_on: str
    seed: str
    employers: int
    per_site: int
    weights: Mapping[str, int] = field(default_factory=dict)
    seed_source: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """One drawn employer with its value and its inspectors."""

    key: str
    name: str
    value: str
    inspectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrawRecord:
    """Everything needed to draw again, and the result. seal: hash of the canonical record with an empty seal."""

    format: str
    request: Request
    employers: tuple[Candidate, ...]
    employers_sha256: str
    inspectors: tuple[str, ...]
    inspectors_sha256: str
    conflicts: tuple[Conflict, ...]
    result: tuple[Pair, ...]
    seal: str = ""


def sha256(text: str) -> str:
    """The hexadecimal SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def employer_list(employers: Iterable[Candidate]) -> str:
    """The list of employers as it is published."""
    return _listed("\t".join((one.key, one.name, one.kind)) for one in employers)


def inspector_list(inspectors: Iterable[str]) -> str:
    """The list of inspectors as it is published."""
    return _listed(inspectors)


def _listed(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in sorted(lines))


def draw(
    request: Request,
    employers: Iterable[Candidate],
    inspectors: Iterable[str],
    conflicts: Iterable[Conflict] = (),
) -> DrawRecord:
    """Draw by the rule above. Raises CannotDraw, in words, when the lists do not allow it."""
    firms, staff, avoided = tuple(sorted(employers)), tuple(sorted(inspectors)), tuple(sorted(set(conflicts)))
    _check_request(request)
    _check_lists(request, firms, staff, avoided)
    drawn = _ranked(request, firms)[: request.employers]
    record = DrawRecord(
        FORMAT,
        request,
        firms,
        sha256(employer_list(firms)),
        staff,
        sha256(inspector_list(staff)),
        avoided,
        tuple(_paired(request, drawn, staff, {(one.key, one.inspector) for one in avoided})),
    )
    return _sealed(record)


def _ranked(request: Request, employers: Iterable[Candidate]) -> list[tuple[str, Candidate]]:
    """Every employer with its value, the earliest first."""

    def value(one: Candidate) -> str:
        tickets = request.weights.get(one.kind, 1)
        return min(sha256(f"{request.seed}|{one.key}|{number}") for number in range(1, tickets + 1))

    return sorted((value(one), one) for one in employers)


def _paired(
    request: Request, drawn: Iterable[tuple[str, Candidate]], staff: Sequence[str], avoided: set[tuple[str, str]]
) -> Iterable[Pair]:
    load: Counter[str] = Counter()
    for value, one in drawn:
        free = [who for who in staff if (one.key, who) not in avoided]
        free.sort(key=lambda who: (load[who], sha256(f"{request.seed}|{one.key}|{who}")))
        if len(free) < request.per_site:
            left = "回避之后只剩" if len(free) < len(staff) else "可派的只有"
            raise CannotDraw(
                f"“{one.name}”{left} {len(free)} 名检查人员，每家需要 {request.per_site} 名。",
                "请增加检查人员，或减少每家的人数。",
            )
        chosen = tuple(free[: request.per_site])
        load.update(chosen)
        yield Pair(one.key, one.name, value, chosen)


def _check_request(request: Request) -> None:
    if not request.seed.strip():
        raise CannotDraw("还没有写随机种子。", "请写一串公开、事先不能选定的数字，例如当天的彩票开奖号码。")
    if any(sign in request.seed for sign in FORBIDDEN):
        raise CannotDraw("随机种子里有竖线、制表符或换行。", "请去掉这些符号。")
    if request.employers < 1 or request.per_site < 1:
        raise CannotDraw("抽取的企业数和每家的人数都至少是 1。", "请改成 1 或更大的整数。")
    if any(weight < 1 for weight in request.weights.values()):
        raise CannotDraw("权重必须是 1 或更大的整数。", "请改正权重。")


def _check_lists(
    request: Request, firms: Sequence[Candidate], staff: Sequence[str], avoided: Iterable[Conflict]
) -> None:
    for what, texts in (
        ("企业名单", [text for one in firms for text in (one.key, one.name, one.kind)]),
        ("检查人员名单", list(staff)),
    ):
        for text in texts:
            if any(sign in text for sign in FORBIDDEN):
                raise CannotDraw(f"{what}里的“{text.strip()}”含有竖线、制表符或换行。", "请先改正名称。")
    if not staff or not all(staff):
        raise CannotDraw("检查人员名单是空的，或者有一行没有姓名。", "请写出检查人员的姓名。")
    _refuse_twice("企业名单", [one.key for one in firms], "请补上统一社会信用代码，使它们能分开。")
    _refuse_twice("检查人员名单", staff, "同名的请加上工作证号，使他们能分开。")
    if request.employers > len(firms):
        raise CannotDraw(
            f"企业名单只有 {len(firms)} 家，不够抽 {request.employers} 家。", "请减少抽取数，或放宽名单的条件。"
        )
    keys, people = {one.key for one in firms}, set(staff)
    for one in avoided:
        if one.key not in keys or one.inspector not in people:
            raise CannotDraw(
                f"回避关系“{one.key}＝{one.inspector}”不在名单里。", "请按名单上的代码（名称）和姓名填写。"
            )


def _refuse_twice(what: str, keys: Iterable[str], remedy: str) -> None:
    twice = [key for key, number in Counter(keys).items() if number > 1]
    if twice:
        raise CannotDraw(f"{what}里“{twice[0]}”出现了不止一次。", remedy)


def _sealed(record: DrawRecord) -> DrawRecord:
    return replace(record, seal=_seal(asdict(record)))


def _seal(plain: Mapping[str, Any]) -> str:
    return sha256(_canonical({**plain, "seal": ""}))


def _canonical(plain: Mapping[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def to_json(record: DrawRecord) -> str:
    """The record in its canonical form: keys in order, no spaces, one line."""
    return _canonical(asdict(record))


def from_json(text: str) -> DrawRecord:
    """A record as it was written. Raises CannotDraw when the text is no draw record, or has more or fewer entries."""
    try:
        plain = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_once)
        plain["request"] = _exactly(Request, plain["request"])
        for name, kind in (("employers", Candidate), ("conflicts", Conflict), ("result", Pair)):
            plain[name] = tuple(_exactly(kind, entry) for entry in plain[name])
        return _exactly(DrawRecord, plain)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise CannotDraw("这不是完整的抽取记录。", "请使用“保存记录”写出的文件，不要改动其中的内容。") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key is written twice")
    return made


EXPECTED = {
    "employers": (int, tuple), "inspectors": (tuple, list), "conflicts": (tuple,), "result": (tuple,),
    "per_site": (int,), "weights": (dict,), "request": (Request,),
}  # fmt: skip


def _exactly(kind: type[T], entry: Mapping[str, Any]) -> T:
    """A value of `kind` from a JSON object with exactly its keys, each of its type."""
    if set(entry) != {one.name for one in fields(kind)}:  # type: ignore[arg-type]
        raise ValueError("keys are missing, or there are others")
    for name, value in entry.items():
        if not isinstance(value, EXPECTED.get(name, (str,))) or isinstance(value, bool):
            raise TypeError(name)
    for inner in (entry.get("weights", {}) or {}).values():
        if type(inner) is not int:
            raise TypeError("weights")
    made = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    if not all(isinstance(who, str) for who in made.get("inspectors", ())):
        raise TypeError("inspectors")
    return kind(**made)


def verify(record: DrawRecord) -> list[str]:
    """Draw again from what the record holds; in words what differs from it. Empty: everything agrees."""
    said = []
    if record.format != FORMAT:
        said.append(f"记录的格式写的是“{record.format}”，应为“{FORMAT}”。")
    for what, text, written in (
        ("企业名单", employer_list(record.employers), record.employers_sha256),
        ("检查人员名单", inspector_list(record.inspectors), record.inspectors_sha256),
    ):
        if sha256(text) != written:
            said.append(f"{what}与记录的校验值不符：名单或校验值被改动过。")
    try:
        again = draw(record.request, record.employers, record.inspectors, record.conflicts)
    except CannotDraw as refused:
        return [*said, f"按记录不能重新抽取：{refused.what}"]
    said += _result_differs(record.result, again.result)
    if (record.employers, record.inspectors, record.conflicts) != (again.employers, again.inspectors, again.conflicts):
        said.append("名单的次序被改动过。")
    if _seal(asdict(record)) != record.seal:
        said.append("记录的封签不符：标题、日期、种子、规则、名单或结果中有内容被改动过。")
    return said


def _result_differs(written: Sequence[Pair], again: Sequence[Pair]) -> list[str]:
    said = []
    if len(written) != len(again):
        said.append(f"记录抽出 {len(written)} 家，按规则应为 {len(again)} 家。")
    for number, (one, other) in enumerate(zip(written, again, strict=False), 1):
        if one.key != other.key or one.name != other.name:
            said.append(f"第 {number} 家记录为“{one.name}”（{one.key}），按规则应为“{other.name}”（{other.key}）。")
        elif one.inspectors != other.inspectors:
            listed, right = "、".join(one.inspectors), "、".join(other.inspectors)
            said.append(f"“{one.name}”的检查人员记录为{listed}，按规则应为{right}。")
        elif one.value != other.value:
            said.append(f"“{one.name}”的抽取值与重新计算的不同。")
    return said
