"""Finding the records that may be one employer: 20,000 employers against 2,000, some of them entered twice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import search
from db.models.employer import Employer
from desktop.work import duplicates, merging
from desktop.work.change import Change
from desktop.work.office import Office
from tests.bench.line import Line, timed
from tests.bench.township import TODAY, township

COPIED = ("phone", "address", "area_id", "legal_person")


def _enter_twice(session: Session, every: int = 100) -> Change:
    """A second record, written differently, for one employer in a hundred."""
    for employer in session.scalars(select(Employer).where(Employer.id % every == 0)).all():
        name = employer.name.replace("有限公司", "有限责任公司") + "（新）"
        pinyin, sort_key = search.key(name)
        copied = {key: getattr(employer, key) for key in COPIED}
        session.add(Employer(name=name, status="在营", pinyin=pinyin, sort_key=sort_key, **copied))
    return Change("重复登记", listed=True)


def _merge(office: Office, pair: duplicates.Pair) -> Change:
    return office.do(lambda s: merging.merge(s, pair.one, pair.other, rulebook=office.rulebook, on=TODAY))


def measure() -> Iterator[Line]:
    """Seconds to find, the share of the planted pairs found, and one merge with its undo."""
    found: dict[int, float] = {}
    for size in (2_000, 20_000):
        with township(size, 1) as office:
            office.do(_enter_twice)
            found[size] = timed(lambda: office.ask(duplicates.find), 3)
            pairs = office.ask(duplicates.find)
            planted = {(number, size + number // 100) for number in range(100, size + 1, 100)}
            seen = planted & {(pair.one, pair.other) for pair in pairs}
            if size == 20_000:
                merged = timed(partial(_merge, office, pairs[0]), 1)
                undone = timed(office.undo, 1)
    growth = found[20_000] / found[2_000]
    yield Line("finding duplicates", f"{found[20_000]:.2f}", "s", f"20,000 employers; {growth:.1f} × that of 2,000")
    yield Line("planted pairs found", f"{len(seen)}/{len(planted)}", "", f"of {len(pairs)} pairs shown")
    yield Line("merging one pair", f"{merged * 1000:.0f}", "ms", f"its undo {undone * 1000:.0f} ms")
