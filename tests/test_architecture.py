"""The shape of the program is kept by a machine: layers, names, sizes, and no trace of where it was written."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [file for folder in ("desktop", "db") for file in sorted((ROOT / folder).rglob("*.py"))]
NAMELESS = {
    "utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "handler", "processor", "controller",
    "data", "info",
}  # fmt: skip
GIVEN = {"data", "headerData", "setData", "handle_data"}  # names that Qt and the standard library call
LONGEST = 400


def test_layers_are_kept():
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml")) == 0


def test_no_module_class_or_function_is_called_by_a_word_without_meaning():
    found = []
    for file in SOURCES:
        names = [file.stem]
        tree = ast.parse(file.read_text(encoding="utf-8"))
        defined = (ast.ClassDef, ast.FunctionDef)
        names += [node.name for node in ast.walk(tree) if isinstance(node, defined)]
        for name in names:
            words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", name)}
            found += [f"{file.name}: {name}" for word in words & NAMELESS if name not in GIVEN]
    assert not found


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_files_stay_short_enough_to_be_read(file):
    if "migrations" not in file.parts:
        assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_nothing_committed_names_an_index_a_mirror_or_this_machine():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    forbidden = re.compile(
        r"/work/(main|shared)|--index-url|--extra-index-url|/root/|pypi\.(org|tuna)|mirrors?\.[a-z]+\."
    )
    found = []
    for name in listed.stdout.splitlines():
        file = ROOT / name
        if (
            file.suffix in (".py", ".toml", ".md", ".txt", ".lock", ".iss", ".spec", ".csv")
            and file.name != Path(__file__).name
        ):
            text = file.read_text(encoding="utf-8", errors="replace")
            found += [f"{name}: {match[0]}" for match in forbidden.finditer(text)]
    assert not found
