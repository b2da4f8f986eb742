"""The commands around the safety of the data: restoring a backup, also when the office file cannot be opened."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from desktop.work import lockfile, safekeeping
from desktop.work.progress import Progress

Answer = tuple[object, str]


def restore(office: Path, wanted: Namespace, progress: Progress) -> Answer:
    """Put a backup in the place of the office file; the present one is kept before, even a damaged one."""
    return restore_file(office, wanted.file)


def restore_file(office: Path, chosen: Path) -> Answer:
    """`restore` for a window that could not open its office. Raises Problem; the file is then as before."""
    lock = lockfile.take(office)
    try:
        draft = safekeeping.prepare(office, chosen)
        kept = safekeeping.set_aside(office)
        safekeeping.swap_in(office, draft)
        safekeeping.bring_back_attachments(office)
    finally:
        lock.release()
    words = f"已恢复：{chosen.name}" + (f"（恢复前的数据另存为 {kept}）" if kept else "")
    return ({"restored": str(chosen), "kept": str(kept) if kept else None, "office": str(office)}, words)
