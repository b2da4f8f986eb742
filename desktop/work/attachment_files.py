"""Files on their way into the office: read once, hashed, copied to a waiting room, moved to their place when noted.

What waits and is never noted (a cancelled dialog, a crash) is swept away; the person's own files are only read.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from desktop.work.problem import Problem
from desktop.work.progress import Progress

FOLDER = "attachments"
WAITING = ".new"  # below FOLDER; backups copy only the two-letter folders
LARGEST = 300 * 1024 * 1024  # bytes: a longer film does not belong into the register
PIECE = 1024 * 1024
UNCHANGED = "其他文件不受影响，您自己的文件没有改动。"
PHOTOS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic", ".bmp", ".gif"})
EXIF, TAKEN = 0x8769, 36867  # the part of the EXIF block that tells when a picture was taken


@dataclass(frozen=True, slots=True)
class Stored:
    """A copied file that is not yet anybody's. size in bytes; taken_on: the day that a photo says of itself."""

    sha256: str
    name: str
    size: int
    taken_on: date | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the files that were chosen."""

    stored: tuple[Stored, ...]
    refused: tuple[Problem, ...]


def take_in(files: Sequence[Path], folder: Path, progress: Progress) -> Taken:
    """Copy files into the waiting room, each content once. Raises Problem when not one of them can be kept."""
    stored: dict[str, Stored] = {}
    refused: list[Problem] = []
    for number, file in enumerate(files):
        progress.step(number, len(files), f"正在存入 {file.name}")
        try:
            found = _copy(file, folder, progress)
        except Problem as problem:
            refused.append(problem)
            continue
        if found.sha256 in stored and stored[found.sha256].name != found.name:
            first = stored[found.sha256].name
            refused.append(Problem(f"“{found.name}”和“{first}”内容完全一样。", "只留一份就够了。", UNCHANGED))
        stored.setdefault(found.sha256, found)
    if refused and not stored:
        raise refused[0] if len(refused) == 1 else told(refused)
    return Taken(tuple(stored.values()), tuple(refused))


def told(refused: Sequence[Problem]) -> Problem:
    """Several refusals as one."""
    if len(refused) == 1:
        return refused[0]
    names = "".join(problem.what for problem in refused[:5])
    return Problem(f"有 {len(refused)} 个文件没有添加：{names}", refused[0].remedy, UNCHANGED)


@contextmanager
def keeping(stored: Sequence[Stored], folder: Path) -> Iterator[None]:
    """Put waiting files in their place while the block notes them; when it raises, they wait again."""
    moved = []
    try:
        for file in stored:
            place, waiting = place_of(folder, file.sha256, file.name), waiting_place(folder, file)
            if place.exists() or not waiting.exists():
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(waiting, place)
            moved.append((place, waiting))
        yield
        discard(stored, folder)
    except BaseException as error:
        for place, waiting in moved:
            os.replace(place, waiting)
        if isinstance(error, OSError):
            raise _explained("附件", error) from error
        raise


def discard(stored: Iterable[Stored], folder: Path) -> None:
    """Let go of files that wait and will not be noted."""
    for file in stored:
        with suppress(OSError):
            waiting_place(folder, file).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what an earlier run left waiting. Only for the one program that may write."""
    shutil.rmtree(folder / FOLDER / WAITING, ignore_errors=True)


def place_of(folder: Path, sha256: str, name: str) -> Path:
    """Where the file of an attachment lies."""
    return folder / FOLDER / sha256[:2] / f"{sha256}{Path(name).suffix.lower()}"


def waiting_place(folder: Path, file: Stored) -> Path:
    """Where a copied file waits until it is noted."""
    return folder / FOLDER / WAITING / f"{file.sha256}{Path(file.name).suffix.lower()}"


def _copy(file: Path, folder: Path, progress: Progress) -> Stored:
    try:
        _refuse_unfit(file)
        room = folder / FOLDER / WAITING
        room.mkdir(parents=True, exist_ok=True)
        draft = room / f"{os.getpid()}.part"
        digest, size = hashlib.sha256(), 0
        try:
            with file.open("rb") as source, draft.open("wb") as target:
                while piece := source.read(PIECE):
                    digest.update(piece)
                    target.write(piece)
                    size += len(piece)
                    progress.step(1, 2, f"正在存入 {file.name}")
            found = Stored(digest.hexdigest(), file.name[-200:], size, taken_on(file))
            os.replace(draft, waiting_place(folder, found))
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise _explained(file.name, error) from error
    return found


def _refuse_unfit(file: Path) -> None:
    size = file.stat().st_size
    if not file.is_file():
        raise Problem(f"“{file.name}”是一个文件夹。", "请打开它，选中里面的文件再拖进来。", UNCHANGED)
    if size == 0:
        raise Problem(f"“{file.name}”是空文件（0 字节）。", "可能还没有拷完，请重新拷贝或拍摄后再添加。", UNCHANGED)
    if size > LARGEST:
        raise Problem(
            f"“{file.name}”有 {size / 2**20:,.0f} MB，太大了。",
            "附件最大 300 MB；录像请存在别处，这里写明位置。",
            UNCHANGED,
        )


def _explained(name: str, error: OSError) -> Problem:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem(f"磁盘满了，不能添加“{name}”。", "请清理磁盘，或把数据文件夹移到别的盘后再试。", UNCHANGED)
    if isinstance(error, FileNotFoundError):
        return Problem(
            f"不能添加“{name}”：文件不见了。", "可能已被移走、改名，或U盘、手机已拔下。请找到它再添加。", UNCHANGED
        )
    if isinstance(error, PermissionError):
        return Problem(
            f"不能添加“{name}”：没有权限读它，或正被别的程序占用。", "请关闭正在使用它的程序后再试。", UNCHANGED
        )
    return Problem(
        f"不能添加“{name}”（{error.strerror or '读不出来'}）。", "请确认文件还在、没有损坏，然后再试。", UNCHANGED
    )


def taken_on(file: Path) -> date | None:
    """The day a photo says it was taken; None for other files, and for photos that do not say."""
    if file.suffix.lower() not in PHOTOS:
        return None
    from PIL import Image  # not every start needs it

    try:
        with Image.open(file) as picture:
            written = picture.getexif().get_ifd(EXIF).get(TAKEN)
        return datetime.strptime(str(written)[:10], "%Y:%m:%d").date() if written else None  # noqa: DTZ007 - a day
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
