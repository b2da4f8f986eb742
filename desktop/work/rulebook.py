"""The rule tables and catalogues of resources/, read once a run."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from desktop.rules import tables

FOLDERS = ("rules", "catalogue")


@lru_cache(maxsize=2)
def load(resources: Path) -> tables.Rulebook:
    """Read and cross-check every table. Raises tables.Broken, naming file and key: the program must not start then."""
    texts = {
        file.relative_to(resources).as_posix(): file.read_text(encoding="utf-8-sig")
        for folder in FOLDERS
        for file in sorted((resources / folder).rglob("*"))
        if file.suffix in (".toml", ".csv")
    }
    return tables.read(texts)
