"""Builds resources/fonts: open Chinese fonts that reportlab embeds, under names of their own. Run on Debian, seldom.

    python installer/fonts.py [--sources FOLDER] [--out FOLDER] [--only ZhikangFang-Regular ...]

Sources are Debian packages, fetched by name with `apt-get download`: fonts-noto-cjk (黑, 宋), fonts-lxgw-wenkai (楷),
texlive-lang-chinese (仿宋: Fandol). The SHA-256 of the font files in them is checked; the same files give the same
bytes. reportlab embeds TrueType outlines only, so CFF outlines become quadratic curves, at most 1 unit of 1000 away.
Every font gets its own PostScript name: reportlab silently takes two fonts of one name for the same font.
"""

import argparse
import gzip
import hashlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

HERE = Path(__file__).parent
NOTO = "usr/share/fonts/opentype/noto/"
LXGW = "usr/share/fonts/truetype/lxgw-wenkai/"
FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/"
SOURCES = {
    "NotoSansCJK-Regular.ttc": "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a",
    "NotoSansCJK-Bold.ttc": "faa5f3656a78b2e2d450d27fe8382c778bc2b6bb5ea29c986664a6a435056ceb",
    "NotoSerifCJK-Regular.ttc": "a04178ec485dffdff7cc0c0c20e1fce9202d7e2160d805e8e44a4c8841c58481",
    "NotoSerifCJK-Bold.ttc": "a5d4b046c127da3d7c72f98b46c41489cd29bf52abfdf18aba920903e920d4ac",
    "FandolFang-Regular.otf": "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
    "LXGWWenKai-Regular.ttf": "bbf534b0ca093928f94d1782855e65a19a32cde82b075d495d072025521953c8",
}
VERSION = "Version 1.000"
MODIFIED = 3_880_000_000  # seconds since 1904: a fixed day, so that the bytes are the same every time
FARTHEST = 1.0  # units of 1000 per em between the cubic curve and the quadratic ones
OFL = "SIL Open Font License 1.1, see LICENSES/OFL-1.1.txt"
GPL = "GNU General Public License 3 with the font exception, see LICENSES/GPL-3-font-exception.txt"


@dataclass(frozen=True)
class Recipe:
    """One packaged font: where its outlines come from and which characters it keeps ("all", "gbk" or "core")."""

    family: str
    style: str
    package: str
    path: str
    keep: str
    licence: str
    number: int = -1  # the face within a .ttc

    @property
    def postscript_name(self) -> str:
        """Name of the file and nameID 6."""
        return f"{self.family.replace(' ', '')}-{self.style}"


RECIPES = (
    Recipe("Zhikang Hei", "Regular", "fonts-noto-cjk", f"{NOTO}NotoSansCJK-Regular.ttc", "all", OFL, 2),
    Recipe("Zhikang Hei", "Bold", "fonts-noto-cjk", f"{NOTO}NotoSansCJK-Bold.ttc", "core", OFL, 2),
    Recipe("Zhikang Song", "Regular", "fonts-noto-cjk", f"{NOTO}NotoSerifCJK-Regular.ttc", "gbk", OFL, 2),
    Recipe("Zhikang Song", "Bold", "fonts-noto-cjk", f"{NOTO}NotoSerifCJK-Bold.ttc", "core", OFL, 2),
    Recipe("Zhikang Fang", "Regular", "texlive-lang-chinese", f"{FANDOL}FandolFang-Regular.otf", "gbk", GPL),
    Recipe("Zhikang Kai", "Regular", "fonts-lxgw-wenkai", f"{LXGW}LXGWWenKai-Regular.ttf", "core", OFL),
)
SYMBOLS = (
    "¹²³㎡㎎㎏㎜㎝㎞㎥℃℉‰°′″①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
    "○●△▲▽▼□■◇◆☆★☐☑☒✓✔✕✗√×÷±≤≥≠≈∞μµΩ—–―…·‘’“”〔〕【】《》〈〉「」『』￥¥€№←→↑↓"
)


def encodable(codec: str) -> Iterator[int]:
    """Every two-byte character of a Chinese codec ("gb2312", "gbk")."""
    for first in range(0x81, 0xFF):
        for second in range(0x40, 0xFF):
            try:
                text = bytes((first, second)).decode(codec)
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                yield ord(text)


def wanted(keep: str) -> set[int]:
    """Code points to keep: "core" GB2312 and the 8105 of the 通用规范汉字表; "gbk" GBK too; "all" every Han."""
    lines = (HERE / "fonts_characters.txt").read_text(encoding="utf-8").splitlines()
    names = {ord(c) for line in lines if not line.startswith("#") for c in line}
    latin = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | set(range(0x2010, 0x2028)) | {0x3000, 0xFF5E}
    table = {c for c in encodable("gbk") if not 0x4E00 <= c <= 0x9FFF}
    points = names | latin | table | {ord(c) for c in SYMBOLS} | set(encodable("gb2312"))
    if keep in ("gbk", "all"):
        points |= set(encodable("gbk"))
    if keep == "all":
        points |= set(range(0x3400, 0x4DC0)) | set(range(0x4E00, 0xA000)) | set(range(0x20000, 0x32000))
    return points


def fetch(folder: Path) -> None:
    """Downloads and unpacks the source packages into the folder, those not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for package in sorted({r.package for r in RECIPES}):
        if not list(folder.glob(f"{package}_*.deb")):
            subprocess.run(["apt-get", "download", package], cwd=folder, check=True)
        if any(r.package == package and not (folder / r.path).exists() for r in RECIPES):
            subprocess.run(["dpkg-deb", "-x", next(folder.glob(f"{package}_*.deb")), folder], check=True)


def checked(recipe: Recipe, folder: Path) -> Path:
    """The source file, if it is the very file that the fonts were made from; else stops."""
    path = folder / recipe.path
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SOURCES[path.name]:
        sys.exit(f"{path.name} of {recipe.package} is another version than the fonts were made from (SHA-256 {found}).")
    return path


def subset(font: TTFont, points: set[int]) -> None:
    """Leaves only the glyphs of these characters; no hints, no layout features, nothing for vertical text."""
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.notdef_outline = True
    options.name_IDs = [0]
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx", "DSIG", "gasp"]
    worker = Subsetter(options)
    worker.populate(unicodes=sorted(points & set(font.getBestCmap())))
    worker.subset(font)


def to_truetype(font: TTFont) -> None:
    """Turns CFF outlines into TrueType ones in place."""
    names, glyphs = font.getGlyphOrder(), font.getGlyphSet()
    outlines = {}
    for name in names:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, FARTHEST * font["head"].unitsPerEm / 1000, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder, table.glyphs = names, outlines
    del font["CFF "]
    table.compile(font)
    for name in names:
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(table[name], "xMin", 0))
    limits = font["maxp"]
    limits.tableVersion = 0x00010000
    for field in ("Zones", "TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(limits, f"max{field}", 0)
    limits.maxZones, limits.maxSizeOfInstructions, limits.maxComponentElements = 1, 0, 0
    limits.compile(font)
    font.sfntVersion = "\x00\x01\x00\x00"


def polygon(pen: TTGlyphPen, points: Sequence[tuple[float, float]], *, hole: bool = False) -> None:
    """Draws a closed shape, clockwise as TrueType fills it, or the other way round for a hole."""
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True))
    rounded = [(round(x), round(y)) for x, y in (points if (area < 0) != hole else reversed(points))]
    pen.moveTo(rounded[0])
    for point in rounded[1:]:
        pen.lineTo(point)
    pen.closePath()


def square(pen: TTGlyphPen, stroke: float) -> None:
    """An empty box of the height of a Chinese character."""
    for inset, hole in ((0.0, False), (stroke, True)):
        low, left, high, right = -60 + inset, 100 + inset, 740 - inset, 900 - inset
        polygon(pen, [(left, low), (left, high), (right, high), (right, low)], hole=hole)


def tick(pen: TTGlyphPen, stroke: float) -> None:
    """A tick that fits into the box."""
    lower = [(200, 330), (410, 120), (800, 580)]
    upper = [(800 - stroke, 580 + stroke), (410, 120 + 2.2 * stroke), (200 + stroke, 330 + stroke)]
    polygon(pen, [*lower, *upper])


def cross(pen: TTGlyphPen, stroke: float) -> None:
    """A cross that fits into the box: a plus sign turned by 45 degrees."""
    h, end = stroke * 0.7, 330.0
    plus = [(-h, end), (h, end), (h, h), (end, h), (end, -h), (h, -h), (h, -end), (-h, -end), (-h, -h), (-end, -h)]
    turned = [((x - y) * 0.7071 + 500, (x + y) * 0.7071 + 340) for x, y in [*plus, (-end, h), (-h, h)]]
    polygon(pen, turned)


MARKS = {
    "☐": (square,),
    "☑": (square, tick),
    "☒": (square, cross),
    "✓": (tick,),
    "✔": (tick,),
    "✕": (cross,),
    "✗": (cross,),
}


def add_marks(font: TTFont, stroke: float) -> None:
    """Draws those boxes, ticks and crosses of a paper form that the source lacks."""
    assert font["head"].unitsPerEm == 1000
    known = font.getBestCmap()
    for mark, parts in MARKS.items():
        if ord(mark) in known:
            continue
        pen = TTGlyphPen(None)
        for part in parts:
            part(pen, stroke)
        name = f"uni{ord(mark):04X}"
        font["glyf"][name] = pen.glyph()
        font["glyf"][name].recalcBounds(font["glyf"])
        font["hmtx"][name] = (1000, font["glyf"][name].xMin)
        for table in font["cmap"].tables:
            if table.isUnicode() and table.format in (4, 12):
                table.cmap[ord(mark)] = name


def christen(font: TTFont, recipe: Recipe) -> None:
    """Gives the font its own names, weight and date."""
    bold = recipe.style == "Bold"
    names: Any = font["name"]
    notice = names.getDebugName(0)
    names.names = []
    full = recipe.family if not bold else f"{recipe.family} Bold"
    written = {
        0: f"{notice} Modified: subset, TrueType outlines, renamed.",
        1: recipe.family,
        2: recipe.style,
        3: f"{VERSION};{recipe.postscript_name}",
        4: full,
        5: VERSION,
        6: recipe.postscript_name,
        13: recipe.licence,
    }
    for number, text in written.items():
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = 700 if bold else 400
    font["OS/2"].fsSelection = 0x20 if bold else 0x40
    font["OS/2"].fsType = 0
    font["OS/2"].recalcAvgCharWidth(font)
    font["head"].macStyle = 1 if bold else 0
    font["head"].created = font["head"].modified = MODIFIED
    font["post"].formatType, font["post"].glyphOrder = 3.0, None
    font["gasp"] = newTable("gasp")
    font["gasp"].version, font["gasp"].gaspRange = 1, {0xFFFF: 0x000F}


def build(recipe: Recipe, sources: Path, out: Path) -> str:
    """Writes one font; returns a line on what it holds."""
    font = TTFont(checked(recipe, sources), fontNumber=recipe.number, recalcTimestamp=False, lazy=True)
    subset(font, wanted(recipe.keep))
    if "CFF " in font:
        to_truetype(font)
    add_marks(font, 70 if recipe.style == "Bold" else 50)
    christen(font, recipe)
    path = out / f"{recipe.postscript_name}.ttf"
    font.save(path, reorderTables=True)
    return f"{path.name}: {len(font.getBestCmap())} characters, {path.stat().st_size / 1e6:.1f} MB"


def notice_of(path: Path, number: int) -> str:
    """The copyright notice inside a font."""
    return str(TTFont(path, fontNumber=number, lazy=True)["name"].getDebugName(0))


def licences(sources: Path, out: Path) -> None:
    """Copies the licence texts out of the packages."""
    text = (sources / "usr/share/doc/fonts-lxgw-wenkai/copyright").read_text(encoding="utf-8")
    part = text.split("License: OFL-1.1\n")[2].split("\nLicense: ")[0]
    lines = [re.sub(r"^ \.?", "", line) for line in part.splitlines()]
    heads = sorted({notice_of(sources / r.path, r.number) for r in RECIPES if r.licence == OFL})
    (out / "OFL-1.1.txt").write_text("\n".join([*heads, "", *lines]).strip() + "\n", encoding="utf-8", newline="\n")
    fandol = gzip.decompress((sources / "usr/share/doc/texlive-doc/fonts/fandol/COPYING.gz").read_bytes())
    (out / "GPL-3-font-exception.txt").write_bytes(fandol)


def main() -> None:
    """Builds the fonts asked for, two at a time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, default=Path(tempfile.gettempdir()) / "zhikang-font-sources")
    parser.add_argument("--out", type=Path, default=HERE.parent / "resources" / "fonts")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="PostScript names")
    chosen = parser.parse_args()
    fetch(chosen.sources)
    (chosen.out / "LICENSES").mkdir(parents=True, exist_ok=True)
    licences(chosen.sources, chosen.out / "LICENSES")
    recipes = [r for r in RECIPES if not chosen.only or r.postscript_name in chosen.only]
    with ProcessPoolExecutor(max_workers=2) as pool:
        for line in pool.map(build, recipes, [chosen.sources] * len(recipes), [chosen.out] * len(recipes)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
