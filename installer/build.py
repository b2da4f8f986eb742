"""The program to give away: dist/zhikang, tried; an archive of it; on Windows a setup program too.

    python3 dev.py build [--no-archive]

Builds for the system it runs on. On Windows, Inno Setup (ISCC) makes the setup program when it is installed.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
PROGRAM = DIST / "zhikang"
BUILT_ON = "1750000000"  # a fixed moment in place of now, for the time stamps that PyInstaller writes


def version() -> str:
    """The version in pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def draw_icon() -> None:
    """Makes build/zhikang.ico, which a Windows program needs, from the drawn icon."""
    from PIL import Image
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    picture = QImage(256, 256, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    QSvgRenderer(str(ROOT / "resources" / "icons" / "zhikang.svg")).render(painter)
    painter.end()
    (ROOT / "build").mkdir(exist_ok=True)
    picture.save(str(ROOT / "build" / "zhikang.png"))
    Image.open(ROOT / "build" / "zhikang.png").save(ROOT / "build" / "zhikang.ico", sizes=[(n, n) for n in ICON_SIZES])


def freeze() -> None:
    """Makes dist/zhikang."""
    env = {**os.environ, "SOURCE_DATE_EPOCH": BUILT_ON, "PYTHONHASHSEED": "1"}
    words = ["--noconfirm", "--log-level", "WARN", "--distpath", str(DIST), "--workpath", str(ROOT / "build")]
    command = [sys.executable, "-m", "PyInstaller", *words, str(ROOT / "installer" / "desktop.spec")]
    subprocess.run(command, cwd=ROOT, env=env, check=True)


def collect_licences() -> None:
    """Puts the licence texts of everything shipped into dist/zhikang/licences."""
    folder = PROGRAM / "licences"
    shutil.rmtree(folder, ignore_errors=True)
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name in re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.MULTILINE):
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # only for another system
        texts = [f for f in package.files or [] if re.search(r"(?i)licen[cs]e|copying|notice", f.name)]
        (folder / name).mkdir(parents=True)
        for text in texts:
            found = Path(str(text.locate()))
            if found.is_file() and found.suffix not in (".py", ".pyc"):
                shutil.copyfile(found, folder / name / found.name)
        words = (f"{package.name} {package.version}", package.metadata.get("License-Expression", ""))
        (folder / name / "package.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    shutil.copyfile(ROOT / "LICENSE", folder / "zhikang.txt")
    shutil.copytree(ROOT / "resources" / "fonts" / "LICENSES", folder / "fonts")


def archive() -> Path:
    """Packs dist/zhikang: .zip on Windows, .tar.xz elsewhere."""
    kind = ("zip", "windows") if sys.platform == "win32" else ("xztar", sys.platform)
    return Path(shutil.make_archive(str(DIST / f"zhikang-{version()}-{kind[1]}"), kind[0], DIST, "zhikang"))


def setup_program() -> None:
    """The Windows setup program, if Inno Setup is there."""
    places = [
        Path(os.environ.get(k, "C:/")) / "Inno Setup 6" / "ISCC.exe" for k in ("ProgramFiles(x86)", "ProgramFiles")
    ]
    compiler = shutil.which("ISCC") or next((str(p) for p in places if p.exists()), None)
    if compiler is None:
        print("未安装 Inno Setup，只生成压缩包。/ Inno Setup is not installed: archive only.")
        return
    subprocess.run([compiler, f"/DVersion={version()}", str(ROOT / "installer" / "setup.iss")], check=True)


def main() -> None:
    """Builds, tries the result, packs it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-archive", action="store_true", help="stop after dist/zhikang has been tried")
    wishes = parser.parse_args()
    draw_icon()
    freeze()
    collect_licences()
    if subprocess.run([sys.executable, str(ROOT / "installer" / "smoke.py"), str(PROGRAM)]).returncode != 0:
        sys.exit("生成的程序没有通过试运行（原因见上）。/ The built program did not pass its trial (see above).")
    print(f"{PROGRAM}: {sum(p.stat().st_size for p in PROGRAM.rglob('*') if p.is_file()) / 1e6:.0f} MB")
    if wishes.no_archive:
        return
    packed = archive()
    print(f"{packed}: {packed.stat().st_size / 1e6:.0f} MB")
    if sys.platform == "win32":
        setup_program()


if __name__ == "__main__":
    main()
