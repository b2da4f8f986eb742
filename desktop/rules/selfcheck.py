"""The self-check form: what the answers add up to, shown step by step, and the management grade that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.rules.catalogue import CheckItem
from desktop.rules.editions import Edition
from desktop.rules.reading import UNCONFIRMED


@dataclass(frozen=True, slots=True)
class Answer:
    """One item of the form. `got` None: not filled in yet. `applies` False: left out, the rest is scaled up."""

    no: int
    got: float | None = None
    applies: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """What a form is worth. `score` None: no grade can be given, `missing` says why. because: the sum, to be shown."""

    score: float | None
    grade: str | None
    because: str
    missing: tuple[str, ...]
    unconfirmed_because: tuple[str, ...]


def ready(edition: Edition) -> str:
    """Why no grade can be computed from the form of this edition; empty if it can."""
    blank = [item.no for item in edition.checklist if item.score is None]
    if blank:
        return f"自查表有 {len(blank)} 项没有分值（第 {_numbers(blank)} 项），合计不到 {edition.scale} 分，不能算分"
    return ""


def score(answers: Sequence[Answer], edition: Edition) -> Scored:
    """Add up a form by the items of `edition`.

    Items that do not apply are left out and the rest is scaled to the full score: got / (full - left out) * full.
    Nothing is rounded before the grade is read off. A failed key item (0 points) gives the grade of the switch, if
    the edition has it on. No grade while an item has no points, is not answered, is answered beyond its points or
    answered twice.
    """
    if why := ready(edition):
        return Scored(None, None, why, (why,), ())
    if wrong := _wrong(answers, edition):
        return Scored(None, None, "；".join(wrong), tuple(wrong), ())
    given = {answer.no: answer for answer in answers}
    counted = [item for item in edition.checklist if given[item.no].applies]
    full = sum(item.score or 0 for item in counted)
    got = sum(given[item.no].got or 0 for item in counted)
    if not full:
        return Scored(None, None, "所有项目都填了不适用，不能算分", ("适用的自查项目",), ())
    result = got * edition.scale / full
    grade, doubts = edition.management_of(result), []
    left_out = len(edition.checklist) - len(counted)
    because = f"实得 {got:g} 分"
    if left_out:
        off = edition.scale - full
        because += f"，{left_out} 项不适用（{off:g} 分），折算 {got:g} ÷ {full:g} × {edition.scale} = {result:.4g} 分"
        if edition.rescale_confidence in UNCONFIRMED:
            doubts.append("不适用项扣除后折算成满分的做法系凭记忆录入，待核对")
    because += f"，评为{grade}级"
    failed = [item for item in counted if item.key_item and given[item.no].got == 0]
    keys = edition.key_items
    if failed and keys.enabled and grade != keys.gives:
        grade = keys.gives
        because += f"；关键项不合格（第 {_numbers([item.no for item in failed])} 项），直接评为{grade}级"
        if keys.confidence in UNCONFIRMED:
            doubts.append("关键项不合格直接评级的规定系凭记忆录入，待核对")
    doubts += _doubtful(counted)
    return Scored(result, grade, because + "。", (), tuple(doubts))


def _wrong(answers: Sequence[Answer], edition: Edition) -> list[str]:
    items = {item.no: item for item in edition.checklist}
    found = [f"表里没有第 {answer.no} 项" for answer in answers if answer.no not in items]
    numbers = [answer.no for answer in answers]
    found += [f"第 {no} 项填了两次" for no in dict.fromkeys(numbers) if numbers.count(no) > 1]
    answered = set()
    for answer in answers:
        most = items[answer.no].score if answer.no in items else None
        if answer.applies and answer.got is not None and most is not None and not 0 <= answer.got <= most:
            found.append(f"第 {answer.no} 项得分 {answer.got:g}，应在 0～{most:g} 之间")
        if answer.got is not None or not answer.applies:
            answered.add(answer.no)
    if blank := [no for no in items if no not in answered]:
        found.append(f"还有 {len(blank)} 项没有填（第 {_numbers(blank)} 项）")
    return found


def _doubtful(items: Sequence[CheckItem]) -> list[str]:
    unsure = [item.no for item in items if item.confidence in UNCONFIRMED]
    return [f"自查表第 {_numbers(unsure)} 项的内容或分值未经核对"] if unsure else []


def _numbers(numbers: Sequence[int]) -> str:
    return "、".join(str(no) for no in numbers[:8]) + ("等" if len(numbers) > 8 else "")
