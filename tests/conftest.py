"""Builders shared by every test: a real office in a temporary folder, and employers with one word overridden."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parent.parent
RESOURCES = ROOT / "resources"
SAMPLES = ROOT / "tests" / "samples"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def new_office_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office file as the program makes it, once for all tests: going through every migration takes half a second."""
    from desktop.work.office import Office

    path = tmp_path_factory.mktemp("new") / "office.db"
    Office.open(path, today=lambda: TODAY, resources=RESOURCES).close()
    return path


@pytest.fixture
def office(tmp_path: Path, new_office_file: Path) -> Iterator[Any]:
    """An empty office of 梅溪镇, with the real rule tables, on 2026-11-23."""
    from desktop.work import settings
    from desktop.work.office import Office

    path = tmp_path / "office" / "office.db"
    path.parent.mkdir()
    shutil.copy(new_office_file, path)
    opened = Office.open(path, today=lambda: TODAY, resources=RESOURCES)
    card = settings.TownshipCard("梅溪镇", "安吉县", "安吉县卫生健康局", "梅溪镇人民政府", "小陈", "0572-0000000")
    opened.do(lambda session: settings.save_township(session, card, on=TODAY))
    yield opened
    opened.close()


@pytest.fixture
def an_employer(office: Any) -> Callable[..., int]:
    """A valid employer with two factors; keyword arguments override its columns. Gives its id."""
    from sqlalchemy import insert

    from db import search
    from db.models.everything import Declaration, Employer, Exposure, StatusChange, TestReport
    from desktop.work.change import Change

    made: list[int] = []

    def build(
        *,
        factors: tuple[str, ...] = ("噪声",),
        declared: tuple[date, ...] = (),
        tests: tuple[tuple[date, int, int], ...] = (),
        **fields: Any,
    ) -> int:
        number = len(made) + 1
        row = {
            "name": f"大同{number}号石材厂",
            "status": "在营",
            "staff": 20,
            "exposed_workers": 8,
            "registered_on": date(2025, 1, 1),
            "status_since": date(2025, 1, 1),
        } | fields
        row["pinyin"], row["sort_key"] = search.key(row["name"])

        def work(session: Any) -> Change:
            employer = session.execute(insert(Employer).values(**row).returning(Employer.id)).scalar_one()
            made.append(employer)
            session.add(StatusChange(employer_id=employer, status="在营", since=date(2025, 1, 1)))
            if row["status"] != "在营":
                session.add(StatusChange(employer_id=employer, status=row["status"], since=row["status_since"]))
            for written in factors:
                factor = office.rulebook.factors.find(written)
                code = factor.code if factor else None
                session.add(Exposure(employer_id=employer, written=written, factor_code=code))
            for day in declared:
                session.add(Declaration(employer_id=employer, kind="年度更新", declared_on=day, precision="day"))
            for day, points, over in tests:
                session.add(
                    TestReport(
                        employer_id=employer,
                        kind="定期检测",
                        tested_on=day,
                        precision="day",
                        points=points,
                        points_over=over,
                    )
                )
            return Change(f"新增 {row['name']}", frozenset({employer}), listed=True)

        office.do(work)
        return made[-1]

    return build
