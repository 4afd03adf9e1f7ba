"""Whether: happened, planned, possible, alleged, called off; or denied, and then no event at all."""

from timeline.events.reading import Reading
from timeline.events.triggers import Mention
from timeline.model import Status, TemporalValue
from timeline.text.clauses import Clause, Verb
from timeline.text.lexicon import words

_POSSIBLE = frozenset(("could", "may", "might", "can"))
_EXPECTED = frozenset(("should", "must", "shall", "will", "ought"))
_CONDITIONS = frozenset(("if", "unless", "whether"))
# What these say is an accusation, not news.
_ACCUSERS = words(
    """
    prosecutors prosecutor prosecution indictment charges complaint lawsuit suit accusers plaintiffs plaintiff
    """
)
_STOPS = frozenset((".", "!", "?", "”", "''", '"'))
_NOBODY = words("nobody nothing none neither no")
_USUALLY = words("usually always often sometimes normally generally typically seldom rarely ever every whenever twice")
_SAID = frozenset(("say", "report", "think", "believe"))
_TO_COME = frozenset(("be-to", "going"))
_HEDGES = frozenset(["allegedly", "reportedly", "purportedly", "supposedly"])
_MAYBES = words("possibly perhaps maybe potentially conceivably")


def status_of(
    reading: Reading, mention: Mention, value: TemporalValue | None, published: str, narrated: bool = False
) -> Status | None:
    """Status of an event told by a mention and dated by a value; None where the text denies it.

    `narrated` is true where the present tense tells a story (`chronicle.py`), not how things stand.
    `published` is the article's date: a past tense never makes a future date happened, nor a plan that has no tense
    a past one planned.
    """
    clause = reading.clauses[mention.clause]
    if mention.kind == "noun" and (told := _fate(reading, mention, clause)):
        return told
    if clause.verb is None:
        return _by_date("occurred", value, published, tenseless=True)
    if mention.kind == "noun" and not _holds(reading, mention, clause):
        return _by_date("occurred", value, published, tenseless=True)
    if narrated:
        value = None
    return _of_clause(reading, mention.clause, value, published)


def _of_clause(
    reading: Reading, number: int, value: TemporalValue | None, published: str, depth: int = 0
) -> Status | None:
    clause = reading.clauses[number]
    verb = clause.verb
    if verb is None:
        return "occurred"
    parent = reading.clauses[clause.parent] if clause.parent is not None else None
    governor = parent.verb if parent else None
    own = _own_status(reading, clause, verb, governor)
    if own == "denied" or (own == "occurred" and _is_standing(reading, clause, verb, value, published)):
        return None
    if own == "occurred" and depth < 3 and governor and clause.parent is not None:
        own = _governed(reading, clause, parent, governor, value, published) or own
    if own == "occurred" and clause.marker in _CONDITIONS:
        own = "hypothetical"
    return _by_date(own, value, published, tenseless=not verb.finite or verb.tense == "present")


def _own_status(reading: Reading, clause: Clause, verb: Verb, governor: Verb | None) -> Status | str:
    """Status by the words of the verb group itself."""
    lexicon = reading.lexicon
    cues = set(verb.cues)
    words = set(reading.low[clause.first : clause.last])
    if verb.negated or cues & lexicon.negative or _is_general(reading, clause, verb, words):
        return "denied"
    if "be-to" in cues and verb.tense == "past" and (verb.perfect or governor is None):
        return "cancelled" if verb.perfect else "planned"
    if cues & lexicon.alleged or cues & _SAID or words & _HEDGES:
        return "alleged"
    if cues & lexicon.hypothetical:
        return "hypothetical"
    if verb.modal in _POSSIBLE or words & _MAYBES:
        return "hypothetical"
    if verb.modal == "would":
        return "planned" if clause.link == "content" else "hypothetical"
    if verb.modal in _EXPECTED or verb.tense == "future" or cues & lexicon.planned or cues & _TO_COME:
        return "planned"
    return "occurred"


def _is_general(reading: Reading, clause: Clause, verb: Verb, words: set[str]) -> bool:
    """Whether a clause tells of no occasion: what nobody did, what one can do or should have done, what usually is."""
    subject = reading.low[clause.subject[0]] if clause.subject else ""
    if subject in _NOBODY or verb.modal == "can" or (verb.modal in ("should", "ought", "would") and verb.perfect):
        return True
    if verb.tense != "present" or verb.modal or verb.perfect or verb.cues:
        return False
    return subject in ("you", "one") or bool(words & _USUALLY)


def _is_standing(reading: Reading, clause: Clause, verb: Verb, value: TemporalValue | None, published: str) -> bool:
    """Whether the present tense tells how things stand on a day gone by, not that something came about ("is stocked",
    "sells for")."""
    if verb.tense != "present" or verb.perfect or verb.progressive or verb.modal or verb.cues or not verb.finite:
        return False
    if value is None or value.latest is None or value.latest > published or value.precision == "open":
        return False
    if reading.low[verb.head] in reading.lexicon.unchanged:  # "they shut the office last Friday"
        return False
    return reading.low[-1] in _STOPS  # a headline tells of the past in the present tense


def _governed(
    reading: Reading, clause: Clause, parent: Clause | None, governor: Verb, value: TemporalValue | None, published: str
) -> Status | None:
    """What the governing clause makes of an infinitive, a participle or reported speech."""
    lexicon = reading.lexicon
    assert parent is not None
    if clause.link in ("infinitive", "content", "participle"):
        accuser = parent.subject and reading.low[parent.subject[1] - 1] in _ACCUSERS
        if (
            governor.lemma in lexicon.alleged
            and clause.marker in ("of", "with", "that", "")
            and (clause.link != "participle" or clause.marker in ("of", "with"))
        ):
            return (
                "alleged" if governor.lemma in ("accuse", "allege", "suspect", "claim", "charge", "purport") else None
            )
        if accuser and clause.link == "content":
            return "alleged"
    if clause.link == "infinitive":
        if governor.lemma in lexicon.negative or governor.negated:
            return None
        if governor.lemma in lexicon.hypothetical or governor.modal in _POSSIBLE:
            return "hypothetical"
        if governor.lemma in lexicon.planned or governor.tense == "future":
            return "planned"
        if governor.cues and set(governor.cues) & lexicon.planned:
            return "planned"
    if clause.link == "coordinate" and clause.verb and clause.verb.tense == "none":
        if governor.modal in _POSSIBLE:
            return "hypothetical"
        if governor.tense == "future" or set(governor.cues) & lexicon.planned:
            return "planned"
    return None


def _holds(reading: Reading, mention: Mention, clause: Clause) -> bool:
    """Whether the clause's verb is said of the noun: its subject, or its object."""
    verb = clause.verb
    assert verb is not None
    if clause.subject and clause.subject[0] <= mention.first < clause.subject[1]:
        return True
    between = reading.tokens[verb.last : mention.first]
    return mention.first >= verb.last and not any(token.pos in ("IN", "TO", "CC", ",") for token in between)


def _fate(reading: Reading, mention: Mention, clause: Clause) -> Status | None:
    """ "Cancelled" of a noun that a verb of calling off is said of, in its own clause or the one around it."""
    lexicon = reading.lexicon
    for k, other in enumerate(reading.clauses):
        verb = other.verb
        if (
            verb is None
            or verb.negated
            or (verb.lemma not in lexicon.cancelled and verb.lemma not in ("call_off", "cancel"))
        ):
            continue
        if verb.modal in _POSSIBLE:
            continue
        if other.subject and other.subject[0] <= mention.first < other.subject[1] and verb.passive:
            return "cancelled"
        if other.before is not None and verb.passive:
            before = reading.clauses[other.before]
            if before.first <= mention.first < before.last:
                return "cancelled"
        if not verb.passive and k == mention.clause and mention.first >= verb.last and _holds(reading, mention, other):
            return "cancelled"
    return None


def _by_date(status: str, value: TemporalValue | None, published: str, tenseless: bool) -> Status:
    """The status, mended by the date: what lies ahead has not happened yet."""
    if status == "occurred" and value and value.earliest and value.earliest > published:
        return "planned"
    if status == "occurred" and tenseless and value and value.precision == "open" and value.latest is None:
        return "planned" if value.earliest and value.earliest >= published else "occurred"
    if status == "planned" and value and value.latest and value.latest < published and tenseless:
        return "occurred"
    return status  # type: ignore[return-value]
