"""Sentence and token splitting: the rules one by one, then what holds for any text at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.text.sentences import LONGEST, split


def _tokens(text: str) -> list[str]:
    return [token.text for sentence in split(text) for token in sentence.tokens]


@pytest.mark.parametrize(
    "marked",  # a bar stands where a sentence opens
    [
        "Mr. Putin met Donald J. Trump on Aug. 15 at 9:30 a.m. in the U.S. Senate. |They left.",
        "He lives in the U.S. |He works there.",
        "It closed at 4 p.m. Eastern on Friday. |Shares fell.",
        "It opened at 9 a.m. |Police came.",
        "Apple Inc. said profits rose 3.5% to $1.2bn. |Analysts cheered.",
        "It was sold to Apple Inc. |The company said so.",
        "He said no. |Officials agreed on no. 4.",
        "She came No. 3 in the race. |No. |That is wrong.",
        '"It is over," he said. |"Really?" she asked. |"Yes." |Then he left.',
        "“It is over.” |He left… |She stayed. |Why?! |Nobody knows.",
        "(He was late.) |[She was not.]",
        "The war ended. |12 people died. |Nine lived.",
        "The siege ended.|The town rejoiced.",
        "Er kam am 3. Oktober 2020. |Sie blieb.",
        "we were there. |then he went away. |nobody saw him.",
        "他说。|我们走！",
        "Yahoo! said it would. |Gen. Smith et al. agreed.",
        "Ph.D. students met St. John vs. Dr. Who on Oct. 3. |OK.",
        "Storm hits coast\n|A storm hit the coast on Friday.\n|Two died.",
        "Storm hits coast\r\n\r\n|no capital here",
        "The council met:\n|- to vote\n|- to eat\n|* to go",
        "|1. Open the door. |Go.\n|2. Shut it. |Stay.",
        "These lines were wrapped by hand to a narrow width\nand go on in the next line, even where its first word\n"
        "Friday has a capital, because it would not have\nfitted. |This ends.",
        "A poem has short lines\n|And capitals\n|For each of the lines that follow",
    ],
)
def test_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    text = marked.replace("|", "")
    parts = [part.strip() for part in marked.split("|") if part.strip()]
    assert [text[sentence.start : sentence.end] for sentence in split(text)] == parts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He didn't; can’t they've?", "He did n't ; ca n’t they 've ?"),
        ("Russia's workers' U.S.'s", "Russia 's workers ' U.S. 's"),
        ("U.S.-led and Paris-based, re-elected Kim Jong-un", "U.S. - led and Paris -based , re-elected Kim Jong-un"),
        ("$3.5bn, 1,000.50 (5.2%) 9:30 1990s '90s 2018-19", "$ 3.5bn , 1,000.50 ( 5.2 % ) 9:30 1990s '90s 2018-19"),
        ("AT&T a@b.com (https://x.org/a?b=1).", "AT&T a@b.com ( https://x.org/a?b=1 ) ."),
        ("one—two - three... four", "one — two - three ... four"),
        ("😀 ok", "😀 ok"),
    ],
)
def test_tokens_are_those_of_a_treebank(text: str, words: str) -> None:
    assert _tokens(text) == words.split()


def test_empty_text_has_no_sentences() -> None:
    assert split("") == split(" \r\n\t ") == ()


def test_sentence_without_end_is_cut() -> None:
    parts = split("word " * 1000)
    assert max(len(part.tokens) for part in parts) == LONGEST
    assert sum(len(part.tokens) for part in parts) == 1000


@given(st.text() | st.text("aA.1 \n\"'-(,!\r…’é"))
def test_tokens_quote_the_text_in_order_and_lose_nothing(text: str) -> None:
    at = 0
    for sentence in split(text):
        assert (sentence.start, sentence.end) == (sentence.tokens[0].start, sentence.tokens[-1].end)
        for token in sentence.tokens:
            assert token.text and token.text == text[token.start : token.end]
            assert not text[at : token.start].strip()
            at = token.end
    assert not text[at:].strip()


@pytest.mark.parametrize("noise", ["a", "(", ".\n", "A. ", "a-", "1.", "\n", '"', "a.b", "?!", " \n", "I'"])
def test_noise_is_split_without_recursion_or_backtracking(noise: str) -> None:
    text = noise * (200_000 // len(noise))
    assert sum(len(token.text) for sentence in split(text) for token in sentence.tokens) <= len(text)
