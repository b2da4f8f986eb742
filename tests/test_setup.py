"""The set-up: what is locked, and that a second start has nothing left to do."""

import importlib.util
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def locked(name: str) -> dict[str, str]:
    """Package -> the text of its entry."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {entry.split("==")[0]: entry for entry in re.split(r"\n(?=[a-z0-9])", text)}


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """dev.py, with an environment and lock files in a folder of the test."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "LOCKS", (tmp_path / "requirements.lock",))
    monkeypatch.setattr(module, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(module, "STAMP", tmp_path / "made-from.txt")
    (tmp_path / "requirements.lock").write_text("one==1\n", encoding="utf-8")
    return module


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes(name: str) -> None:
    assert not [package for package, entry in locked(name).items() if "--hash=sha256:" not in entry]


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_names_no_package_index_and_no_folder(name: str) -> None:
    assert not re.search(r"(?i)https?:|file:|index-url|find-links|/[a-z]+/", (ROOT / name).read_text(encoding="utf-8"))


def test_every_direct_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wishes = [re.split(r"[<>=~! ]", wish)[0].lower() for wish in project["dependencies"]]
    assert not set(wishes) - set(locked("requirements.lock"))


def test_the_developers_lock_has_the_same_versions_as_the_programs() -> None:
    ours, tools = locked("requirements.lock"), locked("requirements-dev.lock")
    assert ours == {package: tools.get(package) for package in ours}


def test_an_environment_made_from_these_locks_is_ready(dev: ModuleType) -> None:
    dev.STAMP.write_text(dev.wanted_stamp(), encoding="utf-8")
    assert dev.environment_is_ready()


def test_a_changed_lock_makes_the_environment_stale(dev: ModuleType) -> None:
    dev.STAMP.write_text(dev.wanted_stamp(), encoding="utf-8")
    dev.LOCKS[0].write_text("one==2\n", encoding="utf-8")
    assert not dev.environment_is_ready()


def test_a_set_up_that_did_not_come_to_its_end_is_not_ready(dev: ModuleType) -> None:
    assert not dev.environment_is_ready()


def test_a_missing_system_library_is_noticed(dev: ModuleType) -> None:
    assert not dev.loads("libzhikang-does-not-exist.so.1")
