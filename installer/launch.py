"""First file of the built program: the same as `python -m desktop`."""

import multiprocessing
import runpy

if __name__ == "__main__":
    multiprocessing.freeze_support()
    runpy.run_module("desktop", run_name="__main__", alter_sys=False)
