"""What the county or the office must settle itself: a few questions with their answers, a default for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.rules.reading import Broken, confidence, need, tables, toml, unique

FILE = "rules/choices.toml"
SEVERITY, ONE_SEVERITY = "severity_rule", "one"
HIGH_TOXIC, ON = "high_toxic_monthly", "on"
POWER, DELEGATED = "enforcement_power", "delegated"
NEEDED = {SEVERITY: ONE_SEVERITY, HIGH_TOXIC: ON, POWER: DELEGATED}  # questions asked, with the answer looked for


@dataclass(frozen=True, slots=True)
class Choice:
    """One question. options: code -> words; default holds until the office answers."""

    key: str
    label: str
    help: str
    options: Mapping[str, str]
    default: str
    basis: str
    confidence: str


def read(texts: Mapping[str, str]) -> dict[str, Choice]:
    """Every question by key. Raises Broken for a default that is no answer, or a question the rules ask and miss."""
    entries = tables(toml(texts, FILE), "choice", FILE)
    unique((entry.get("key") for entry in entries), FILE, "choice.key")
    found = {}
    for entry in entries:
        key = need(entry, "key", str, FILE, "choice")
        options = {
            need(option, "code", str, FILE, f"{key}.option"): need(option, "label", str, FILE, f"{key}.option")
            for option in tables(entry, "option", FILE, key)
        }
        default = need(entry, "default", str, FILE, key)
        if default not in options:
            raise Broken(FILE, f"{key}.default", f"“{default}”不是可选的答案")
        label, help, basis = (need(entry, name, str, FILE, key) for name in ("label", "help", "basis"))
        sure = confidence(entry.get("confidence"), FILE, f"{key}.confidence")
        found[key] = Choice(key, label, help, options, default, basis, sure)
    for key, answer in NEEDED.items():
        if key not in found or answer not in found[key].options:
            raise Broken(FILE, f"choice {key}", f"缺少这一项，或它没有答案“{answer}”")
    return found
