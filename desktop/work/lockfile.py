"""One writer at a time: the lock beside the office file, and the name of who has it."""

from __future__ import annotations

import getpass
import platform
from pathlib import Path

from filelock import FileLock, Timeout

from desktop.work.problem import Problem


def take(path: Path) -> FileLock:
    """The lock of an office file, taken. Raises Problem naming who has it, or a folder that cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_name(path.name + ".lock"), timeout=0, thread_local=False)
    holder = path.with_name(path.name + ".user")
    try:
        lock.acquire()
        holder.write_text(f"{getpass.getuser()} @ {platform.node()}", encoding="utf-8")
    except Timeout as error:
        by = holder.read_text(encoding="utf-8") if holder.exists() else "另一个窗口"
        raise Problem(
            f"这份数据已经在使用中（{by}）。",
            "请切换到已经打开的窗口；如果那是别人的电脑，请等对方关闭后再打开。",
            "数据没有改动。",
        ) from error
    except OSError as error:
        raise Problem(f"数据文件夹不能写入：{path.parent}", "请确认U盘没有写保护、文件夹有写入权限。") from error
    return lock
