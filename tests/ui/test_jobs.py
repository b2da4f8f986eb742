"""Long work: one thread, callbacks on the GUI thread, cancel leaves silence."""

from __future__ import annotations

from threading import Event, current_thread, main_thread

import shiboken6
from PySide6.QtWidgets import QWidget

from desktop.ui.jobs import Jobs
from desktop.work.problem import Problem


def test_work_runs_off_the_gui_thread_and_its_result_arrives_on_it(qtbot):
    jobs, seen = Jobs(), []
    owner = QWidget()
    qtbot.addWidget(owner)

    jobs.run(owner, lambda _: current_thread(), lambda t: seen.extend((t, current_thread())), seen.append)

    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[0] is not main_thread()
    assert seen[1] is main_thread()
    jobs.close()


def test_a_problem_reaches_failed_and_not_done(qtbot):
    jobs, done, failed = Jobs(), [], []
    owner = QWidget()
    qtbot.addWidget(owner)

    def work(_):
        raise Problem("磁盘已满。", "请清理磁盘。")

    jobs.run(owner, work, done.append, failed.append)

    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], Problem)
    assert not done
    jobs.close()


def test_cancelled_work_says_nothing(qtbot):
    jobs, told, started = Jobs(), [], Event()
    owner = QWidget()
    qtbot.addWidget(owner)

    def work(progress):
        started.set()
        while True:
            progress.step(1, 2)

    jobs.run(owner, work, told.append, told.append)
    assert started.wait(5)
    jobs.cancel()

    qtbot.waitUntil(lambda: jobs.running is None)
    assert told == []
    jobs.close()


def test_nothing_is_delivered_to_a_page_that_is_gone(qtbot):
    jobs, told, go = Jobs(), [], Event()
    owner = QWidget()

    jobs.run(owner, lambda _: go.wait(5), told.append, told.append)
    shiboken6.delete(owner)
    go.set()

    qtbot.waitUntil(lambda: jobs.running is None)
    assert told == []
    jobs.close()


def test_writing_jobs_are_named_while_they_run(qtbot):
    jobs, go = Jobs(), Event()
    owner = QWidget()
    qtbot.addWidget(owner)

    jobs.run(owner, lambda _: go.wait(5), id, id, what="正在导入", writes=True)

    assert jobs.writing == "正在导入"
    go.set()
    qtbot.waitUntil(lambda: jobs.running is None)
    assert jobs.writing == ""
    jobs.close()
