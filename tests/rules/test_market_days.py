"""Market days as villages write them."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.rules.market_days import MarketDays, read


@pytest.mark.parametrize(
    ("written", "market", "none"),
    [
        ("逢3、8", date(2026, 10, 18), date(2026, 10, 17)),
        ("每逢5日，10号", date(2026, 10, 25), date(2026, 10, 24)),
        ("逢10", date(2026, 10, 20), date(2026, 10, 11)),
        ("周二，星期五", date(2026, 10, 13), date(2026, 10, 14)),
        ("每周日", date(2026, 10, 18), date(2026, 10, 17)),
        ("礼拜天 逢1", date(2026, 10, 11), date(2026, 10, 12)),
    ],
)
def test_market_days_are_read_as_villages_write_them(written, market, none):
    days = read(written)
    assert days.holds(market)
    assert not days.holds(none)


@pytest.mark.parametrize("written", [None, "", " 、 "])
def test_nothing_written_is_no_market(written):
    assert read(written) == MarketDays()
    assert not any(read(written).holds(date(2026, 10, day)) for day in range(1, 32))


@pytest.mark.parametrize("written", ["农历初一", "逢11", "周八", "逢3、农历"])
def test_what_is_not_understood_is_never_taken_for_no_market(written):
    assert read(written) is None
