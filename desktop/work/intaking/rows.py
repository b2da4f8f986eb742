"""Which rows below the headings are employers', and which are titles, totals, notes or headings printed again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from desktop.work.intaking.header import FIRM, Header
from desktop.work.sheetfile import Sheet

TOTAL = re.compile(
    r"(本页|本表|本村|本社区|全村|全镇|全乡|全街道|全部|[\u4e00-\u9fff]{0,12}?)"
    r"(合\s*计|小\s*计|总\s*计|共\s*计|累\s*计|总\s*数|合计数|汇\s*总)([:：(（\d].*)?"
)
NOTE = re.compile(
    r"\s*[(（]?(注|备注|说明|附注|注意|填表说明|填报说明|填写说明|填表要求|备考)[)）]?\s*([:：]|[1一①][.、．:：]?|(?=\d))"
    r"|\s*(填报人|填表人|制表人|制表|审核人|审核|复核|负责人签字|填报单位|填报日期|制表日期|单位\s*[(（]盖章[)）]|盖章|"
    r"联系人|联系电话|统计人|经办人|报送单位|报送日期|分管领导)\s*([:：_＿]|[(（](签|盖)[字章][)）])"
    r"|.*(填报人|填表人|制表人|审核人|负责人)\s*[:：].*"
)
PAGE = re.compile(r"\s*[-—]?\s*(第\s*\d+\s*页.*|\d+\s*/\s*\d+)\s*[-—]?\s*|共\s*\d+\s*[页家户]")
VILLAGE = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9]{1,10}?(行政村|村委会|居委会|社区|村|工业园区|工业区|工业园|产业园|园区|开发区|集镇|居|网格|片区)"
)
NOT_A_VILLAGE = re.compile(
    r"^(各|分|本|全|农|行政|所属|所在|每|城中|自然|乡|镇|驻|该|某|按|新农|一|企业所在)?(行政)?(村|社区|片区|园区|网格|村居)$"
)
_NUMBERED = re.compile(
    r"^([(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十\d]{1,3}[、.．\s])\s*|[(（][^()（）]*[)）]$|[:：]$"
)
SAMPLE_LINE = re.compile(r"此行为示例|^(示例|样例|填写示例)[:：]")  # the line that blank forms are sent out with
_SUSPECT = re.compile(
    r"计|总|累|注|说明|备注|填|制表|审核|盖章|单位|名称|企业$|页|[:：]|^\d+(\.\d+)?\s*[家户人]?$|公章|^[甲乙丙A-Z]$|村$|社区$|区$"
    r"|^[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|家[)）]$"
)
_ASKS = re.compile(r"[(（]?(必填|选填|可不填|可填|文本|字符|填写.{0,10}|请填.{0,10}|(例|如|例如|示例)[:：].*)[)）]?")
_INSTRUCTION = re.compile(r"必填|选填|填写|格式为|格式[:：]|例如|示例|如[:：]|样例")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of employers, rows passed over with the reason, and villages said by lines between them. All from 0."""

    data: list[int]
    skipped: list[tuple[int, str]]
    sections: dict[int, str] = field(default_factory=dict)


def sort(sheet: Sheet, header: Header, name: int | None, code: int | None) -> Rows:
    """Go through the rows below the headings. `name` and `code`: the columns that tell one employer from another."""
    sorter = _Sorter(sheet, header, name, code)
    found = Rows([], [])
    village = ""
    for row in range(header.last + 1, len(sheet.rows)):
        cells = sheet.rows[row]
        if sorter.plainly_employer(cells):
            why: str | None = None
        else:
            why = sorter.why_not(row, cells)
        if why is None:
            found.data.append(row)
            if village:
                found.sections[row] = village
        elif why:
            found.skipped.append((row, why))
            if why.startswith(SECTION):
                village = why.removeprefix(SECTION)
    return found


FEWEST_CODE_CHARACTERS = 7  # of a code, however damaged
SECTION = "分村标题："
EMPTY = ""  # rows without any content are not even mentioned


class _Sorter:
    def __init__(self, sheet: Sheet, header: Header, name: int | None, code: int | None) -> None:
        self.sheet, self.header, self.name, self.code = sheet, header, name, code
        self.key = name if name is not None else code if code is not None else 0
        self.headers = [_texts(sheet.rows[row]) for row in range(header.first, header.last + 1)]
        self.words = {word for line in self.headers for word in line}
        self.titles = {text for row in range(header.first) for text in _texts(sheet.rows[row])}
        self.filled_down = _covered(sheet, self.key)

    def plainly_employer(self, cells: Sequence[object]) -> bool:
        """The quick way for nearly every row: a name that reads like nothing else."""
        name = cells[self.key]
        return isinstance(name, str) and len(name) > 3 and not _SUSPECT.search(name) and name not in self.words

    def why_not(self, row: int, cells: Sequence[object]) -> str | None:
        """None: an employer's row after all. EMPTY: nothing there. Else what the row is."""
        texts = _texts(cells)
        if not texts:
            return EMPTY
        if self._heading_again(texts):
            return "重复的表头"
        if row in self.filled_down:
            return None  # a further line of an employer whose name is merged over several
        if texts <= self.titles:
            return "重复的标题"
        if len(texts) <= 4 and NOTE.match(next(text for cell in cells if (text := _text(cell)))):
            return "表尾说明"
        own = cells[self.key]
        name = own.strip() if isinstance(own, str) else ""
        if SAMPLE_LINE.search(name):
            return "示例行"
        firm = bool(name) and bool(FIRM.search(name)) and not TOTAL.fullmatch(name)
        if name and not firm and _ASKS.fullmatch(name):
            return "填写说明或单位行"
        if not firm and (aside := self._aside(cells, texts, name)) is not None:
            return aside
        if not name and not self._identified(cells):
            return self._without_name(cells, texts)
        return None

    def _heading_again(self, texts: set[str]) -> bool:
        return any(
            len(texts & line) * 3 >= len(texts) * 2 and len(texts & line) >= min(2, len(line))
            for line in (*self.headers, self.words)
        )

    def _aside(self, cells: Sequence[object], texts: set[str], name: str) -> str | None:
        """Totals, notes, page numbers and section lines."""
        first = next(text for cell in cells if (text := _text(cell)))
        early = [text for cell in cells[: self.key + 2] if isinstance(cell, str) and (text := cell.strip())]
        if any(TOTAL.fullmatch(re.sub(r"\s", "", text)) for text in early):
            return "合计行"
        if PAGE.fullmatch(first) and len(texts) == 1:
            return "页码"
        if len(texts) == 1 and not self._identified(cells):
            return _lone(first, name, cells[self.key])
        return None

    def _identified(self, cells: Sequence[object]) -> bool:
        code = cells[self.code] if self.code is not None else None
        if code in (None, "") or code is cells[self.key]:
            return False
        return len(re.findall(r"[0-9A-Za-z]", str(code))) >= FEWEST_CODE_CHARACTERS

    def _without_name(self, cells: Sequence[object], texts: set[str]) -> str | None:
        if all(_INSTRUCTION.search(text) or (not re.search(r"\d", text) and len(text) <= 4) for text in texts):
            return "填写说明或单位行"
        numbers = [text for text in texts if re.fullmatch(r"\d+(\.0)?|[甲乙丙丁]", text)]
        if len(texts) == 1:
            return "只有序号的空行" if numbers else "表尾说明"
        if len(numbers) == len(texts) and _counts_up(cells):
            return "栏号行"
        return None


def _lone(text: str, name: str, own: object) -> str | None:
    """A row with one text only: a village that heads a section, a title, a note, or a bare firm name."""
    plain = _NUMBERED.sub("", _NUMBERED.sub("", text.strip()))
    if VILLAGE.fullmatch(plain) and not NOT_A_VILLAGE.match(plain):
        return SECTION + plain
    if name and 2 < len(name) <= 40 and own == text and not re.search(r"[,，。;；:：]", name):
        return None if FIRM.search(name) else "标题或说明"
    return "只有序号的空行" if re.fullmatch(r"\d+(\.0)?", text) else "标题或说明"


def _counts_up(cells: Sequence[object]) -> bool:
    numbers = [int(float(text)) for cell in cells if re.fullmatch(r"\d+(\.0)?", text := _text(cell))]
    return len(numbers) >= 2 and all(b - a == 1 for a, b in pairwise(numbers))


def _texts(cells: Sequence[object]) -> set[str]:
    return {text for cell in cells if (text := _text(cell))}


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return " ".join(cell.split()) if isinstance(cell, str) else str(cell)


def _covered(sheet: Sheet, column: int) -> set[int]:
    """Rows whose cell of this column is the lower part of a merged one."""
    return {
        row
        for top, left, bottom, right in sheet.merged
        if left <= column <= right and bottom > top
        for row in range(top + 1, min(bottom, len(sheet.rows) - 1) + 1)
    }
