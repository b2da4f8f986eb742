"""Writes requirements.lock and requirements-dev.lock from pyproject.toml; run by hand when a dependency changes.

    python installer/lock.py [--upgrade]      needs `uv` (python -m pip install uv)

One file serves Linux and Windows, Python 3.11 and later; it names hashes, never a package index.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = (
    "uv", "pip", "compile", "--quiet", "pyproject.toml", "--universal", "--python-version", "3.11",
    "--fork-strategy", "fewest", "--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate",
)  # fmt: skip


def main() -> None:
    """The runtime lock first; the developer's lock holds the same versions and the tools."""
    wishes = sys.argv[1:]
    subprocess.run([*COMMON, *wishes, "-o", "requirements.lock"], cwd=ROOT, check=True)
    tools = ["--extra", "dev", "--extra", "build", "-c", "requirements.lock", "-o", "requirements-dev.lock"]
    subprocess.run([*COMMON, *wishes, *tools], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
