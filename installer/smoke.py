"""Tries a built program without a screen: makes the sample township, grades it, prints a report, shows the window.

python installer/smoke.py dist/zhikang
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

QUARTER = "2026Q3"
WINDOW_SECONDS = 8


def environment(folder: Path) -> dict[str, str]:
    """No Python of this machine, no screen, an office of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "QT_", "VIRTUAL_ENV", "ZHIKANG"))}
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1", "ZHIKANG_OFFICE": str(folder / "试用.db")}


def executable(program: Path, name: str) -> str:
    """The built executable; commands have their own on Windows."""
    suffix = ".exe" if sys.platform == "win32" else ""
    wished = program / f"{name}{suffix}"
    return str(wished if wished.exists() else program / f"zhikang{suffix}")


def commands(program: Path, folder: Path) -> None:
    """Sample, grades, report by command; stops unless there is a real PDF at the end."""
    office = ["--office", str(folder / "试用.db")]
    for words in (["sample", "--employers", "60"], ["grade"], ["summary", QUARTER, "--out", str(folder / "报表")]):
        done = subprocess.run(
            [executable(program, "zhikang-cli"), *office, *words],
            env=environment(folder), capture_output=True, text=True, encoding="utf-8", timeout=300,
        )  # fmt: skip
        if done.returncode != 0:
            sys.exit(f"{words[0]} failed ({done.returncode}):\n{done.stdout[-1000:]}\n{done.stderr[-4000:]}")
    papers = [p for p in (folder / "报表").rglob("*.pdf") if p.read_bytes().startswith(b"%PDF-")]
    if not papers:
        sys.exit("The report left no PDF.")
    print(f"report: {papers[0].name}, {papers[0].stat().st_size} bytes")


def window(program: Path, folder: Path) -> None:
    """The window must still be there after some seconds."""
    started = subprocess.Popen(
        [executable(program, "zhikang")], env=environment(folder), stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        _, complaint = started.communicate(timeout=WINDOW_SECONDS)
    except subprocess.TimeoutExpired:
        started.terminate()
        _, complaint = started.communicate(timeout=30)
        if "Traceback" not in complaint:
            print(f"window: open for {WINDOW_SECONDS} s")
            return
    sys.exit(f"The window closed by itself ({started.returncode}):\n{complaint[-4000:]}")


def main() -> None:
    """Tries the program named on the command line."""
    program = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        commands(program, Path(name))
        window(program, Path(name))


if __name__ == "__main__":
    main()
