"""Which noun a time stands at: the event it dates ("the vote on Friday"), or a thing it names ("the 2017 contract")."""

from timeline.events.reading import Reading, Time
from timeline.events.triggers import Mention, head_noun, held_noun, is_event_noun, noun_mention
from timeline.text.clauses import Clause
from timeline.text.lexicon import words

NAMED = -1
"""In place of a token index: the time only names a thing and dates nothing."""
_AFTER_NOUN = words(
    """
    on in of for at from since during by between until early late mid this last next around about before after
    """
)
_BEFORE_TIME = _AFTER_NOUN | {"(", ","}
_LOCATIVE = words(
    """
    in at near on of between with from to for outside against over about by into inside off through across among
    """
)
_TEMPORAL = words("after before since following until during ahead")
# What these are "for" is the time they speak of, not when they came out.
_AHEAD = words("forecast forecasts outlook guidance target targets budget estimate estimates plan plans projection")
_EMPTY_TRIGGER = frozenset(("be", "have"))


def pointing(time: Time) -> bool:
    """Whether the time is a word on the event that points past or future ("upcoming")."""
    temporal = time.expression.temporal
    return temporal is not None and temporal.precision == "open"


def noun_named(reading: Reading, time: Time) -> int | None:
    """Index of the event noun the time stands at; NAMED where it only names a thing; None where it goes with a verb."""
    tokens, low = reading.tokens, reading.low
    after, n = time.last, len(reading.tokens)
    possessive = after < n and low[after] in ("'s", "’s", "'", "’")
    own_possessive = low[time.last - 1] in ("'s", "’s")
    opens = time.first == reading.begin or low[time.first - 1] in (",", "on", "in", "—", "–")
    determined = time.first > 0 and tokens[time.first - 1].pos in ("DT", "PRP$", "POS", "JJ", "NNP", "NN") and not opens
    starts_phrase = low[time.first] in ("the", "this", "that", "an", "a", "his", "its", "their", "her")
    if after < n and (possessive or own_possessive or determined or starts_phrase or pointing(time)):
        head = head_noun(reading, after + possessive, n)
        if head is not None and not reading.timed & set(range(after, head)):
            if is_event_noun(reading, head):
                return NAMED if _only_names(reading, time, head) else head
            if possessive and _of_the_verb(reading, time, head):
                return None
            if possessive or own_possessive or (determined and not _adverbial(reading, time)) or pointing(time):
                return NAMED
    return _noun_before(reading, time)


def _of_the_verb(reading: Reading, time: Time, head: int) -> bool:
    """Whether a day in the possessive tells when the thing of its phrase was acted on ("Saturday's stage was cut")."""
    value = time.expression.temporal
    if value is None or value.precision not in ("day", "minute"):
        return False
    clause = reading.clauses[reading.clause_at(head)]
    return clause.subject is not None and clause.subject[0] <= time.last + 1 <= head < clause.subject[1]


def _only_names(reading: Reading, time: Time, noun: int) -> bool:
    """Whether a year before a noun only tells which paper or thing is meant ("the 2017 contract is long")."""
    value = time.expression.temporal
    if value is None or value.precision != "year":
        return False
    clause = reading.clauses[reading.clause_at(noun)]
    first = time.first
    while first > reading.begin and reading.tokens[first - 1].pos in ("DT", "PRP$", "POS", "NN", "NNP", "JJ"):
        first -= 1
    governed = first > reading.begin and reading.tokens[first - 1].pos == "IN"
    stative = clause.verb is not None and clause.verb.lemma in reading.lexicon.state
    return (stative or governed) and reading.lexicon.noun_types.get(reading.low[noun]) in (
        "agreement",
        "legislation",
        "statement",
        "economic",
    )


def _adverbial(reading: Reading, time: Time) -> bool:
    """Whether a time after a noun is an adverb ("the council Monday approved"), not part of a name."""
    return reading.tokens[time.last].pos in ("VBD", "VBZ", "MD", "VBN", "IN", "TO", ",", ".", "CC", "DT", "RB", "VBG")


def _apposed(reading: Reading, time: Time) -> bool:
    """Whether a time belongs to a noun phrase set off by commas ("Mr. Brook, the member since 1974, resigned")."""
    tokens, low, i = reading.tokens, reading.low, time.first - 1
    if time.last >= len(low) or low[time.last] != "," or i <= reading.begin or tokens[i].pos != "IN":
        return False
    first = i
    while first > reading.begin and tokens[first - 1].pos in _APPOSITION:
        first -= 1
    opens = first > reading.begin + 1 and low[first - 1] == "," and tokens[first - 2].pos.startswith("NN")
    return opens and first < i and first - 2 not in reading.timed and not is_event_noun(reading, first - 2)


_APPOSITION = frozenset(("DT", "PRP$", "JJ", "NN", "NNS", "NNP", "POS", "JJS"))


def _noun_before(reading: Reading, time: Time) -> int | None:
    """Index of the event noun that a following time belongs to ("the eruption in 1985 killed …"), or None."""
    tokens, low = reading.tokens, reading.low
    i = time.first - 1
    while (
        i > reading.begin
        and low[i] in _BEFORE_TIME
        and tokens[i].pos in ("IN", "(", "-LRB-", ",", "RB", "JJ", "TO", "VBG")
    ):
        i -= 1
    noun = None
    for _ in range(4):
        if i < reading.begin or i in reading.timed:
            break
        if is_event_noun(reading, i):
            noun = i
            break
        start = i
        while start > reading.begin and tokens[start].pos in (
            "NN",
            "NNS",
            "NNP",
            "NNPS",
            "DT",
            "JJ",
            "CD",
            "POS",
            "PRP$",
            "PRP",
            "CC",
            ")",
            "(",
            "-LRB-",
            "-RRB-",
        ):
            start -= 1
        if start == i or low[start] not in _LOCATIVE:
            break
        i = start - 1
    if noun is None:
        return NAMED if _apposed(reading, time) else None
    if low[time.first - 1] == "for" and low[noun] in _AHEAD:
        return NAMED
    return noun if _claims(reading, noun, time) else None


def _claims(reading: Reading, noun: int, time: Time) -> bool:
    """Whether a noun, not the verb of its clause, takes the time that follows it."""
    number = reading.clause_at(noun)
    clause = reading.clauses[number]
    first = noun
    while first > reading.begin and reading.tokens[first - 1].pos in (
        "DT",
        "JJ",
        "NN",
        "NNP",
        "NNS",
        "NNPS",
        "PRP$",
        "POS",
        "CD",
        "VBN",
        "VBG",
        "JJR",
        "JJS",
    ):
        first -= 1
    governor = reading.low[first - 1] if first > reading.begin else ""
    verb = clause.verb
    if verb is None:
        follower = next((c for c in reading.clauses if c.before == number), None)
        return follower is None or time.last <= follower.first
    if noun < verb.first:
        if reading.low[noun] in reading.lexicon.groups and time.last >= verb.first - 1:
            return False  # "a court in Nairobi on Thursday ordered"
        if governor in _TEMPORAL and "," in reading.low[noun + 1 : time.first] and time.last < verb.first:
            return False  # "a month after his death, in December 1975, he took a train"
        return not (governor in ("in", "at", "on", "during", "under") or time.first > verb.first)
    if governor in _TEMPORAL or reading.low[time.first - 1] == "for":
        return True
    return verb.lemma in _EMPTY_TRIGGER and noun != held_noun(reading, number)


def antecedent(reading: Reading, clause: Clause) -> int | None:
    """Index of the noun that a bare participle stands at."""
    i = clause.first - 1
    while i >= reading.begin and reading.low[i] in (",", "("):
        i -= 1
    verb = clause.verb
    while verb and i < verb.first - 1 and reading.tokens[i + 1].pos.startswith("NN"):
        i += 1
    event = i
    while event >= reading.begin and reading.tokens[event].pos in (
        "NN",
        "NNS",
        "NNP",
        "NNPS",
        "IN",
        "DT",
        "TO",
        "JJ",
        "CC",
        "CD",
    ):
        if is_event_noun(reading, event):
            return event
        event -= 1
    return i if i >= reading.begin and reading.tokens[i].pos.startswith("NN") else None


def fragment_noun(reading: Reading) -> list[Mention]:
    """The event noun of a sentence without a verb ("Next council meeting: 7 May")."""
    for i in range(len(reading.tokens) - 1, reading.begin - 1, -1):
        if is_event_noun(reading, i):
            return [noun_mention(reading, i)]
    return []
