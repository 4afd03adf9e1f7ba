"""Titles: the clause cut from the text, names in full, present tense, without its dates, at most 100 characters."""

from timeline.events.reading import Reading
from timeline.events.triggers import Mention, sets_time
from timeline.events.wording import Before, Context, Names, Subject, phrase, subject
from timeline.model import Status
from timeline.text.clauses import Verb
from timeline.text.lexicon import Lexicon, is_verb, present, words
from timeline.text.noun_phrases import Range

LONGEST = 100
_DANGLING = words(
    """
    and or but the a an of in on at to with by for from that which who as his her its their than into over under
    after before about when where shortly also just more all because while if
    """
)
# Besides the verbs of reporting these have something said as their object.
_TELLING = words("announce declare warn disclose confirm promise decide vow pledge rule predict complain threaten")
_CUT = frozenset((";", "—", "–", "--", '"', "“", "”", "``", "''"))
_PHRASE_CUT = _CUT | {",", "("}
_NO_QUOTES = str.maketrans("", "", '"“”')


def title(context: Context, mention: Mention, status: Status, scope: Range, before: Before) -> str:
    """A line that reads on its own for an event told by a mention of a sentence.

    `scope` are the tokens that tell of it; `before` are the sentences before, which may name whom the line speaks of.
    """
    reading = context.reading
    if mention.kind == "noun":
        line = shorten(_noun_title(reading, mention, context.names))
        number = _said_of(reading, mention)
        if number is None or len(line.split()) > 2:
            return line
        mention = mention._replace(clause=number)
        scope = (min(scope[0], reading.clauses[number].first), max(scope[1], reading.clauses[number].last))
    return _verb_title(context, mention.clause, status, scope, before)


def shorten(text: str, longest: int = LONGEST, fixed: int = 0) -> str:
    """A text as a title: first letter large, no more than `longest` characters, cut at a word that can end a line,
    but for its `fixed` first words, which can.
    """
    words = text.replace("\n", " ").split()
    while words and (
        len(" ".join(words)) > longest
        or (len(words) > fixed and words[-1].lower().strip(",;:") in _DANGLING)
        or [word.lower() for word in words[-2:]] == ["and", "again"]
    ):
        words.pop()
    line = " ".join(words).strip(" ,;:-–—").removeprefix("'s ").removeprefix("’s ").lstrip("'’ ")
    if line.count("(") != line.count(")"):
        line = line.split(" (")[0] if line.count("(") > line.count(")") else line.replace(")", "")
    if line.count('"') % 2 or line.count("“") != line.count("”"):
        line = line.translate(_NO_QUOTES)
    return line[:1].upper() + line[1:]


def _said_of(reading: Reading, mention: Mention) -> int | None:
    """The clause whose verb is said of a noun, as its subject or its object; None where none is."""
    clauses = list(enumerate(reading.clauses))
    for number, clause in sorted(
        clauses, key=lambda of: (of[0] != mention.clause, not (of[1].verb and of[1].verb.finite))
    ):
        verb = clause.verb
        if verb is None or (not verb.finite and sets_time(verb)):
            continue
        if clause.subject and clause.subject[0] <= mention.first < clause.subject[1]:
            return number
        if number == mention.clause and clause.link == "coordinate" and mention.first < clause.first:
            return number  # "the deal was blocked in June and abandoned in August"
        own = number == mention.clause and mention.first >= verb.last
        if own and not any(token.pos in ("IN", "TO", "CC", ",") for token in reading.tokens[verb.last : mention.first]):
            return number
    return None


def _verb_title(context: Context, number: int, status: Status, scope: Range, before: Before) -> str:
    reading, names = context
    verb = reading.clauses[number].verb
    assert verb is not None
    who = subject(context, number, before)
    names = {i: name for i, name in names.items() if not _is_own(name[1], who.text)}
    first = max(verb.last, scope[0])
    while first < scope[1] and reading.low[first] == "(":
        first += 1
    rest = phrase(reading, (first, _extent(reading, first, scope[1])), names, drop_times=True)
    if not rest and (verb.lemma in reading.lexicon.report or verb.lemma in _TELLING):
        rest = _reported(reading, number, names)
    told = f"{who.text} {_verb_words(reading, verb, who, status)}".strip()
    return shorten(f"{told} {rest}", fixed=len(told.split()))


def _reported(reading: Reading, number: int, names: Names) -> str:
    """What a verb of saying reports, in the clause after it or the one before ("…, the organisers announced")."""
    clauses, clause = reading.clauses, reading.clauses[number]
    following = clauses[number + 1] if number + 1 < len(clauses) else None
    if following and following.link == "content" and following.parent == number:
        first = following.first + (reading.low[following.first] == "that")
        said = phrase(reading, (first, following.last), names, drop_times=True)
    elif clause.link == "main" and clause.parent is not None and clauses[clause.parent].last == clause.first:
        above = clauses[clause.parent]
        first = clauses[above.before].first if above.before is not None else above.first
        said = phrase(reading, (first, above.last), names, drop_times=True)
    else:
        return ""
    return f"that {said[:1].lower() if said.split()[:1] in (['The'], ['A'], ['An']) else said[:1]}{said[1:]}"


def _extent(reading: Reading, first: int, last: int) -> int:
    """Where the title's part of [first, last) ends: where a new thought begins, else at its end."""
    beyond = next((t.first for t in reading.times if t.last == last and t.expression.type == "DURATION"), last)
    if reading.low[last : last + 1] in (["after"], ["before"]):
        last = max(first, beyond)  # "two days | after he fled"
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


def _verb_words(reading: Reading, verb: Verb, who: Subject, status: Status) -> str:
    """The verb group in the present tense where that is easy, else as it stands; what is to come is to be."""
    tokens, lexicon = reading.tokens, reading.lexicon
    tail = [tokens[i].text for i in range(verb.head + 1, verb.last)]
    head = tokens[verb.head]
    if verb.head == reading.begin and head.pos != "NNP":
        head = head._replace(text=head.text.lower())
    base, be = lexicon_base(lexicon, verb), present("be", who.plural)
    if verb.lemma == "be" and not verb.cues and not verb.modal and verb.finite:
        return " ".join([be, *tail])
    if status in ("planned", "hypothetical"):
        if verb.modal and verb.modal != "would":
            return _expand(" ".join(t.text for t in tokens[verb.first : verb.last]))
        ahead = f"{be} to" if status == "planned" else "may"
        return " ".join([ahead, *(["be", head.text] if verb.passive else [base]), *tail])
    if verb.passive:
        return " ".join([be, head.text, *tail])
    if not verb.finite:
        known = head.pos in ("VBG", "VB", "VBN") and who.text
        return " ".join([present(base, who.plural) if known else head.text, *tail])
    if verb.cues or verb.modal:
        return _expand(" ".join(t.text for t in tokens[verb.first : verb.last]))
    if head.pos in ("VBD", "VBN") and not (base in lexicon.bases or is_verb(base)):
        return " ".join([head.text, *tail])
    return " ".join([present(base, who.plural), *tail])


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
    words = phrase(reading, (first, last), names, drop_times=True)
    if "'s" in " ".join(words.split()[:3]):  # "the city's last shock"
        return words
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
