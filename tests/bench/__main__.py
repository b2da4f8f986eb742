"""`python3 dev.py bench`: measured ratios and growth, as one table. Nothing here asserts a time."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from datetime import datetime

import tests.bench as folder


def main() -> int:
    """Run every `bench_*.measure()` whose name holds the given words; print what each one found."""
    parser = argparse.ArgumentParser(prog="dev.py bench")
    parser.add_argument("only", nargs="*", help="run only measurements whose module name holds one of these words")
    wanted = parser.parse_args().only
    print(f"{datetime.now().astimezone():%Y-%m-%d}  Python {sys.version.split()[0]}", flush=True)
    for module in sorted(found.name for found in pkgutil.iter_modules(folder.__path__)):
        if module.startswith("bench_") and (not wanted or any(word in module for word in wanted)):
            print(f"\n{module.removeprefix('bench_')}", flush=True)
            for line in importlib.import_module(f"tests.bench.{module}").measure():
                goal = f"≤ {line.goal}" if line.goal else ""
                print(f"  {line.what:<58} {line.value:>10} {line.unit:<4} {goal:<9} {line.against}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
