"""Which date belongs to which event."""

import pytest

from tests.reading_support import read_one
from timeline.events.anchoring import anchored, scope
from timeline.events.triggers import verb_mentions


def anchors(text: str) -> list[tuple[str, str, str]]:
    """Trigger, time and way of each anchor of a sentence."""
    reading = read_one(text)
    found = anchored(reading, verb_mentions(reading))
    return [(reading.low[a.mention.first], a.time.expression.text, a.how) for a in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The board met on Monday.", [("met", "Monday", "clause")]),
        ("The accord was signed on Aug. 4 and parliament approved it on Tuesday.",
         [("signed", "Aug. 4", "clause"), ("approved", "Tuesday", "clause")]),
        ("She left on Monday and reached Rome.", [("left", "Monday", "clause"), ("reached", "Monday", "sentence")]),
        ("The club won in 1978 and 1986.", [("won", "1978", "clause"), ("won", "1986", "clause")]),
        ("The company, which was founded in 1990, closed the plant on Monday.",
         [("founded", "1990", "clause"), ("closed", "Monday", "clause")]),
        ("Third-quarter results are due on Nov. 9.", [("results", "Nov. 9", "clause")]),
        ("A market that was to have been held in the square this Sunday has been cancelled.",
         [("held", "this Sunday", "clause")]),
        ("Schools are to open on Monday.", [("open", "Monday", "clause")]),
        ("The airport closed in 2008, and two years later it became a park.",
         [("closed", "2008", "clause"), ("became", "two years later", "clause")]),
        ("A month after the king's death, in December 1975, he took a train to Linares.",
         [("took", "December 1975", "clause"), ("death", "A month", "clause")]),
        ("Schools, which are shut today, hope to open on Monday.",
         [("shut", "today", "clause"), ("open", "Monday", "clause")]),
        ("Three years after the riot an earthquake brought down the temples in 1962.",
         [("brought", "1962", "clause")]),
        ("The next rate decision is scheduled for Nov. 22.", [("decision", "Nov. 22", "clause")]),
        ("The city's last shock of this size was in May 1960.", [("shock", "May 1960", "clause")]),
        ("The decision follows an opinion by its scientific committee on 15 April.",
         [("opinion", "15 April", "clause")]),
        ("Saturday's stage to Cangas was cut because of a rockfall.", [("cut", "Saturday", "clause")]),
        ("They were feeding the furnace in May 2019.", []),
        ("Mr. Brook, the member since 1974, resigned in April.", [("resigned", "April", "clause")]),
        ("The firm raised a million from a fund led by Ms Holt in 2014.", [("raised", "2014", "clause")]),
        ("Talks between the unions and the ministry, set for Friday, have been called off.",
         [("talks", "Friday", "clause")]),
        ("The judge is due to report by the end of June.", [("report", "the end of June", "clause")]),
        ("She might resign when the assembly meets on Tuesday.",
         [("meets", "Tuesday", "clause"), ("resign", "Tuesday", "sentence")]),
        ("The foreman testified on Tuesday.", [("testified", "Tuesday", "clause")]),
        ("On Thursday a crash brought down 30 riders; a Dutchman broke a leg.",
         [("brought", "Thursday", "clause"), ("broke", "Thursday", "sentence")]),
        ("In 1968 she married a cartographer; he drew her diagrams.", [("married", "1968", "clause")]),
        ("A court in Nairobi on Thursday ordered the release of a man detained last month.",
         [("ordered", "Thursday", "clause"), ("detained", "last month", "clause")]),
        ("The deal, first announced in January, was blocked by regulators in June and abandoned in July.",
         [("announced", "January", "clause"), ("blocked", "June", "clause"), ("deal", "July", "clause")]),
        ("The two countries, which fought a war in 1999, restored ties on Tuesday.",
         [("fought", "1999", "clause"), ("restored", "Tuesday", "clause")]),
        ("Construction began in 1998 and was finished in 2007.",
         [("construction", "1998", "clause"), ("finished", "2007", "clause")]),
        ("The bank was fined on Wednesday for fixing prices between 2009 and 2014.",
         [("fined", "Wednesday", "clause"), ("prices", "2009", "clause")]),
        ("Gannet-3 is to fly in 2027 or 2028.", [("fly", "2027", "clause")]),
        ("The vacancy arose in April, when Stanley Brook, the member since 1974, resigned.",
         [("arose", "April", "clause"), ("resigned", "April", "sentence")]),
        ("Its frescoes had survived since the 18th century.", []),
        ("The firm cut its forecast for 2026.", []),
        ("The town lies on a river and was small in 1990.", []),
    ],
)  # fmt: skip
def test_anchors(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert anchors(text) == expected


@pytest.mark.parametrize(
    ("text", "word", "edtf"),
    [
        ("The talks were the first since July 2001, when a patrol boat rammed a trawler.", "rammed", "2001-07"),
        ("He was interned until 1942, when a relief worker, Edith Marsh, rescued him.", "rescued", "1942"),
        ("She has lived in Rome since 1990, when the wall fell.", "fell", "1990"),
    ],
)
def test_what_happened_when_a_stretch_began_or_ended_takes_its_bound(text: str, word: str, edtf: str) -> None:
    reading = read_one(text)
    found = {reading.low[a.mention.first]: a for a in anchored(reading, verb_mentions(reading))}
    value = found[word].time.expression.temporal
    assert value is not None and value.edtf == edtf


def test_each_time_of_a_series_has_its_own_words() -> None:
    reading = read_one("The leaders met in Oslo in 2018 and again in 2019 (in Rome).")
    first, second = anchored(reading, verb_mentions(reading))
    assert "Oslo" in reading.words(scope(reading, first, (first, second)))
    assert "Rome" not in reading.words(scope(reading, first, (first, second)))
    assert "Rome" in reading.words(scope(reading, second, (first, second)))
