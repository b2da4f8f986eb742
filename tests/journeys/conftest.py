"""Journeys drive the same window as the tests of single pages."""

from tests.ui.conftest import desk, no_nested_loops, prefs, qapp, restored_hook, settled, shell

__all__ = ["desk", "no_nested_loops", "prefs", "qapp", "restored_hook", "settled", "shell"]
