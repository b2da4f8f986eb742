"""What a word of the command line means; argparse says which option it was."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date

from desktop.rules.words import Period


def day(text: str) -> date:
    """A day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}”不是日期，请写成 2026-09-30") from None


def period(text: str) -> Period:
    """A month, quarter or year."""
    try:
        return Period.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None
