"""The typefaces of official paper: which file draws each role on this machine, and what draws a glyph it lacks."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from desktop import paths


class Role(StrEnum):
    """What a typeface is used for; GB/T 9704 names one for each."""

    FANG = "仿宋"
    SONG = "宋体"
    HEI = "黑体"
    KAI = "楷体"
    TITLE = "小标宋"


# File names below Windows' font folders, with the index inside a collection; the first that is there is used.
SYSTEM: dict[Role, tuple[tuple[str, int], ...]] = {
    Role.FANG: (("simfang.ttf", 0),),
    Role.SONG: (("simsun.ttc", 0),),
    Role.HEI: (("simhei.ttf", 0),),
    Role.KAI: (("simkai.ttf", 0),),
    Role.TITLE: (("FZXBSJW.TTF", 0), ("FZXBSK.TTF", 0), ("方正小标宋简体.ttf", 0)),
}
PACKAGED: dict[Role, str] = {
    Role.FANG: "ZhikangFang-Regular.ttf",
    Role.SONG: "ZhikangSong-Regular.ttf",
    Role.HEI: "ZhikangHei-Bold.ttf",
    Role.KAI: "ZhikangKai-Regular.ttf",
    Role.TITLE: "ZhikangSong-Bold.ttf",
}
# Asked in this order for a glyph that the role's own font lacks.
PACKAGED_RESERVE = ("ZhikangSong-Regular.ttf", "ZhikangHei-Regular.ttf", "ZhikangKai-Regular.ttf")
SYSTEM_RESERVE = (("simsun.ttc", 0), ("msyh.ttc", 0), ("simsunb.ttf", 0))  # simsunb holds Extension B


class FontsMissing(Exception):
    """No usable font file was found at all: the installation is incomplete. Names the folders that were searched."""


@dataclass(frozen=True, slots=True)
class Source:
    """A font file; `index` counts within a .ttc collection."""

    file: Path
    index: int = 0
    packaged: bool = True


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as it will be drawn. `font` None: no font has it, a box is drawn. `advance` in em."""

    font: str | None
    advance: float


class Fonts:
    """The fonts of one print job. Remembers which of them drew something and which characters none could draw."""

    def __init__(self, chains: dict[Role, tuple[Source, ...]]) -> None:
        self._chains = chains
        self._glyphs: dict[Role, dict[str, Glyph]] = {role: {} for role in Role}
        self._drew: dict[Role, list[Source]] = {role: [] for role in Role}
        self._missing: dict[str, str] = {}

    @classmethod
    def find(
        cls,
        folder: Path | None = None,
        *,
        prefer_system: bool = True,
        system_folders: Sequence[Path] | None = None,
    ) -> Fonts:
        """The fonts for paper on this machine.

        `folder` holds the packaged fonts. With `prefer_system=False` only those are used, so that every machine
        draws the same bytes. Raises FontsMissing if not one file can be used.
        """
        packaged = folder or paths.resources() / "fonts"
        folders = (windows_folders() if system_folders is None else system_folders) if prefer_system else ()
        reserve = [Source(packaged / name) for name in PACKAGED_RESERVE]
        reserve += [source for entry in SYSTEM_RESERVE if (source := _below(folders, *entry))]
        chains = {}
        for role in Role:
            own = [source for entry in SYSTEM[role] if (source := _below(folders, *entry))]
            chain = [*own, Source(packaged / PACKAGED[role]), *reserve]
            chains[role] = tuple(dict.fromkeys(source for source in chain if source.file.is_file()))
        if not any(_face(source) for source in chains[Role.SONG]):
            raise FontsMissing(f"没有可用的中文字体：{'、'.join(map(str, (packaged, *folders)))}")
        return cls(chains)

    def glyphs(self, text: str, role: Role) -> list[Glyph]:
        """How each character of `text` is drawn in `role`; one entry per character."""
        known = self._glyphs[role]
        found = []
        for character in text:
            glyph = known.get(character)
            if glyph is None:
                glyph = known[character] = self._look_up(character, role, text)
            found.append(glyph)
        return found

    def font(self, role: Role) -> str:
        """The reportlab name of the font that draws `role`, for text that needs no fallback (digits, 草稿)."""
        return self.glyphs("1", role)[0].font or "Helvetica"

    @property
    def used(self) -> tuple[str, ...]:
        """Which file drew each role, as a person reads it: “仿宋：simfang.ttf（本机字体）”."""
        sentences = []
        for role in Role:
            for number, source in enumerate(self._drew[role]):
                origin = "随程序提供" if source.packaged else "本机字体"
                sentences.append(f"{role}{'（补字）' if number else ''}：{source.file.name}（{origin}）")
        return tuple(sentences)

    @property
    def warnings(self) -> tuple[str, ...]:
        """One sentence per character that no font could draw."""
        return tuple(
            f"没有字体能显示“{where}”中的第{where.index(character) + 1}个字（U+{ord(character):04X}），已印成方框"
            for character, where in self._missing.items()
        )

    def _look_up(self, character: str, role: Role, text: str) -> Glyph:
        blank = character.isspace()
        for source in self._chains[role][: 1 if blank else None]:
            face = _face(source)
            if face is None or ord(character) not in face.face.charToGlyph:
                continue
            if source not in self._drew[role] and not blank:
                self._drew[role].append(source)
            return Glyph(face.fontName, face.face.getCharWidth(ord(character)) / 1000)
        if blank:
            return Glyph(None, 1.0 if character == "\u3000" else 0.5)
        around = text.index(character)
        self._missing.setdefault(character, text[max(0, around - 10) : around + 10])
        return Glyph(None, 1.0)


def windows_folders() -> tuple[Path, ...]:
    """Where Windows keeps fonts: for everybody, and installed by one person. Empty on other systems."""
    windows, local = os.environ.get("WINDIR"), os.environ.get("LOCALAPPDATA")
    folders = [Path(windows) / "Fonts"] if windows else []
    folders += [Path(local) / "Microsoft" / "Windows" / "Fonts"] if local else []
    return tuple(folder for folder in folders if folder.is_dir())


def printable(text: str) -> str:
    """`text` without characters that draw nothing (controls, zero-width marks, variation selectors); keeps \\n."""
    if text.isalnum() or (text.isprintable() and not any("\ufe00" <= c <= "\ufe0f" or c >= "\U000e0100" for c in text)):
        return text
    return "".join(c for c in text.replace("\t", " ") if c == "\n" or not _draws_nothing(c))


def _draws_nothing(character: str) -> bool:
    selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return selector or unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _below(folders: Iterable[Path], name: str, index: int) -> Source | None:
    found = (folder / name for folder in folders)
    return next((Source(file, index, packaged=False) for file in found if file.is_file()), None)


def _face(source: Source) -> Any:  # noqa: ANN401 - reportlab's font; imported when the first one is drawn
    from desktop.report.typefaces import typeface

    return typeface(source.file, source.index)
