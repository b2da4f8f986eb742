"""Where things are: the resources, the office file, its backups, the logs. In a checkout, installed, or on a USB stick.

Nothing is created here; who writes makes the folder. Standard library only, because the window starts with it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

OFFICE_NAME = "office.db"
PORTABLE_MARK = "portable.txt"  # beside the program: keep everything beside the program
OWN_FOLDER = "职康网格"


def _bundle() -> Path | None:
    """The folder PyInstaller's program unpacked its files to; None when run from source."""
    folder = getattr(sys, "_MEIPASS", None)
    return Path(folder) if getattr(sys, "frozen", False) and folder else None


def _source() -> Path:
    """The folder that holds the package `desktop`: the checkout, or site-packages."""
    return Path(__file__).resolve().parent.parent


def program() -> Path:
    """The folder a person sees as the program: that of the executable, or the checkout."""
    return Path(sys.executable).resolve().parent if _bundle() else _source()


def resources() -> Path:
    """The folder with rules, catalogue, sheets, fonts, icons; ZHIKANG_RESOURCES overrides it."""
    if named := os.environ.get("ZHIKANG_RESOURCES"):
        return Path(named)
    return (_bundle() or _source()) / "resources"


def is_portable() -> bool:
    """Whether the program keeps its own files beside itself (a USB stick)."""
    return (program() / PORTABLE_MARK).is_file()


def home() -> Path:
    """The folder for the program's own files: beside a portable program, `.zhikang` in a checkout, else the user's.

    Installed it is the user's local folder and not Documents, which offices redirect to servers and cloud drives, where
    SQLite's write-ahead log does not work.
    """
    if is_portable():
        return program() / "data"
    if not _bundle() and (_source() / "pyproject.toml").is_file():
        return _source() / ".zhikang"
    from platformdirs import user_data_path

    return user_data_path(OWN_FOLDER, appauthor=False)


def office_file() -> Path:
    """The office file opened when none is named; ZHIKANG_OFFICE overrides it."""
    if named := os.environ.get("ZHIKANG_OFFICE"):
        return Path(named)
    return home() / OFFICE_NAME


def logs() -> Path:
    """The folder of the log files."""
    return home() / "logs"


def backups(office: Path) -> Path:
    """The folder of this office file's backups, beside it; each copy in it carries the file's name."""
    return office.parent / "备份"
