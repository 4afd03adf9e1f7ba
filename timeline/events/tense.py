"""Which way a date without a year lies, by the verb that governs it."""

from bisect import bisect_right
from collections.abc import Sequence

from timeline.dates.normalise import Direction
from timeline.text.clauses import Verb, verb_groups
from timeline.text.lexicon import words
from timeline.text.retag import Retagged
from timeline.text.sentences import Sentence

# What is done to an occasion before it takes place: the date after them is the occasion's.
SETTING = words("plan schedule set due slate pencil book earmark fix time")
_TO_COME = frozenset(("be-to", "going"))
_AHEAD = frozenset(("will", "shall", "may", "might", "could", "should", "must", "can"))


class Tenses:
    """The verbs of a document, asked for the direction of a time expression by its place in the text."""

    def __init__(self, sentences: Retagged) -> None:
        self._sentences, self._lexicon = sentences, sentences.lexicon
        self._starts = [sentence.start for sentence in sentences.plain]
        self._verbs: dict[int, tuple[Sentence, list[Verb]]] = {}

    def __call__(self, start: int, end: int) -> Direction | None:
        """Past or future for a time at [start, end) of the text, None where no verb tells."""
        number = bisect_right(self._starts, start) - 1
        if number < 0:
            return None
        sentence, verbs = self._of(number)
        before = [verb for verb in verbs if sentence.tokens[verb.head].start < start]
        after = [verb for verb in verbs if sentence.tokens[verb.first].start >= end]
        if before and after and sentence.tokens[before[-1].head].pos == "VBN" and not before[-1].finite:
            way, ahead = self._way(sentence, after, 0), before[-1].lemma in self._lexicon.planned
            if ahead and after[0].perfect and after[0].tense == "present":
                return "future"  # "talks set for Friday have been called off"
            return None if ahead and way == "past" else way
        if before:
            return self._way(sentence, before, len(before) - 1)
        return self._way(sentence, after, 0) if after else None

    def _of(self, number: int) -> tuple[Sentence, list[Verb]]:
        found = self._verbs.get(number)
        if found is None:
            sentence, tags, low = self._sentences.mended(number)
            found = self._verbs[number] = sentence, verb_groups(tags, low, frozenset(), self._lexicon)
        return found

    def _way(self, sentence: Sentence, verbs: Sequence[Verb], k: int) -> Direction | None:
        """Direction of a verb; an infinitive or participle looks to the verb before it."""
        verb = verbs[k]
        cues = set(verb.cues)
        if verb.lemma in SETTING and verb.passive and verb.perfect:
            return "future"  # "a day of mourning has been set for Saturday"
        if (verb.modal in _AHEAD and not verb.perfect) or cues & self._lexicon.planned or cues & _TO_COME:
            return "future" if verb.tense != "past" or verb.perfect or not cues & {"be-to"} else None
        if verb.modal:
            return None
        if verb.perfect or verb.tense == "past":
            return "past"
        if not verb.finite and k > 0:
            governor = verbs[k - 1]
            if sentence.tokens[verb.first].pos == "TO" and governor.lemma in self._lexicon.planned:
                return "future"
            return self._way(sentence, verbs, k - 1)
        if verb.lemma == "follow" and not verb.cues:
            return "past"  # "the decision follows an opinion of 15 April"
        if verb.tense == "present":
            expected = verb.lemma in self._lexicon.planned  # "results are expected on Monday"
            return "past" if verb.passive and not verb.cues and not expected else "future"
        return None
