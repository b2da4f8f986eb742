"""A planning problem given as a file, solved without an office: what `plan --problem` does."""

from __future__ import annotations

from argparse import Namespace

from desktop.commands.everyday import Answer
from desktop.work.problem import Problem
from desktop.work.progress import Progress


def solve(wanted: Namespace, progress: Progress) -> Answer:
    """The answer to the problem in the file. Raises Problem naming the key that is wrong."""
    from desktop.schedule.answer import solved
    from desktop.schedule.problem import Unplannable
    from desktop.schedule.problem_file import BadFile

    file = wanted.problem
    try:
        return solved(file.read_text(encoding="utf-8-sig"), wanted.effort, wanted.seed, progress.step)
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"读不出这个文件：{file.name}", "请检查文件名，文件应为 UTF-8 的 JSON。") from error
    except BadFile as bad:
        what = f"{file.name} 里的 {bad.key} 不对：{bad.why}。"
        raise Problem(what, "请按 ARCHITECTURE.md 写的格式改正。") from bad
    except Unplannable as refused:
        what = "；".join(trouble.what for trouble in refused.troubles)
        raise Problem(what, refused.troubles[0].remedy) from refused
