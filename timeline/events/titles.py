"""Titles: the clause cut from the text, names in full, present tense, without its dates, at most 100 characters."""

from collections.abc import Mapping

from timeline.events.reading import Reading
from timeline.events.triggers import Mention
from timeline.model import Status
from timeline.text.clauses import Range, Verb
from timeline.text.lexicon import Lexicon, present, words

LONGEST = 100
_TIME_PREPOSITIONS = words(
    """
    on in at of by since during from until till before after around about for between over within through early late
    mid next last as of
    """
)
_BEFORE_TIMES = _TIME_PREPOSITIONS | {",", "and", "again", "("}
_DANGLING = words(
    """
    and or but the a an of in on at to with by for from that which who as his her its their than into over under
    after before about when where shortly also just more all because while if
    """
)
_CUT = frozenset((";", "—", "–", "--", '"', "“", "”", "``", "''"))
_PHRASE_CUT = _CUT | {",", "("}
_BY = ("by", "IN")
_MANY = words("police people troops aircraft crews rescuers cattle media data")

Names = Mapping[int, tuple[int, str]]
"""Words that a title spells out: token index where a pronoun or short name begins -> its end and the full name."""


def title(reading: Reading, mention: Mention, names: Names, status: Status, scope: Range) -> str:
    """A line that reads on its own for an event told by a mention; `scope` are the tokens that tell of it."""
    if mention.kind == "noun":
        line = shorten(_noun_title(reading, mention, names))
        clause = reading.clauses[mention.clause]
        if len(line.split()) > 2 or clause.verb is None or not clause.subject:
            return line
    return shorten(_verb_title(reading, mention, names, status, scope))


def shorten(text: str, longest: int = LONGEST) -> str:
    """A text as a title: first letter large, no more than `longest` characters, cut at a word that can end a line."""
    words = text.replace("\n", " ").split()
    while words and (len(" ".join(words)) > longest or words[-1].lower().strip(",;:") in _DANGLING):
        words.pop()
    line = " ".join(words).strip(" ,;:-–—")
    if line.count("(") != line.count(")"):
        line = line.split(" (")[0] if line.count("(") > line.count(")") else line.replace(")", "")
    return line[:1].upper() + line[1:]


def _verb_title(reading: Reading, mention: Mention, names: Names, status: Status, scope: Range) -> str:
    clause = reading.clauses[mention.clause]
    verb = clause.verb
    assert verb is not None
    subject = _phrase(reading, clause.subject, names) if clause.subject else ""
    plural = _is_plural(reading, clause.subject, names)
    names = {i: name for i, name in names.items() if not _is_own(name[1], subject)}
    first = max(verb.last, scope[0])
    while first < scope[1] and reading.low[first] == "(":
        first += 1
    rest = _phrase(reading, (first, _extent(reading, first, scope[1])), names, drop_times=True)
    return " ".join(part for part in (subject, _verb_words(reading, verb, plural, status, bool(subject)), rest) if part)


def _extent(reading: Reading, first: int, last: int) -> int:
    """Where the title's part of [first, last) ends: where a new thought begins, else at its end."""
    return next(
        (
            i
            for i in range(first, last)
            if reading.low[i] in _CUT or reading.low[i] in "()" or reading.tokens[i].pos in ("VBD", "VBZ", "MD")
        ),
        last,
    )


def _is_own(name: str, subject: str) -> bool:
    """Whether a name in the possessive is that of the subject: "its" tells as much."""
    return name.endswith("'s") and name[:-2] in subject


def _verb_words(reading: Reading, verb: Verb, plural: bool, status: Status, has_subject: bool) -> str:
    """The verb group in the present tense where that is easy, else as it stands."""
    tokens, lexicon = reading.tokens, reading.lexicon
    tail = [reading.tokens[i].text for i in range(verb.head + 1, verb.last)]
    head = tokens[verb.head]
    if verb.lemma == "be" and not verb.cues and not verb.modal and verb.finite:
        return " ".join([present("be", plural), *tail])
    if status in ("planned", "hypothetical") and verb.finite:
        if verb.modal and verb.modal != "would":
            words = [t.text for t in tokens[verb.first : verb.last]]
            return _expand(" ".join(words))
        if verb.passive:
            return " ".join(["to be", head.text, *tail])
        return " ".join(["to", lexicon_base(lexicon, verb), *tail])
    if not verb.finite and not verb.passive:
        if head.pos in ("VBG", "VB", "VBN") and has_subject:
            return " ".join([present(lexicon_base(lexicon, verb), plural), *tail])
        return " ".join([head.text, *tail])
    if verb.passive:
        be = "are" if plural else "is"
        return " ".join([be, head.text, *tail])
    if verb.cues or verb.modal:
        return _expand(" ".join(t.text for t in tokens[verb.first : verb.last]))
    base = lexicon_base(lexicon, verb)
    if base not in lexicon.bases and head.pos in ("VBD", "VBN"):
        return " ".join([head.text, *tail])
    return " ".join([present(base, plural), *tail])


def lexicon_base(lexicon: Lexicon, verb: Verb) -> str:
    """Base form of the main verb, without the particle of a phrasal verb."""
    return verb.lemma.split("_")[0]


def _expand(words: str) -> str:
    return words.replace(" 'll", " will").replace("’ll", " will").replace("'ll", "will")


def _noun_title(reading: Reading, mention: Mention, names: Names) -> str:
    """The noun phrase around a noun that names an event, with what hangs on it."""
    first = mention.first
    while first > reading.begin and first - 1 not in reading.timed and reading.tokens[first - 1].pos in (
        "JJ", "NN", "NNS", "NNP", "NNPS", "CD", "POS", "VBG", "PRP$", "JJR", "JJS", "VBN", "HYPH", "DT",
    ):  # fmt: skip
        first -= 1
    last = mention.last
    clause = reading.clauses[mention.clause]
    verb = clause.verb
    stop = clause.last if verb is None or mention.first >= verb.first else verb.first
    while (
        last < stop
        and reading.low[last] not in _PHRASE_CUT
        and reading.tokens[last].pos not in ("WDT", "WP", "VBN", "VBD", "MD", "VBZ", "WRB")
    ):
        last += 1
    words = _phrase(reading, (first, last), names, drop_times=True)
    for article in (
        "the ",
        "a ",
        "an ",
        "this ",
        "that ",
        "The ",
        "A ",
        "An ",
        "upcoming ",
        "its ",
        "their ",
        "his ",
        "her ",
    ):
        words = words.removeprefix(article)
    return words


def _phrase(reading: Reading, span: Range, names: Names, drop_times: bool = False) -> str:
    """Words of a token range, names spelled out, time expressions and their prepositions left out on demand."""
    parts: list[str] = []
    i = span[0]
    end_before = -1
    while i < span[1]:
        token = reading.tokens[i]
        if i in names:
            stop, name = names[i]
            if name:
                parts.append((" " if parts else "") + name)
            i = max(stop, i + 1)
            end_before = reading.tokens[i - 1].end
            continue
        if drop_times and i in reading.timed:
            while parts and parts[-1].strip().lower() in _BEFORE_TIMES:
                parts.pop()
            i += 1
            end_before = -1
            continue
        space = " " if parts and (end_before < 0 or token.start > end_before) else ""
        if token.text in (",", ".", ")", "'s", "’s", "?", "!", "”"):
            space = ""
        parts.append(space + token.text)
        end_before = token.end
        i += 1
    return "".join(parts).strip(" ,.?!;:")


def _is_plural(reading: Reading, subject: Range | None, names: Names) -> bool:
    if subject is None:
        return False
    words = reading.low[subject[0] : subject[1]]
    if subject[0] in names and names[subject[0]][0] >= subject[1]:
        return " and " in names[subject[0]][1]
    if words[-1] in _MANY or (len(words) == 1 and words[0] in reading.lexicon.groups and words[0].endswith("s")):
        return True
    if any(reading.tokens[i].pos == "CC" and reading.low[i] == "and" for i in range(*subject)):
        return True
    last = reading.tokens[subject[1] - 1]
    if words[-1] in ("they", "we", "these", "those", "you", "i", "who"):
        return True
    if "of" in words:
        last = reading.tokens[subject[0] + words.index("of") - 1]
    return last.pos in ("NNS", "NNPS") or (last.pos == "CD" and last.text not in ("one", "One"))
