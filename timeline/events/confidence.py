"""How sure an event is: the chance that it is right, by how it was told.

The weights are those of a logistic regression over the events of articles whose events were marked by hand, by
`tools/fit_confidence.py` (687 events; with each article left out in turn it ranks right over wrong events 69 times in a
hundred). Rules do better on articles that they were written with, so the constant is lowered by what they lose on
others. `benchmarks/events.py calibration` holds the result against articles that nobody looked at.
"""

from functools import lru_cache
from math import exp, log
from operator import itemgetter
from typing import Final

from timeline.events.anchoring import Anchor
from timeline.events.reading import Reading
from timeline.model import Status
from timeline.text.lexicon import words

_BASE: Final = 1.95 - 0.2
"""Log-odds of an event without any sign; the second number is what articles that were not tuned on lose."""
_TRIGGER: Final = 0.15
"""For each unit of the log-odds that the model of triggers gives to the word."""
WEIGHTS: Final[dict[str, float]] = {
    "no subject": -0.3,
    "noun": 0.1,
    "taken over": -1.2,  # the time stands in another clause
    "clock": -1.4,
    "relative": -0.25,
    "year": 0.15,
    "other times": -0.45,  # for each further time of the sentence, up to three
    "possible": -0.5,
    "accused": 0.0,
    "no full stop": -1.2,
    "not English": -1.8,
    "markup": -2.5,
}
"""Change of the log-odds by each sign; the last three, which prose does not have, are set by hand, so that tables,
code, verse and foreign words never look sure."""
_LEAST, _MOST = 0.05, 0.97
_ENDS = frozenset((".", "!", "?", '"', "”", "''", ")", "'", "’"))
_ENGLISH = words(
    "the a an of and to in on at for was is were are be by with from that it he she they his her will has had"
)
_MARKUP = frozenset("{}[]<>=|\\_#*@^~")
_FIRST = itemgetter(0)


def confidence(reading: Reading, anchor: Anchor, status: Status) -> float:
    """Confidence of an event, 0 to 1."""
    chance = min(max(reading.tokens[anchor.mention.first].trigger, 0.001), 0.999)
    odds = _BASE + _TRIGGER * log(chance / (1 - chance))
    odds += sum(WEIGHTS[sign] * much for sign, much in signs(reading, anchor, status).items())
    return round(min(max(1 / (1 + exp(-odds)), _LEAST), _MOST), 2)


def signs(reading: Reading, anchor: Anchor, status: Status) -> dict[str, float]:
    """What speaks for or against an event, by name, as multiples of its weight."""
    expression, mention = anchor.time.expression, anchor.mention
    precision = expression.temporal.precision if expression.temporal else ""
    named = any(map(str.isdigit, expression.text))
    return {
        "no subject": mention.kind == "verb" and reading.clauses[mention.clause].subject is None,
        "noun": mention.kind == "noun",
        "taken over": anchor.how == "sentence",
        "clock": precision == "minute",
        "relative": expression.anchor is not None and not named,
        "year": precision == "year",
        "other times": min(len(reading.times), 4) - 1,
        "possible": status == "hypothetical",
        "accused": status == "alleged",
        **_of_prose(reading),
    }


@lru_cache(maxsize=1)  # the events of a sentence follow one another
def _of_prose(reading: Reading) -> dict[str, float]:
    """What speaks against every event of a sentence: that it is no prose."""
    low = reading.low
    return {
        "no full stop": low[-1] not in _ENDS,
        "not English": len(low) > 5 and sum(map(_ENGLISH.__contains__, low)) * 12 < len(low),
        "markup": sum(map(_MARKUP.__contains__, map(_FIRST, low))) * 12 > len(low),
    }
