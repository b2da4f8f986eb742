"""What must not be read from a picture that is passed on."""

from __future__ import annotations

import pytest

from desktop.rules.masking import masked


@pytest.mark.parametrize(
    ("text", "personal", "shown"),
    [
        ("13812341234", "contact", "138****1234"),
        ("13812341234、0572-1234567", "contact", "138****1234、0572-1234567"),
        ("0572-1234567", "contact", "0572-123****"),
        ("王", "contact", "王某"),
        ("王小明", "contact", "王某某"),
        ("王明、欧阳小明", "contact", "王某、欧某某"),
        ("王明, 李四/", "contact", "王某、李某"),
        ("330523199001011234", "identity", "330523********1234"),
        ("33052319900101123x", "identity", "330523********123x"),
        ("第12号档案", "identity", "第12号档案"),
        ("尘肺壹期", "health", "***"),
        ("", "health", ""),
        ("大同厂", "", "大同厂"),
    ],
)
def test_what_is_personal_is_masked(text, personal, shown):
    assert masked(text, personal) == shown
