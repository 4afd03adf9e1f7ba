"""Texts read as far as the stages between sentences and events need them."""

from datetime import date

from timeline.dates import tagger
from timeline.events.reading import Reading, readings
from timeline.events.tense import Tenses
from timeline.text import lexicon, syntax
from timeline.text.retag import Retagged

PUBLISHED = date(2025, 8, 13)  # a Wednesday


def read(text: str) -> list[Reading]:
    """The sentences of a text, with times and clauses."""
    sentences = Retagged(syntax.parse(text), lexicon.load())
    return list(readings(text, sentences, tagger.tag(text, PUBLISHED, "en", tenses=Tenses(sentences))))


def read_one(text: str) -> Reading:
    """The one sentence of a text."""
    (reading,) = read(text)
    return reading
