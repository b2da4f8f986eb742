#!/usr/bin/env python3
"""One command for everything, on a fresh machine with nothing but Python 3.11 or later (Debian, 统信UOS/麒麟, Windows).

    python3 dev.py run             the window on a made-up township; without a screen the same job, headless
    python3 dev.py test [ARGS]     the tests (ARGS go to pytest); all of them measure the coverage of the rules, too
    python3 dev.py cover           only that: it fails when a branch of desktop/rules has no case in tests/rules
    python3 dev.py check           format, lint, types, import contracts
    python3 dev.py bench [ARGS]    speed, as a table of ratios
    python3 dev.py shots [ARGS]    a picture of every page
    python3 dev.py build [ARGS]    the program as a folder and an installer
(On Windows: py dev.py run.)

The first start makes `.venv` from requirements-dev.lock and, on Debian-like systems, installs the system libraries
that Qt lacks. Later starts use no network. Standard library only; it must also start under an older Python to say so.
"""

from __future__ import annotations

import ctypes
import datetime
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = (ROOT / "requirements.lock", ROOT / "requirements-dev.lock")
STAMP = VENV / "made-from.txt"
OWN_FOLDER = ROOT / ".zhikang"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")

# Debian package -> library that Qt loads; found out in a minimal Debian 12.
OFFSCREEN_LIBRARIES = {
    "libgl1": "libGL.so.1",
    "libegl1": "libEGL.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libfontconfig1": "libfontconfig.so.1",
    "libdbus-1-3": "libdbus-1.so.3",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-image0": "libxcb-image.so.0",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-randr0": "libxcb-randr.so.0",
    "libxcb-render-util0": "libxcb-render-util.so.0",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
}


def say(text: str) -> None:
    """A line of our own among the output of the tools."""
    print(text, flush=True)


def stop(chinese: str, english: str) -> None:
    """Ends with exit code 1 and the reason in both languages."""
    sys.stderr.write(f"\n{chinese}\n{english}\n")
    sys.exit(1)


def child_environment(**more: str) -> dict[str, str]:
    """The environment for every program started from here: UTF-8 everywhere, and no other Python's packages.

    Compiled modules are kept whatever the machine says: without them every start compiles ours again.
    """
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")}
    return {**env, "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **more}


def call(command: list[str], **more: str) -> int:
    """Runs a program in the project's folder; its exit code. `more` goes into its environment."""
    try:
        return subprocess.run(command, cwd=ROOT, env=child_environment(**more)).returncode
    except KeyboardInterrupt:
        return 130


# ---- the system ------------------------------------------------------------------------------------------------------


def check_python() -> None:
    """Stops under a Python that cannot run the program."""
    if sys.version_info < (3, 11):  # noqa: UP036
        stop(
            f"需要 Python 3.11 或更高版本，当前是 {sys.version.split()[0]}。请安装新版本后再运行。",
            f"Python 3.11 or later is needed; this is {sys.version.split()[0]}.",
        )
    if sys.maxsize < 2**32:
        stop("需要 64 位的 Python，当前是 32 位。", "A 64-bit Python is needed; this one is 32-bit.")


def install_packages(packages: list[str], why_chinese: str, why_english: str) -> None:
    """Debian packages: installs them as root; otherwise prints the command and stops."""
    command = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}"
    if not shutil.which("apt-get"):
        stop(
            f"{why_chinese}。请用本系统的软件管理器安装相当于以下 Debian 软件包的内容：{' '.join(packages)}",
            f"{why_english}. Install what your system calls these Debian packages: {' '.join(packages)}",
        )
    if os.geteuid() != 0:
        stop(
            f"{why_chinese}。请运行下面的命令，然后再试一次：",
            f"{why_english}. Run this command, then try again:\n\n    sudo sh -c '{command}'",
        )
    say(f"{why_chinese}，正在安装：{' '.join(packages)}")
    env = child_environment(DEBIAN_FRONTEND="noninteractive")
    if subprocess.run(["sh", "-c", command], env=env, stdout=subprocess.DEVNULL).returncode != 0:
        stop(
            f"安装系统软件包失败。请检查网络和软件源，或手工运行：{command}",
            "The system packages could not be installed. Check the network, or run that command by hand.",
        )


def loads(library: str) -> bool:
    """Whether the system has this shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def provide_libraries(window: bool) -> None:
    """Qt's system libraries on Linux: the missing ones are installed, or asked for."""
    if not sys.platform.startswith("linux"):
        return
    needed = {**OFFSCREEN_LIBRARIES, **(WINDOW_LIBRARIES if window else {})}
    missing = [package for package, library in needed.items() if not loads(library)]
    if missing:
        install_packages(missing, "缺少界面所需的系统库", "System libraries for the window are missing")


def has_display() -> bool:
    """Whether a window can be shown."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# ---- the environment -------------------------------------------------------------------------------------------------


def wanted_stamp() -> str:
    """What the environment must have been made from: this Python and these lock files."""
    content = hashlib.sha256(b"".join(lock.read_bytes() for lock in LOCKS)).hexdigest()
    return f"python {sys.version_info[0]}.{sys.version_info[1]}\n{content}\n"


def environment_is_ready() -> bool:
    """True if the last setup came to its end and nothing changed since. No process, no network."""
    try:
        return PYTHON.exists() and STAMP.read_text(encoding="utf-8") == wanted_stamp()
    except OSError:
        return False


def venv_works() -> bool:
    """Whether .venv holds a Python of this version that has pip."""
    if not PYTHON.exists():
        return False
    probe = "import sys, pip; print(*sys.version_info[:2])"
    done = subprocess.run([str(PYTHON), "-c", probe], env=child_environment(), capture_output=True, text=True)
    return done.returncode == 0 and done.stdout.split() == [str(n) for n in sys.version_info[:2]]


def make_venv() -> None:
    """An empty environment in .venv, replacing a broken one."""
    if sys.platform.startswith("linux") and shutil.which("apt-get"):
        packages = [] if has_ensurepip() else ["python3-venv"]
        packages += [] if CERTIFICATES.exists() else ["ca-certificates"]
        if packages:
            install_packages(packages, "缺少创建运行环境的软件包", "Packages for making the environment are missing")
    say("正在创建运行环境 .venv ……")
    if call([sys.executable, "-m", "venv", "--clear", str(VENV)]) != 0:
        stop(
            f"无法在 {VENV} 创建运行环境。请确认该文件夹可写、磁盘未满，并关闭正在使用它的程序。",
            "The environment could not be made there. Is the folder writable, the disk not full, no program using it?",
        )


def has_ensurepip() -> bool:
    """Debian ships Python without the part that puts pip into an environment."""
    probe = "import ensurepip, sys; sys.exit(0 if ensurepip.version() else 1)"
    return subprocess.run([sys.executable, "-c", probe], capture_output=True).returncode == 0


def provide_environment() -> None:
    """Makes or repairs .venv, if it is not what the lock files say. The stamp is written last."""
    if environment_is_ready():
        return
    if not venv_works():
        make_venv()
    STAMP.unlink(missing_ok=True)
    say("正在安装所需的软件包（第一次需要联网，约 300 MB，请稍候）……")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:"]
    if call([*pip, "-r", str(LOCKS[-1])]) != 0:
        stop(
            "软件包没有装完（原因见上）。常见原因：没有网络；单位网络需要代理或镜像（请在 pip 的设置里配置）；"
            "磁盘已满；系统过旧。解决后再次运行同一命令，会接着完成。",
            "The packages could not all be installed (see above): no network, a proxy or mirror unknown to pip, "
            "a full disk, too old a system. Run the same command again afterwards; it goes on from here.",
        )
    STAMP.write_text(wanted_stamp(), encoding="utf-8")


# ---- the verbs -------------------------------------------------------------------------------------------------------


def desktop(office: Path, *words: str) -> int:
    """Runs the program on an office file; no words open the window."""
    given = ["--office", str(office), *words] if words else []
    return call([str(PYTHON), "-m", "desktop", *given], ZHIKANG_OFFICE=str(office))


def make_sample(office: Path) -> None:
    """A made-up township, if there is no office file yet."""
    if office.exists():
        return
    office.parent.mkdir(parents=True, exist_ok=True)
    say("正在生成示例乡镇 ……")
    if desktop(office, "sample") != 0:
        for left in office.parent.glob(f"{office.name}*"):
            if left.is_file():
                left.unlink()
        stop("示例乡镇没有生成（原因见上）。", "The sample township could not be made (see above).")


def run(words: list[str]) -> int:
    """The window on the sample township, or the same job without one."""
    if not has_display():
        return run_headless()
    provide_libraries(window=True)
    office = Path(os.environ.get("ZHIKANG_OFFICE") or OWN_FOLDER / "office.db")
    make_sample(office)
    return desktop(office, *words)


def run_headless() -> int:
    """Sample sheets -> register -> grades -> this quarter's report, in .zhikang/headless, made anew every time."""
    say("没有显示屏（未设置 DISPLAY 或 WAYLAND_DISPLAY），改为不开窗口完成同样的工作：导入 → 分级 → 季度报表。")
    say("There is no screen; doing the same job without a window: import, grade, report.\n")
    folder = OWN_FOLDER / "headless"
    shutil.rmtree(folder, ignore_errors=True)
    office, reports = folder / "office.db", folder / "reports"
    reports.mkdir(parents=True)
    today = datetime.datetime.now(datetime.UTC).astimezone()
    quarter = f"{today.year}Q{(today.month + 2) // 3}"
    steps = [("import", *sample_sheets()), ("grade",), ("summary", quarter, "--out", str(reports))]
    make_sample(office)
    for step in steps:
        say(f"\n> python -m desktop --office {office.relative_to(ROOT)} {step[0]} …")
        if code := desktop(office, *step):
            return code
    say(f"\n完成。数据文件：{office}\n报表（{quarter}）：")
    for path in sorted(p for p in reports.rglob("*") if p.is_file()):
        say(f"    {path}")
    return 0


def sample_sheets() -> list[str]:
    """The sheets for the headless job: the sample of the program, else those of the tests."""
    for folder in (ROOT / "resources" / "sample", ROOT / "tests" / "samples" / "sheets-1"):
        sheets = [str(p) for p in sorted(folder.glob("*")) if p.suffix in (".xlsx", ".xls", ".ods", ".csv")]
        if sheets:
            return sheets
    stop("找不到示例表格。", "There are no sample sheets.")
    return []


def pytest(words: list[str], *before: str) -> int:
    """Runs pytest without a screen. `before`: the module that runs it, if not pytest itself."""
    return call([str(PYTHON), *before, "-m", "pytest", *words], QT_QPA_PLATFORM="offscreen")


def test(words: list[str]) -> int:
    """The chosen tests; or all: the cases of the rules with their coverage, then the others over all cores."""
    provide_libraries(window=False)
    if words:
        return pytest(words)
    covered, passed = cover([]), pytest(["-n", "auto", "-m", "not case"])
    return covered or passed


def cover(_words: list[str]) -> int:
    """Whether the cases of tests/rules reach every branch of desktop/rules; settings in pyproject.toml."""
    kept = f"--data-file={OWN_FOLDER / 'coverage'}"
    OWN_FOLDER.mkdir(exist_ok=True)
    if code := pytest(["-q", "-m", "case", "tests/rules"], "-m", "coverage", "run", kept):
        return code
    return call([str(PYTHON), "-m", "coverage", "report", kept])


def check(_words: list[str]) -> int:
    """Format, lint, types, import contracts: all are run, then the failed ones named."""
    contracts = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    steps = {
        "ruff format": ["-m", "ruff", "format", "--check", "."],
        "ruff check": ["-m", "ruff", "check", "."],
        "mypy": ["-m", "mypy"],
        "import-linter": ["-c", contracts],
    }
    failed = []
    for name, words in steps.items():
        say(f"== {name}")
        if call([str(PYTHON), *words]) != 0:
            failed.append(name)
    say(f"没有通过 / failed: {', '.join(failed)}" if failed else "全部通过 / all passed")
    return 1 if failed else 0


def bench(words: list[str]) -> int:
    """Speed."""
    provide_libraries(window=False)
    return call([str(PYTHON), "-m", "tests.bench", *words], QT_QPA_PLATFORM="offscreen")


def shots(words: list[str]) -> int:
    """Pictures of the pages."""
    provide_libraries(window=False)
    return call([str(PYTHON), "-m", "tests.shots", *words], QT_QPA_PLATFORM="offscreen")


def build(words: list[str]) -> int:
    """The program to give away."""
    provide_libraries(window=False)
    return call([str(PYTHON), str(ROOT / "installer" / "build.py"), *words])


VERBS = {"run": run, "test": test, "cover": cover, "check": check, "bench": bench, "shots": shots, "build": build}


def main(words: list[str]) -> int:
    """Sets up what is missing, then does what the verb says; its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if not words or words[0] not in VERBS:
        sys.stderr.write(__doc__ or "")
        return 0 if words[:1] in (["-h"], ["--help"]) else 2
    check_python()
    provide_environment()
    return VERBS[words[0]](words[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
