"""A made-up township of any size in a temporary folder, for measuring."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from desktop import paths
from desktop.work import sample
from desktop.work.office import Office

TODAY = date(2026, 11, 23)


@contextmanager
def township(employers: int, years: int = 3) -> Iterator[Office]:
    """An office with that many employers, graded; removed afterwards."""
    with TemporaryDirectory() as folder:
        office = Office.open(Path(folder) / "office.db", today=lambda: TODAY, resources=paths.resources())
        words = paths.resources() / "sample" / "township.toml"
        office.do(lambda s: sample.make(s, words, sample.Wish(employers, years), rulebook=office.rulebook, on=TODAY))
        gc.collect()
        gc.freeze()  # as the window does once it is shown: what is loaded for good is not looked through again
        yield office
        gc.unfreeze()
        office.close()
