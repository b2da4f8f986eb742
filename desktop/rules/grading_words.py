"""The sentences of a verdict: what decided, what is missing, what was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.rules.editions import Edition
from desktop.rules.exposure import Outcome

if TYPE_CHECKING:
    from desktop.rules.grading import Case, Item, Override, World

TEST = "有效的检测结果"
RESULT = "检测结论（是否超标）"
REST = "清单未写明的因素"


def graded(case: Case, item: Item, result: Outcome, level: str) -> str:
    """Factor, test, headcount band and method, in one sentence."""
    nature = f"属{item.natures[0]}职业病危害因素" if len(item.natures) == 1 else "性质未定"
    parts = [f"“{item.written or REST}”{nature}", _tested(result), _workers(case)]
    sentence = "，".join(parts) + f"，按{case.method.short}评为{level}级"
    several = sum(bool(other.written) for other in case.items)
    return sentence + (f"（共{several}种因素，取最高等级）" if several > 1 else "") + "。" + _needless(case)


def ending(management: str | None, combined: str | None, remark: str) -> str:
    """What is said of the management grade and the class."""
    if management is None:
        return f"管理等级未知，暂不评综合类别。{remark}"
    return f"管理等级{management}级，综合类别为{combined}类。{remark}"


def decided(by: Override) -> str:
    """What a person decided, who and why, until when."""
    outcome = "、".join(part for part in (by.level and f"{by.level}级", by.combined and f"{by.combined}类") if part)
    return f"人工认定为{outcome}（{by.person}，{by.set_on} 起至 {by.ends_on}，理由：{by.reason}）。程序评定："


def not_graded(case: Case, wanted: list[str], sure: str | None) -> str:
    """暂不能分级：缺少…, with what is certain all the same."""
    sentence = f"暂不能分级：缺少{'、'.join(wanted)}。"
    if sure and case.facts.factors:
        sentence += f"（按已知的危害因素和接害人数，检测后无论结果如何都将是{sure}级。）"
    return sentence


def management_wanted(method: Edition) -> str:
    """The name under which a missing management grade is listed."""
    return f"管理等级（{'/'.join(grade for grade, _ in method.grades)}）"


def wanted(case: Case, world: World) -> list[tuple[str, str]]:
    """Everything a level still needs, as (short name, words for the sentence)."""
    found: list[tuple[str, str]] = []
    if not case.facts.factors:
        found.append(("职业病危害因素", "职业病危害因素"))
    open_ones = [item.written for item in case.items if item.written and _nature_matters(case, world, item)]
    if open_ones:
        names = f"危害因素性质（{'、'.join(open_ones)}）"
        found.append((names, names))
    if case.facts.factors and any(not item.written and _nature_matters(case, world, item) for item in case.items):
        found.append(("完整的危害因素清单", "完整的危害因素清单（原文写有“等”）"))
    if case.facts.exposed_workers is None:
        found.append(("接害人数", "接害人数"))
    return found + _tests_wanted(case, world)


def _nature_matters(case: Case, world: World, item: Item) -> bool:
    """Open, and no item that is certainly severe has the same test result."""
    if len(item.natures) == 1:
        return False
    severe = (case.method.natures[-1],)
    at = case.items.index(item)
    return not any(
        other.natures == severe and (result.over, result.why) == (world.outcomes[at].over, world.outcomes[at].why)
        for other, result in zip(case.items, world.outcomes, strict=True)
    )


def _tests_wanted(case: Case, world: World) -> list[tuple[str, str]]:
    reasons: dict[str, list[str]] = {}
    for item, result in zip(case.items, world.outcomes, strict=True):
        if result.why:
            short, long = _test_wanted(case, world, result)
            reasons.setdefault(f"{short}|{long}", []).append(item.written or REST)
    found = []
    for key, names in reasons.items():
        short, long = key.split("|")
        whose = "" if len(names) == len(case.items) else f"{'、'.join(names)}的"
        found.append((short, f"{whose}{short}（{long}）" if long else whose + short))
    return found


def _test_wanted(case: Case, world: World, result: Outcome) -> tuple[str, str]:
    day = result.test.on.isoformat() if result.test else ""
    if result.why == "none":
        return TEST, "没有检测记录"
    if result.why == "expired":
        months = case.book.intervals["testing"].months(world.severe)
        industry = "，行业属2021年目录的严重类" if world.severe and _by_industry(case) else ""
        return TEST, f"最近一次检测 {day}，已超过{months}个月{industry}"
    if result.why == "unexplained":
        return "超标点对应的危害因素", f"{day} 的报告有超标，但各因素结果都写未超标"
    return RESULT, f"{day} 的检测没有登记结果"


def _by_industry(case: Case) -> bool:
    """The industry alone makes the testing interval the short one."""
    facts = case.facts
    return bool(facts.industry_severe) and not facts.declared_severe and case.nature != case.method.natures[-1]


def _tested(result: Outcome) -> str:
    assert result.test is not None, "a level always rests on a test"
    test = result.test
    if result.over:
        beyond = f"（{test.points_over}个点）" if test.points_over else ""
        if not beyond and test.limit and test.result is not None:
            beyond = f"（结果 {test.result:g} {test.unit or ''}，限值 {test.limit}）".replace(" ，", "，")
        return f"{test.on} 检测超标{beyond}，接触水平不符合"
    return f"{result.test.on} 检测未超标，接触水平符合"


def _workers(case: Case) -> str:
    workers = case.facts.exposed_workers
    return "接害人数未登记" if workers is None else f"接害人数{workers}人（{case.bands[0].label}档）"


def _needless(case: Case) -> str:
    """What is unknown but cannot change the level."""
    unknown = []
    if case.facts.exposed_workers is None:
        unknown.append("接害人数虽未登记，但各人数档等级相同")
    open_ones = [f"“{item.written}”" if item.written else REST for item in case.items if len(item.natures) > 1]
    if open_ones:
        unknown.append(f"{'、'.join(open_ones)}性质虽未定，但无论严重或一般等级都相同")
    return "，".join(unknown) + "，不影响分级。" if unknown else ""


def inputs(case: Case, world: World, level: str | None) -> dict[str, object]:
    """Everything that was looked at, ready for JSON."""
    facts = case.facts
    return {
        "on": case.on.isoformat(),
        "edition": case.method.id,
        "level": level,
        "factors": [
            _factor_input(case, item, result)
            for item, result in zip(case.items, world.outcomes, strict=True)
            if item.written
        ],
        "factors_incomplete": facts.factors_incomplete,
        "exposed_workers": facts.exposed_workers,
        "band": case.bands[0].label if len(case.bands) == 1 else None,
        "testing_interval_months": case.book.intervals["testing"].months(world.severe),
        "tests": [
            {
                "on": test.on.isoformat(),
                "factor": test.factor,
                "over_limit": test.over,
                "points": test.points,
                "points_over": test.points_over,
                **({"result": test.result, "unit": test.unit, "limit": test.limit} if test.result is not None else {}),
            }
            for test in facts.tests
        ],
        "management": facts.management,
        "score": facts.score,
        "declared_severe": facts.declared_severe,
        "industry_severe": facts.industry_severe,
    }


def _factor_input(case: Case, item: Item, result: Outcome) -> dict[str, object]:
    exposure = None if result.over is None else case.method.exposures[-1 if result.over else 0]
    return {
        "written": item.written,
        "code": item.code,
        "nature": item.natures[0] if len(item.natures) == 1 else None,
        "exposure": exposure,
        "tested_on": result.test.on.isoformat() if result.test else None,
    }
