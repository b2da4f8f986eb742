"""`python -m desktop` opens the window; `python -m desktop COMMAND …` does the same work without one."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command that was asked for, or open the window. The exit code: 0 done, 1 a Problem, 2 usage."""
    from desktop import cli

    wanted = cli.read(sys.argv[1:])
    if wanted.command is None:
        from desktop import app

        return app.main(wanted.office)
    return cli.run(wanted)


if __name__ == "__main__":
    sys.exit(main())
