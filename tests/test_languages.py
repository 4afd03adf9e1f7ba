"""Every example of every rule in timeline/languages, as it stands and inside other text.

An example is a sentence with its expressions in brackets and, after "->", their TIMEX3 values, each with its mod and
EDTF where they matter ("-" for no value), parted by ";". One without brackets must have no expression. The publication
date is Wednesday, 13 August 2025, or the one after "@".
"""

import re
from datetime import date

import pytest

from timeline.dates.grammar import compile_grammar, languages, load
from timeline.dates.normalise import OPERATORS
from timeline.dates.tagger import tag

PUBLISHED = date(2025, 8, 13)
_MODS = re.compile(r"[A-Z_]+")


def read_example(example: str) -> tuple[str, list[tuple[str, ...]], date]:
    """(text, expected [words, value, mod or "", EDTF or ""], publication date)"""
    sentence, _, rest = example.partition(" -> ")
    rest, _, published = rest.partition(" @")
    words = re.findall(r"\[([^\]]*)\]", sentence)
    values = rest.split("; ") if rest else []
    assert len(words) == len(values), f"brackets and values differ in {example!r}"
    expected = []
    for text, value in zip(words, values, strict=True):
        parts = value.split()
        mod = next((part for part in parts[1:] if _MODS.fullmatch(part)), "")
        edtf = next((part for part in parts[1:] if part != mod), "")
        expected.append((text, "" if parts[0] == "-" else parts[0], mod, edtf))
    return re.sub(r"[\[\]]", "", sentence), expected, date.fromisoformat(published) if published else PUBLISHED


def found(text: str, published: date, language: str, expected: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """What the tagger finds, with mod and EDTF only where the example names them."""
    tagged = tag(text, published, language)
    pairs = [*expected, *([("", "", "", "")] * len(tagged))]
    return [
        (
            one.text,
            one.value,
            (one.mod or "") if wanted[2] else "",
            (one.temporal.edtf if one.temporal else "") if wanted[3] else "",
        )
        for one, wanted in zip(tagged, pairs, strict=False)
    ]


EXAMPLES = sorted({
    (language, rule.name, example)
    for language in languages()
    for rule in load(language).rules
    for example in rule.examples
})  # fmt: skip


@pytest.mark.parametrize(("language", "rule", "example"), EXAMPLES)
def test_example(language: str, rule: str, example: str) -> None:
    text, expected, published = read_example(example)
    assert found(text, published, language, expected) == expected, rule
    tagged = tag(text, published, language)
    assert not expected or any(one.rule == rule for one in tagged), f"read by {[one.rule for one in tagged]}"
    wrapped = f"“Ünïcödé 🙂.”\r\n{text}\r\n"
    assert [(one.text, one.value) for one in tag(wrapped, published, language)] == [(e[0], e[1]) for e in expected]


def test_every_top_rule_has_examples() -> None:
    for language in languages():
        missing = [rule.name for rule in load(language).rules if rule.top and not rule.examples]
        assert not missing


def test_every_meaning_has_its_operator() -> None:
    for language in languages():
        assert {rule.meaning for rule in load(language).rules} <= OPERATORS.keys()


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"name": "x", "pattern": "{nothing}", "meaning": "calendar", "examples": []}, "no word class or kind"),
        ({"name": "x", "pattern": "{w} {w}", "meaning": "calendar", "examples": []}, "used twice"),
        ({"name": "x", "kind": "K", "pattern": "a {K}", "meaning": "calendar", "examples": []}, "use themselves"),
        ({"name": "x", "pattern": "a", "meaning": "calendar"}, "examples"),
        ({"name": "x", "pattern": "a", "meaning": "calendar", "before": "(", "examples": []}, "rule x"),
    ],
)
def test_wrong_data_name_the_rule(rule: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        compile_grammar("xx", iter([{"words": {"w": {"one": 1}}, "rule": [rule]}]))


@pytest.mark.parametrize("language", languages())
def test_the_automaton_stays_small(language: str) -> None:
    """English has 330,000 instructions. At 520,000 its states no longer fitted RE2's cache: 300 times slower."""
    assert load(language).scanner.programsize < 400_000
