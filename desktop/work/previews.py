"""Small pictures of attachments, kept beside them; they are made again when lost, so no backup has them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from desktop.work.attachment_files import FOLDER, PHOTOS, place_of

SMALL = ".small"  # below FOLDER; backups copy only the two-letter folders
EDGE = 320  # pixels of the longer side
MOST_PIXELS = 200_000_000  # a larger picture is not opened: it would take all the memory


def place(folder: Path, sha256: str) -> Path:
    """Where the small picture of a file lies, if there is one."""
    return folder / FOLDER / SMALL / f"{sha256}.png"


def of_photo(folder: Path, sha256: str, name: str) -> Path | None:
    """The small picture of a photo, upright; made if need be. None for what is no readable photo."""
    small = place(folder, sha256)
    if small.exists():
        return small
    source = place_of(folder, sha256, name)
    if source.suffix not in PHOTOS or not source.exists():
        return None
    from PIL import Image, ImageOps  # not every start needs it

    try:
        with Image.open(source) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            picture.draft("RGB", (EDGE * 2, EDGE * 2))  # JPEG is read at a fraction of its size
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((EDGE, EDGE))
            return keep(small, lambda draft: upright.convert("RGB").save(draft, "PNG"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def keep(small: Path, write: Callable[[Path], object]) -> Path:
    """Write a small picture so that it appears only when it is whole."""
    small.parent.mkdir(parents=True, exist_ok=True)
    draft = small.with_suffix(".part")
    write(draft)
    os.replace(draft, small)
    return small
