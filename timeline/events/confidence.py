"""How sure an event is: the share of events told the same way that were right in the tuned articles.

`benchmarks/events.py calibration` holds it against articles that nobody looked at.
"""

from typing import Final

from timeline.events.anchoring import Anchor
from timeline.events.reading import Reading
from timeline.model import Anchoring, Status
from timeline.text.lexicon import words

# Share of right events in the tuned articles by the way of anchoring.
_BY_ANCHORING: Final[dict[Anchoring, float]] = {"clause": 0.88, "word": 0.88, "sentence": 0.6}
_ENGLISH = words(
    "the a an of and to in on at for was is were are be by with from that it he she they his her will has had"
)
_MARKUP = frozenset("{}[]<>=|\\_#*@^~")


def confidence(reading: Reading, anchor: Anchor, status: Status) -> float:
    """Confidence of an event, 0 to 1: lower where the sentence is no plain prose, so that tables, code, verse and
    foreign words never look sure.
    """
    sure = _BY_ANCHORING.get(anchor.how, 0.5)
    clause = reading.clauses[anchor.mention.clause]
    low = reading.low
    if clause.subject is None and anchor.mention.kind == "verb":
        sure -= 0.15
    if status == "alleged":
        sure -= 0.1
    if low[-1] not in (".", "!", "?", '"', "”", "''", ")", "'", "’"):
        sure -= 0.2
    if len(low) > 5 and sum(word in _ENGLISH for word in low) * 12 < len(low):
        sure -= 0.3
    if sum(word[0] in _MARKUP for word in low) * 12 > len(low):
        sure -= 0.4
    return round(max(sure, 0.05), 2)
