"""Defaults of a random draw: inspectors for each employer, and the weights of the classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.rules.reading import UNCONFIRMED, Broken, confidence, need, toml

FILE = "rules/draw.toml"
KINDS = ("甲", "乙", "丙")


@dataclass(frozen=True, slots=True)
class DrawTerms:
    """per_site: inspectors for each employer; weights: by class, used only where asked."""

    per_site: int
    weights: Mapping[str, int]
    weights_unconfirmed: bool
    per_site_unconfirmed: bool


def read(texts: Mapping[str, str]) -> DrawTerms:
    """Parse draw.toml. Raises Broken for a number below 1."""
    table = toml(texts, FILE)
    site, weights = need(table, "per_site", dict, FILE), need(table, "weights", dict, FILE)
    for id, entry in (("per_site", site), ("weights", weights)):
        confidence(need(entry, "confidence", str, FILE, id), FILE, f"{id}.confidence")
    numbers = {kind: need(weights, kind, int, FILE, "weights") for kind in KINDS}
    per_site = need(site, "value", int, FILE, "per_site")
    for key, number in (("per_site.value", per_site), *((f"weights.{kind}", n) for kind, n in numbers.items())):
        if number < 1:
            raise Broken(FILE, key, "必须是 1 或更大的整数")
    doubts = [entry["confidence"] in UNCONFIRMED for entry in (weights, site)]
    return DrawTerms(per_site, numbers, *doubts)
