"""Tags mended by grammar and lexicon: each rule on a sentence that needs it, and on one that it must leave alone."""

import pytest

from timeline.text.lexicon import load
from timeline.text.retag import Retagged, retag
from timeline.text.sentences import Sentence, Token, lower, made

WORDS = load("en")


def tagged(text: str) -> list[Token]:
    """Tokens of "word/TAG word/TAG"."""
    pairs = [pair.rpartition("/") for pair in text.split()]
    words = [word for word, _, _ in pairs]
    starts = [sum(len(word) + 1 for word in words[:at]) for at in range(len(words))]
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    return made(starts, ends, words, [tag for _, _, tag in pairs])


def tags(text: str) -> list[str]:
    """The tags after mending."""
    return [token.pos for token in retag(tagged(text), WORDS)]


@pytest.mark.parametrize(
    ("text", "word", "tag"),
    [
        ("Sales/NNS could/MD top/NN forecasts/NNS", 2, "VB"),
        ("The/DT firm/NN fell/VBN sharply/RB", 2, "VBD"),
        ("He/PRP has/VBZ fallen/VBD", 2, "VBN"),
        ("They/PRP never/VBP met/VBD", 1, "RB"),
        ("The/DT will/MD was/VBD read/VBN", 1, "NN"),
        ("police/NNS met/VBN the/DT mayor/NN", 1, "VBD"),
        ("a/DT team/NN led/VBD by/IN her/PRP searched/VBD the/DT beach/NN", 2, "VBN"),
        ("He/PRP visited/VBD Marked/VBN Tree/NNP", 2, "NNP"),
        ("The/DT minister/NN visits/NNS Paris/NNP", 2, "VBZ"),
        ("They/PRP held/VBD a/DT following/VBG vote/NN", 3, "JJ"),
        ("Supporters/NNS plan/NN to/TO march/VB", 1, "VBP"),
        ("The/DT trial/NN opened/VBN in/IN March/NNP and/CC is/VBZ on/RB", 2, "VBD"),
        ("France/NNP beat/VBP Wales/NNP", 1, "VBD"),
        ("It/PRP freed/VBD a/DT man/NN detained/VBD last/JJ month/NN ./.", 4, "VBN"),
        ("The/DT deal/NN ,/, first/RB announced/VBD in/IN May/NNP ,/, was/VBD blocked/VBN", 4, "VBN"),
        ("The/DT pair/NN ,/, who/WP fought/VBD in/IN May/NNP ,/, restored/VBN ties/NNS", 8, "VBD"),
        ("pension/NN funds/VBZ holding/VBG shares/NNS voted/VBD against/IN", 1, "NNS"),
        ("It/PRP got/VBD money/NN from/IN a/DT fund/NN led/VBD by/IN her/PRP", 6, "VBN"),
        ("They/PRP hope/VBP to/TO open/JJ on/IN Monday/NNP", 3, "VB"),
        ("It/PRP was/VBD recalled/VBN because/IN its/PRP$ hinges/NNS cracked/VBN in/IN the/DT cold/NN", 6, "VBD"),
        ("They/PRP hope/VBP to/IN open/JJ on/IN Monday/NNP", 3, "VB"),
        ("She/PRP saw/VBD the/DT dog/NN that/DT bit/NN him/PRP", 5, "VBD"),
    ],
)
def test_mends(text: str, word: int, tag: str) -> None:
    before = tagged(text)[word].pos
    assert before != tag, "the case shows nothing"
    assert tags(text)[word] == tag


@pytest.mark.parametrize(
    "text",
    [
        "The/DT council/NN met/VBD on/IN Monday/NNP ./.",
        "It/PRP was/VBD led/VBN by/IN a/DT judge/NN ./.",
        "She/PRP will/MD visit/VB Oslo/NNP ./.",
        "a/DT man/NN called/VBN Smith/NNP left/VBD",
    ],
)
def test_leaves_right_tags_alone(text: str) -> None:
    tokens = tagged(text)
    assert retag(tokens, WORDS) == tuple(tokens)


def test_nothing_but_tags_changes() -> None:
    tokens = tagged("The/DT firm/NN fell/VBN sharply/RB")
    assert [token[:3] for token in retag(tokens, WORDS)] == [token[:3] for token in tokens]
    assert retag([], WORDS) == ()


def test_sentences_are_mended_once_and_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(
        "timeline.text.retag.retag", lambda tokens, lexicon: asked.append(lower(tokens)) or retag(tokens, lexicon)
    )
    first, second = (tuple(tagged(text)) for text in ("Rain/NN fell/VBN", "He/PRP left/VBD"))
    sentences = Retagged([Sentence(0, 9, first), Sentence(10, 17, second)], WORDS)
    assert asked == []
    assert sentences.mended(0) is sentences.mended(0)
    assert asked == [["rain", "fell"]]
    assert sentences.plain[0].tokens == first


def test_what_reports_before_another_verb_stays_a_verb() -> None:
    assert tags("The/DT board/NN says/VBZ sales/NNS rose/VBD")[2] == "VBZ"
