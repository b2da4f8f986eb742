"""Where the program looks for its files: checkout, installed, portable, or as the environment says."""

import sys
from pathlib import Path

import pytest

from desktop import paths

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def no_overrides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHIKANG_OFFICE", raising=False)
    monkeypatch.delenv("ZHIKANG_RESOURCES", raising=False)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of a built program, with its files in _internal as PyInstaller lays them."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "_internal"), raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "zhikang.exe"))
    return tmp_path


def test_a_checkout_keeps_its_office_inside_itself() -> None:
    assert paths.office_file() == CHECKOUT / ".zhikang" / "office.db"


def test_a_checkout_reads_its_own_resources() -> None:
    assert paths.resources() == CHECKOUT / "resources"
    assert paths.resources().is_dir()


def test_an_installed_program_reads_the_resources_it_was_built_with(installed: Path) -> None:
    assert paths.resources() == installed / "_internal" / "resources"


def test_an_installed_program_never_writes_beside_itself(installed: Path) -> None:
    assert installed not in paths.office_file().parents
    assert paths.office_file().parent.name == "职康网格"


def test_a_portable_program_keeps_everything_beside_itself(installed: Path) -> None:
    (installed / "portable.txt").touch()
    assert paths.office_file() == installed / "data" / "office.db"
    assert paths.logs() == installed / "data" / "logs"


def test_the_environment_names_another_office_and_other_resources(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ZHIKANG_OFFICE", str(tmp_path / "递铺.db"))
    monkeypatch.setenv("ZHIKANG_RESOURCES", str(tmp_path / "resources"))
    assert paths.office_file() == tmp_path / "递铺.db"
    assert paths.resources() == tmp_path / "resources"


def test_backups_lie_beside_the_office_file(tmp_path: Path) -> None:
    assert paths.backups(tmp_path / "递铺.db").parent == tmp_path


def test_asking_for_a_place_creates_nothing(installed: Path) -> None:
    (installed / "portable.txt").touch()
    paths.office_file(), paths.logs(), paths.backups(paths.office_file())
    assert not (installed / "data").exists()
