"""The command of 双随机: draw, list, print, and draw a record again to compare."""

from __future__ import annotations

import argparse
import json
from argparse import Namespace
from pathlib import Path

from desktop.commands.everyday import Answer
from desktop.work import draws, register, settings
from desktop.work.office import Office
from desktop.work.problem import Problem
from desktop.work.progress import Progress


def options(command: argparse.ArgumentParser) -> None:
    """What can be written after `draw`."""
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--seed", help="公开的随机种子；抽取并留存，不能撤销")
    what.add_argument("--verify", type=Path, metavar="RECORD", help="按记录重新抽取，核对是否一致")
    what.add_argument("--list", action="store_true", help="列出做过的抽取")
    what.add_argument("--print", type=int, metavar="N", dest="number", help="把第 N 号抽取的记录写到 --out")
    command.add_argument("--employers", type=int, metavar="N", help="抽几家")
    command.add_argument("--inspectors", nargs="+", metavar="姓名", help="检查人员的姓名；写 staff 用人员名册")
    command.add_argument("--per-site", type=int, metavar="N", help="每家派几名")
    command.add_argument("--weighted", action="store_true", help="按甲乙丙类加权")
    command.add_argument("--class", dest="kinds", action="append", metavar="丙", help="只从这一类抽，可以写几次")
    command.add_argument("--village", action="append", help="只从这个村（社区）抽，可以写几次")
    command.add_argument("--conflict", action="append", metavar="企业=人=原因", help="回避，原因可以不写；可以写几次")
    command.add_argument("--title", help="抽查的名称")
    command.add_argument("--seed-source", help="种子的来源，例如“2026年第329期开奖号码”")
    command.add_argument("--out", type=Path, metavar="DIR", help="写出记录：PDF、JSON 和两份名单")


def writes(wanted: Namespace) -> bool | None:
    """A draw is kept in the office; verifying needs none."""
    return None if wanted.verify else wanted.seed is not None


def draw(office: Office | Path, wanted: Namespace, progress: Progress) -> Answer:
    """Draw, or list, print or verify what was drawn. --json of a draw is its record, which --verify reads."""
    if wanted.verify:
        return _verified(wanted.verify)
    assert isinstance(office, Office)
    if wanted.list:
        rows = office.ask(draws.listed)
        words = [f"{r.id}\t{r.drawn_on}\t{r.title}\t{r.listed} 家中抽 {r.drawn} 家\t种子 {r.seed}" for r in rows]
        return [_row(row) for row in rows], "\n".join(words) or "还没有做过抽取。"
    if wanted.number is not None:
        if wanted.out is None:
            raise Problem("没有写记录放到哪里。", "请加上 --out 文件夹。")
        number = wanted.number
    else:
        wish = _wish(office, wanted)
        office.do(lambda session: draws.draw(session, wish, office.rulebook, office.today()))
        number = office.ask(draws.listed)[0].id
    record = office.ask(lambda session: draws.record_of(session, number))
    files = draws.write(record, wanted.out, office.rulebook) if wanted.out else []
    return _answer(record, files)


def _wish(office: Office, wanted: Namespace) -> draws.Wish:
    villages: tuple[int, ...] = ()
    if wanted.village:
        known = {area.name: area.id for area in office.ask(settings.areas)}
        if unknown := [name for name in wanted.village if name not in known]:
            raise Problem(f"没有“{unknown[0]}”这个村（社区）。", f"请写：{'、'.join(known) or '（还没有添加）'}。")
        villages = tuple(known[name] for name in wanted.village)
    return draws.Wish(
        seed=wanted.seed,
        inspectors=_inspectors(office, wanted.inspectors or []),
        employers=wanted.employers,
        per_site=wanted.per_site,
        weighted=wanted.weighted,
        query=register.Query(combined=tuple(wanted.kinds or ()), villages=villages),
        conflicts=draws.conflicts("\n".join(wanted.conflict or ())),
        title=wanted.title or "",
        seed_source=wanted.seed_source or "",
    )


def _inspectors(office: Office, written: list[str]) -> tuple[str, ...]:
    if written != ["staff"]:
        return draws.names("、".join(written))
    found = office.ask(lambda session: draws.staff(session, office.today()))
    if not found:
        raise Problem("人员名册里没有在岗的人。", "请先在“人员网格 → 人员”里登记，或在 --inspectors 后面写姓名。")
    return found


def _row(row: draws.DrawRow) -> dict[str, object]:
    return {"number": row.id, "title": row.title, "drawn_on": row.drawn_on.isoformat(), "seed": row.seed,
            "listed": row.listed, "drawn": row.drawn, "seal": row.seal}  # fmt: skip


def _verified(file: Path) -> Answer:
    record = draws.verify_file(file)
    answer = {"verified": True, "seal": record.seal, "employers_sha256": record.employers_sha256,
              "inspectors_sha256": record.inspectors_sha256}  # fmt: skip
    words = (
        f"核对一致：{record.request.title}，{len(record.employers)} 家中抽出 {len(record.result)} 家。\n"
        f"请再与公布的校验值比较：\n企业名单 {record.employers_sha256}\n检查人员名单 {record.inspectors_sha256}\n"
        f"记录封签 {record.seal}"
    )
    return answer, words


def _answer(record: draws.DrawRecord, files: list[Path]) -> Answer:
    lines = [f"{n}\t{pair.name}\t{'、'.join(pair.inspectors)}" for n, pair in enumerate(record.result, 1)]
    lines += [f"记录封签 {record.seal}", *(f"已写出 {file}" for file in files)]
    return json.loads(draws.as_text(record)), "\n".join(lines)
