"""How a grade or a status looks everywhere: letter and shape, never colour alone."""

from __future__ import annotations

LEVELS = {"Ⅰ": ("○", "good"), "Ⅱ": ("△", "warn"), "Ⅲ": ("■", "danger")}
CLASSES = {"甲": ("○", "good"), "乙": ("△", "warn"), "丙": ("■", "danger")}
MANAGEMENT = {"A": ("○", "good"), "B": ("△", "warn"), "C": ("■", "danger")}
STATUSES = {"在营": ("○", "plain"), "半停产": ("△", "warn"), "停产": ("■", "soft"), "不存在危害": ("－", "soft")}
DUES = {"逾期": ("■", "danger"), "到期": ("◆", "danger"), "临近": ("△", "warn"), "缺少依据": ("？", "soft"),
        "未到": ("○", "good"), "已完成": ("○", "good"), "无需办理": ("－", "soft")}  # fmt: skip
SHAPES = LEVELS | CLASSES | MANAGEMENT | STATUSES | DUES
UNCONFIRMED = "待核对"
BY_PERSON = "人工"


def shaped(code: str | None) -> str:
    """“■ Ⅲ”: readable in grey print as well."""
    return f"{SHAPES.get(code or '', ('×', ''))[0]} {code}"


def tone_of(code: str | None) -> str:
    """The colour name of a grade or status; soft for those that have gone."""
    return SHAPES.get(code or "", ("×", "soft"))[1]
