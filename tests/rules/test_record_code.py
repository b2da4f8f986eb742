"""The code on an employer's papers survives printing, scanning and a Chinese input method."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.record_code import RecordCode, read


@given(
    st.text("梅溪镇330523", max_size=12),
    st.integers(1, 999_999_999),
    st.sampled_from(["", "91330523391500087X"]),
)
def test_what_is_printed_is_what_is_read(township, id, credit_code):
    code = RecordCode(township, id, credit_code)
    assert read(str(code)) == code


@pytest.mark.parametrize("typed", ["ZK:梅溪镇:17:", " zk：梅溪镇：17： ", "ＺＫ：梅溪镇：１７："])
def test_a_scanner_may_type_it_in_any_width_and_case(typed):
    assert read(typed) == RecordCode("梅溪镇", 17, "")


def test_a_township_with_a_colon_does_not_shift_the_parts():
    assert read(str(RecordCode("梅:溪", 17, "91330523391500087X"))) == RecordCode("梅溪", 17, "91330523391500087X")


@pytest.mark.parametrize(
    "typed", ["", "大同石材厂", "ZK:梅溪镇:", "ZK:梅溪镇:x:", "ZK:梅溪镇:1234567890:", "ZK:a:b:1:"]
)
def test_anything_else_is_no_code(typed):
    assert read(typed) is None
