"""Part-of-speech tags mended where grammar and the verb lexicon know better than a statistical tagger.

A noun read as a verb, or a past tense as a participle, costs a whole event; these few rules look at most two words
around each token.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from timeline.text.lexicon import Lexicon, words
from timeline.text.sentences import Sentence, Token, lower

_MODALS = words(
    """
    will would can could may might shall should must ought 'll ’ll 'd ’d ca wo dare need
    """
)
_ADVERBS = words(
    """
    seldom never often always already soon also then now once just only again not still later ever yet too twice
    """
)
_AUXILIARIES = words(
    """
    was were is are has have had will would can could may might must should shall did does do
    """
)
_BASE_BEFORE = frozenset(("TO", "MD"))
_LICENSE = frozenset(
    [
        "do",
        "does",
        "did",
        "n't",
        "not",
        "let",
        "make",
        "made",
        "help",
        "helped",
        "see",
        "saw",
        "hear",
        "heard",
        "to",
        "and",
        "or",
        ",",
    ]
)
_DETERMINERS = frozenset(("DT", "PRP$", "POS", "CD"))
_NOUNS = frozenset(("NN", "NNS", "NNP", "NNPS", "PRP"))
# "a dog named August", "a man called Smith": participles that an object may follow.
_NAMING = words(
    """
    call name give award pay offer dub elect appoint entitle title nickname grant allot assign declare consider
    teach
    """
)
_OBJECT_STARTS = frozenset(("DT", "PRP$", "PRP", "CD", "NNP", "$", "NN", "NNS", "JJ"))


class Columns(NamedTuple):
    """A sentence, and beside it the tags of its tokens and their words in lower case."""

    sentence: Sentence
    tags: list[str]
    low: list[str]


def columns(sentence: Sentence) -> Columns:
    """A sentence with its tags and words side by side."""
    return Columns(sentence, [token.pos for token in sentence.tokens], lower(sentence.tokens))


class Retagged:
    """The sentences of a document with mended tags, each mended when first asked for: only dated ones are."""

    def __init__(self, sentences: Sequence[Sentence], lexicon: Lexicon) -> None:
        self.plain, self.lexicon = sentences, lexicon
        self._mended: dict[int, Columns] = {}

    def mended(self, number: int) -> Columns:
        """A sentence by its number, with mended tags."""
        found = self._mended.get(number)
        if found is None:
            start, end, tokens = self.plain[number]
            found = self._mended[number] = columns(Sentence(start, end, retag(tokens, self.lexicon)))
        return found


def retag(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Token, ...]:
    """The tokens with mended tags."""
    known = [token.pos for token in tokens]
    tags, low = known.copy(), lower(tokens)
    for i, tag in enumerate(tags):  # a rule may have mended the tag that comes next
        if tag in _CHECKED or low[i] in _ADVERBS:
            tags[i] = _tag(tags, low, i, tokens[i].text, lexicon)
            if tags[i] == "VBD" and low[i] in _SETTING and _sets_time(tags, low, i):
                tags[i] = "VBN"
        elif tag in _NOMINAL and i and (tags[i - 1] == "MD" or low[i] in lexicon.bases or low[i] in lexicon.pasts):
            _mend_nominal(tags, low, i, tokens[i].text, lexicon)
        elif tag == "DT" and i and low[i] == "that" and _relative(tags, low, i, lexicon):
            tags[i], tags[i + 1] = "WDT", "VBD"
    _finite_verbs(tags, low, lexicon)
    _clauses_without(tags, low, lexicon)
    if tags == known:
        return tuple(tokens)
    return tuple([t if t.pos == tag else Token(*t[:3], tag, *t[4:]) for t, tag in zip(tokens, tags, strict=True)])


def _mend_nominal(tags: list[str], low: list[str], i: int, text: str, lexicon: Lexicon) -> None:
    """Read as a verb what was taken for a noun or adjective, where the words before it call for one."""
    tag = tags[i]
    if tag != "JJ" and tags[i - 1] == "MD" and text.islower():
        tags[i] = "VB"  # "could top", "must rule"
    elif tag not in _SINGULAR:
        return
    elif low[i] in lexicon.bases and _after_to(tags, low, i, lexicon):
        tags[i - 1], tags[i] = "TO", "VB"  # "is to open"
    elif low[i] in lexicon.pasts and tags[i - 1] in _BEFORE_PAST:
        tags[i] = "VBD"


# Nobody can be done these, so their past form after another verb is one of its own.
_INTRANSITIVE = words(
    """
    go come arrive rise fall die happen occur emerge vanish disappear collapse explode sink climb drop expire begin
    start erupt agree resign retire return walk march vote depart meet crash fly sail grow remain continue increase
    decline decrease
    """
)
_TO_BE = frozenset(("is", "are", "was", "were"))
# Words that open a clause, so that a finite verb has to follow.
_OPENERS = words("because although though while whereas if unless when where who which whose")
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_GOES_ON = frozenset(("IN", "TO", "DT", "PRP$", "PRP", "RB", "RP", "CD", "$", ".", ""))
_SETTING = frozenset(("planned", "scheduled", "slated", "set", "pencilled", "penciled", "due", "booked"))
_ENDS = frozenset((",", "CC", "WDT", "WP", "WRB", ":", "."))
_CHECKED = frozenset(("MD", "VB", "VBD", "VBN", "VBZ", "VBP", "VBG"))
_NOMINAL = frozenset(("NN", "NNS", "NNP", "JJ"))
_MISREAD = frozenset(("VBN", "NNS"))
_SINGULAR = frozenset(("NN", "JJ"))
_BEFORE_PAST = frozenset(("CC", "NNP", "PRP", "NNS"))


def _tag(tags: list[str], low: list[str], i: int, text: str, lexicon: Lexicon) -> str:
    tag, word = tags[i], low[i]
    before = tags[i - 1] if i else ""
    after = tags[i + 1] if i + 1 < len(tags) else ""
    if word in _ADVERBS:
        return "RB" if tag in _CHECKED else tag
    if i and text[0].isupper() and text[1:].islower() and before not in ("``", "''", ":") and tag in _CHECKED:
        return "NNP"
    if tag == "MD":
        if (before in _DETERMINERS and before != "CD") or before == "JJ":
            return "NN"
        if word not in _MODALS:
            return "VBD" if word in lexicon.pasts else "VBN" if word in lexicon.participles else "NN"
    elif tag == "VBN" and word in lexicon.pasts:
        return "VBD"
    elif tag == "VBD":
        if word in lexicon.participles:
            return "VBN"
        if (low[i - 1 : i] and low[i - 1] in ("a", "an", "the")) or before == "PRP$":
            return "VBN" if after.startswith(("NN", "JJ")) else "VBD"
    elif tag in ("VBZ", "VBP") and i + 1 < len(low) and low[i + 1] in _AUXILIARIES and word not in _AUXILIARIES:
        return "NNS" if word.endswith("s") else "NN"
    elif tag == "VB" and i and not _licensed(tags, low, i):
        if after.startswith(("NN", "VBG")) and before != "NNS":
            return "JJ"
        return "NN" if before in ("IN", "DT", "JJ", "PRP$", "POS") or low[i - 1] in ("is", "was") else tag
    elif tag == "VBP" and before in ("NN", "NNP") and (word in lexicon.unchanged or word == "beat"):
        return "VBD"  # "France beat Wales": of one it would be "beats" today
    elif tag == "VBP" and before == "NN" and word not in _AUXILIARIES and not word.endswith("n't"):
        return "NN" if any(t in ("VBD", "VBZ", "MD") for t in tags[:i]) else tag
    elif tag == "VBZ" and i and _noun_again(tags, low, i, lexicon):
        return "NNS"
    elif tag in ("VBZ", "VBP") and word not in lexicon.lemmas and any(t in ("VBD", "MD") for t in tags):
        return "NNS" if word.endswith("s") else "NN"
    elif tag == "VBN" and before == "DT" and after in ("IN", "."):
        return "NNS"
    elif tag == "VBN" and before == "IN" and word not in lexicon.lemmas and not word.endswith(("ed", "en", "ing")):
        return "NN"
    elif tag == "VBP" and word in lexicon.bases and word in lexicon.unchanged and "VBD" in tags and before == "NNS":
        return "VBD"
    elif tag == "VBG" and before == "DT" and word == "following":
        return "JJ"
    elif tag == "VBG" and before in ("DT", "JJ", "POS", "PRP$", "CD") and word in lexicon.noun_types:
        return "NN"
    return tag


def _sets_time(tags: list[str], low: list[str], i: int) -> bool:
    """Whether a verb is the participle of "cancelled a trip planned for Friday"."""
    stands = low[i] in _SETTING and low[i + 1 : i + 2] == ["for"] and i > 0 and tags[i - 1] in _NOUNS
    return stands and any(tag in ("VBD", "VBZ", "VBP", "MD") for tag in tags[:i])


def _licensed(tags: list[str], low: list[str], i: int) -> bool:
    """Whether something before a base form calls for it."""
    return any(tags[k] in _BASE_BEFORE or low[k] in _LICENSE for k in range(max(0, i - 4), i))


def _finite_verbs(tags: list[str], low: list[str], lexicon: Lexicon) -> None:
    """Read bare participles that have an object as past tense, and -s forms in a clause without a verb as verbs."""
    finite = not _FINITE.isdisjoint(tags)
    for i in range(1, len(tags) - 1) if "by" in low else ():
        if tags[i] == "VBD" and low[i + 1] == "by" and tags[i - 1] in _NOUNS and low[i] not in _AUXILIARIES:
            rest = next(
                (k for k in range(i + 1, len(tags)) if tags[k] in _ENDS or tags[k] in ("VBD", "MD", "VBZ")), None
            )
            if _reduced(tags, low, i, lexicon) or (
                rest is not None and tags[rest] in ("VBD", "MD", "VBZ")
            ):  # "a team led by her searched the beach"
                tags[i] = "VBN"
    past = [i for i, tag in enumerate(tags) if tag == "VBD" and i > 1] if finite else []
    explaining = {
        i
        for i in past
        if low[i] not in lexicon.pasts and low[i] not in _AUXILIARIES and _explains(tags, low, i, lexicon)
    }
    for i in explaining:
        tags[i] = "VBN"
    for i in [i for i, tag in enumerate(tags) if tag in _MISREAD and i]:
        before, after = tags[i - 1], tags[i + 1] if i + 1 < len(tags) else "."
        if tags[i] == "VBN" and i not in explaining and _bare(tags, low, i):
            follows = after == "PRP" or (after in _OBJECT_STARTS and lexicon.lemma(low[i]) not in _NAMING)
            said = i + 1 < len(low) and low[i + 1] == "that"
            if (before in _NOUNS and follows and not (after == "CD" and finite)) or said or (before == "PRP"):
                tags[i] = "VBD"
        elif tags[i] == "NNS" and before in ("NN", "NNP") and _third_person(low[i], lexicon) and after in (
            "IN", "DT", "TO", ".", "RB", "PRP$", "NNP", "JJ", "CD", "PRP", "RP",
        ):  # fmt: skip
            opens = next(
                (k for k in range(i - 1, max(-1, i - 6), -1) if low[k] in ("if", "when", "as", "before", "after")), None
            )
            if not finite or (opens is not None and not any(t in ("VBD", "VBZ", "VBP", "MD") for t in tags[opens:i])):
                tags[i], finite = "VBZ", True


def _explains(tags: list[str], low: list[str], i: int, lexicon: Lexicon) -> bool:
    """Whether a past form only explains the noun before it: its clause has a finite verb before it ("freed a man
    detained last month"), or after the commas it stands between ("the deal, first announced in May, was blocked").
    """
    after = tags[i + 1] if i + 1 < len(tags) else "."
    if after not in ("IN", "RB", "TO") and low[i + 1 : i + 2] not in (["last"], ["this"], ["earlier"], ["late"]):
        return False
    if tags[i - 1] in ("NN", "NNS", "NNP") and after != "TO" and low[i + 1] != "by" and _reduced(tags, low, i, lexicon):
        return _transitive(low[i], lexicon)
    k = i - 1
    while k > 0 and tags[k] == "RB":
        k -= 1
    if k < 1 or low[k] != "," or tags[k - 1] not in _NOUNS or not _FINITE.isdisjoint(tags[:k]):
        return False
    close = next((j for j in range(i + 1, len(tags)) if low[j] == ","), None)
    return close is not None and close + 1 < len(tags) and tags[close + 1] in _FINITE


def _transitive(word: str, lexicon: Lexicon) -> bool:
    """Whether somebody can be done what a past form says."""
    return lexicon.lemma(word) not in _INTRANSITIVE


def _reduced(tags: list[str], low: list[str], i: int, lexicon: Lexicon) -> bool:
    """Whether a verb before "by" stands in a clause that has its finite verb ("got money from a fund led by her")."""
    if low[i] in lexicon.pasts or i + 2 >= len(tags) or tags[i + 2] == "CD":
        return False
    for k in range(i - 1, -1, -1):
        if tags[k] in _ENDS or low[k] in _OPENERS or low[k] == "that":
            return False
        if tags[k] in _FINITE or tags[k] == "VBN":
            return lexicon.lemma(low[k]) not in lexicon.report
    return False


def _noun_again(tags: list[str], low: list[str], i: int, lexicon: Lexicon) -> bool:
    """Whether a verb in -s after a noun is a plural noun: another verb follows it with nothing between that opens a
    clause ("pension funds holding a tenth voted against").
    """
    lemma = lexicon.lemma(low[i])
    if tags[i - 1] not in ("NN", "JJ") or not _third_person(low[i], lexicon) or low[i] in _AUXILIARIES:
        return False
    if lemma in lexicon.report or lemma in lexicon.state:  # "the board says sales rose"
        return False
    for k in range(i + 1, len(tags)):
        if tags[k] in _ENDS or tags[k] in ("PRP", "DT", "NNP", "TO") or low[k] in _OPENERS or low[k] == "that":
            return False
        if tags[k] in ("VBD", "MD", "VBN") and not (tags[k] == "VBN" and k == i + 1):
            return True
    return False


def _bare(tags: list[str], low: list[str], i: int) -> bool:
    """Whether no auxiliary stands before a participle."""
    k = i - 1
    while k >= 0 and tags[k] in ("RB", "RBR"):
        k -= 1
    return k < 0 or not (
        tags[k] in ("VBD", "VBZ", "VBP", "VB", "VBN", "VBG", "MD", "IN", "CC") or low[k] in ("'s", "'ve", "'d")
    )


def _third_person(word: str, lexicon: Lexicon) -> bool:
    return word.endswith("s") and lexicon.lemmas.get(word) not in (None, word)


def _after_to(tags: list[str], low: list[str], i: int, lexicon: Lexicon) -> bool:
    """Whether the word before is the "to" of an infinitive, by its tag or by what plans before it ("is", "hope")."""
    if i < 2 or low[i - 1] != "to":
        return False
    return tags[i - 1] == "TO" or low[i - 2] in _TO_BE or lexicon.lemma(low[i - 2]) in lexicon.planned


def _relative(tags: list[str], low: list[str], i: int, lexicon: Lexicon) -> bool:
    """Whether "that" after a noun opens a relative clause whose verb was read as a noun ("the dog that bit him")."""
    if low[i] != "that" or tags[i - 1] not in ("NN", "NNS") or i + 2 >= len(tags) or tags[i + 1] != "NN":
        return False
    verb = low[i + 1] in lexicon.pasts or low[i + 1] in lexicon.unchanged
    return verb and tags[i + 2] in ("IN", "DT", "PRP", "PRP$", "CD", "RP", "NNP")


def _clauses_without(tags: list[str], low: list[str], lexicon: Lexicon) -> None:
    """Give clauses that have no finite verb theirs: a bare participle, or a base form read as a noun.

    A sentence needs one finite verb, and one more for each word that opens a clause; a clause ends where the next
    opens or begins anew after a comma.
    """
    cuts = [i for i in range(1, len(tags)) if low[i] == ";" or (tags[i] == "CC" and low[i - 1] == ",")]
    whole = any(tag in _FINITE for tag in tags)  # not a heading
    for begin, end in pairwise([0, *cuts, len(tags)]):
        _complete(tags, low, begin, end, lexicon, whole and bool(cuts))
    for i in range(1, len(tags) - 1):
        if tags[i] == "CC" and tags[i + 1] in _FINITE and low[i - 1] != ",":
            begin = max((cut for cut in cuts if cut < i), default=0)
            if _FINITE.isdisjoint(tags[begin:i]):  # "the trial opened in March and is to last until May"
                _make_finite(tags, low, begin, i, lexicon, participles=True)


def _complete(tags: list[str], low: list[str], begin: int, end: int, lexicon: Lexicon, part: bool) -> None:
    """Give the clauses of the stretch [begin, end), the whole sentence or a `part`, their finite verbs."""
    openers = [
        i for i in range(begin, end) if (low[i] in _OPENERS and low[i + 1 : i + 2] != ["of"]) or tags[i] == "WDT"
    ]
    for k, opener in enumerate(openers):
        stop = next((i for i in range(opener + 2, end) if low[i] == "," or i in openers[k + 1 :]), end)
        if not any(tags[i] in _FINITE or tags[i] == "VB" for i in range(opener + 1, stop)):
            _make_finite(tags, low, opener + 1, stop, lexicon, participles=True)
    verbs = sum(map(_FINITE.__contains__, tags[begin:end]))
    if verbs <= len(openers):
        _make_finite(tags, low, begin, end, lexicon, participles=part or bool(openers))


def _make_finite(tags: list[str], low: list[str], begin: int, end: int, lexicon: Lexicon, participles: bool) -> None:
    """Read the first word of [begin, end) that can be a finite verb after a subject as one."""
    for i in range(begin + 1, end):
        before, after = tags[i - 1], tags[i + 1] if i + 1 < len(tags) else ""
        closed = low[i - 1] == "," and any(low[k] in _OPENERS for k in range(begin, i))
        subject = before in ("NNS", "NNPS") or (low[i - 1] == "," and low[begin:i].count(",") > 1)
        if tags[i] == "NN" and low[i] in lexicon.bases and subject and after in ("TO", "IN", "DT", "PRP$", "PRP", "RP"):
            tags[i] = "VBP"  # "schools, which are closed today, hope to open"
            return
        bare = tags[i] == "VBN" and (before in _NOUNS or closed) and low[i + 1 : i + 2] != ["by"]
        named = low[i] in _SETTING or lexicon.lemma(low[i]) in _NAMING
        if participles and bare and not named and (after in _GOES_ON or after in _OBJECT_STARTS):
            tags[i] = "VBD"  # "because its hinges cracked in the cold"
            return
