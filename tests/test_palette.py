"""The colours of the page: families apart for every kind of eye, marks and text against their ground."""

import math
import re
from itertools import combinations
from pathlib import Path

import pytest

from api.pages import _FAMILIES

STATIC = Path(__file__).parents[1] / "api" / "static"
CSS = (STATIC / "style.css").read_text()
FAMILIES = ("diplomacy", "politics", "conflict", "disaster", "economy", "life", "other")

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
EYES = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
APART = 0.08
"""Least distance in Oklab, where 0.02 is just noticeable; shapes tell the families apart as well."""


def scheme(dark: bool) -> dict[str, str]:
    block = re.search(r':root\[data-theme="dark"\] \{(.*?)\}' if dark else r":root \{(.*?)\}", CSS, re.S)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", block[1]))


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def oklab(rgb: list[float]) -> tuple[float, float, float]:
    r, g, b = (max(0.0, part) for part in rgb)
    lms = (
        0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b,
        0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b,
        0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b,
    )
    x, y, z = (part ** (1 / 3) for part in lms)
    return (
        0.2104542553 * x + 0.7936177850 * y - 0.0040720468 * z,
        1.9779984951 * x - 2.4285922050 * y + 0.4505937099 * z,
        0.0259040371 * x + 0.7827717662 * y - 0.8086757660 * z,
    )


def contrast(one: str, other: str) -> float:
    light, dark = sorted(
        (0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(one), linear(other))), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("eye", EYES)
def test_families_are_apart(eye, dark):
    colours = scheme(dark)
    seen = {
        name: oklab([sum(a * b for a, b in zip(row, linear(colours[name]), strict=True)) for row in EYES[eye]])
        for name in FAMILIES
    }
    close = {(a, b): math.dist(seen[a], seen[b]) for a, b in combinations(FAMILIES, 2)}
    assert {pair: round(way, 3) for pair, way in close.items() if way < APART} == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_marks_and_text_stand_out(dark):
    colours = scheme(dark)
    for name in FAMILIES:
        assert contrast(colours[name], colours["band"]) >= 3, name
    for name in ("ink", "soft", "accent", "flag"):
        for ground in ("paper", "raised"):
            assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
    for ground in ("sentence", "trigger", "time", "accent-soft", "flag-soft"):
        assert contrast(colours["ink"], colours[ground]) >= 4.5, ground


def test_both_ways_to_the_dark_are_the_same():
    chosen = re.search(r':root\[data-theme="dark"\] \{(.*?)\}', CSS, re.S)[1].split()
    system = re.search(r":root:not\(\[data-theme\]\) \{(.*?)\}", CSS, re.S)[1].split()
    assert chosen == system


def test_page_and_template_know_the_same_families():
    script = (STATIC / "families.js").read_text()
    told = {
        name: tuple(re.findall(r"'(\w+)'", types))
        for name, types in re.findall(r"id: '(\w+)'.*?types: \[(.*?)\]", script)
    }
    assert told.pop("other") == ("other",)
    assert told == _FAMILIES
