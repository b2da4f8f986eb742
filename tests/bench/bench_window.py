"""From a fresh process to the window on the screen, against a bare Qt window plus opening the same office."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.line import Line
from tests.bench.township import township

SHOWN = "app.processEvents(); print(time.perf_counter() - start)"
BARE = f"""
import time; start = time.perf_counter()
import sys
from datetime import date
from pathlib import Path
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
from desktop import paths
from desktop.work.office import Office
office = Office.open(Path(sys.argv[1]), today=date.today, resources=paths.resources())
window = QMainWindow(); window.resize(1366, 768); window.show()
{SHOWN}
office.close()
"""
OURS = f"""
import time; start = time.perf_counter()
import sys
from datetime import date
from pathlib import Path
from PySide6.QtCore import QSettings
from desktop import app as program, paths
from desktop.ui import look
from desktop.work.office import Office
app = program.application()
look.wear(app, paths.resources(), "light", 100)
office = Office.open(Path(sys.argv[1]), today=date.today, resources=paths.resources())
prefs = QSettings(str(Path(sys.argv[1]).with_name("w.ini")), QSettings.Format.IniFormat)
window = program.window(office, prefs); window.resize(1366, 768); window.show()
{SHOWN}
import os; sys.stdout.flush(); os._exit(0)
"""
ROUNDS = 7


def _seconds(script: str, office: Path) -> float:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    taken = []
    for _ in range(ROUNDS):
        run = [sys.executable, "-c", script, str(office)]
        done = subprocess.run(run, capture_output=True, text=True, check=True, env=environment)
        taken.append(float(done.stdout.split()[-1]))
    return statistics.median(taken)


def measure() -> Iterator[Line]:
    """Medians of seven starts of each, one after the other, on a township of 500 employers."""
    with township(500) as office:
        file = office.path
        office.close()
        bare, ours = _seconds(BARE, file), _seconds(OURS, file)
    yield Line("bare Qt window + opening the office", f"{bare * 1000:.0f}", "ms")
    yield Line("our window shown, home page open", f"{ours * 1000:.0f}", "ms", f"{ours / bare:.2f} × the bare one")
