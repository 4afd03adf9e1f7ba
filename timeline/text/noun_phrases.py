"""Noun phrases from part-of-speech tags: where each ends, which of them no preposition governs, and which of those
before a verb it is said of.
"""

from collections.abc import Sequence, Set

from timeline.text.lexicon import words

Range = tuple[int, int]
"""Token indices [first, last) within a sentence."""

NOUNS = frozenset(("NN", "NNS", "NNP", "NNPS", "PRP", "CD", "$"))
HEADS = frozenset(("NN", "NNS", "NNP", "NNPS"))
NOMINAL = NOUNS | {"DT", "PDT", "PRP$", "JJ", "JJR", "JJS", "POS", "HYPH", "AFX", "WP$"}
ADVERBS = frozenset(("RB", "RBR", "RBS", "RP"))
_IN_PHRASE = NOMINAL | {"VBN", "VBG"}
_AFTER_AND = NOMINAL - {"PRP", "JJ"}
NOUN_SIGNS = NOUNS | {"EX", "DT"}
_DETERMINERS = frozenset(("DT", "PDT", "PRP$"))
_MODIFIED_HEADS = HEADS | {"JJ", "VBG", "VBN"}
_HEDGES = words("than over about around under above nearly almost")


def subject_before(
    tags: Sequence[str], low: Sequence[str], first: int, verb: int, times: Set[int], *, opened: bool = False
) -> Range | None:
    """The noun phrase in [first, verb) that a verb is said of: the last that no preposition governs, with what is
    joined to it, or the one that an apposition between commas explains; `opened`: the clause opens with a conjunction.
    """
    free = _free_phrases(tags, low, first, verb, times)
    if not free and opened:
        free = _free_phrases(tags, low, first + 1, verb, times)
    if not free:
        return _name_before(tags, first, verb)
    k = len(free) - 1
    end = verb
    while end > free[k][1] and (tags[end - 1] in ADVERBS or end - 1 in times):
        end -= 1
    if low[end - 1] == "," and end - 1 >= free[k][1]:  # "Kestrel, a maker of paint, said"
        return free[0]
    while k and low[free[k][0] - 1] in ("and", "or", "&", ","):  # "Norway, Iceland and Sweden agreed"
        joined = low[free[k][0] - 1] != "," or not {"and", "or", "&"}.isdisjoint(low[free[k][0] : free[-1][1]])
        if not joined or free[k - 1][1] < free[k][0] - 2:
            break
        k -= 1
    if k and _is_region(tags, low, free[k]):  # "The Museum of Flight in Seattle, Washington was"
        return free[k - 1]
    return free[k][0], free[-1][1]


def _name_before(tags: Sequence[str], first: int, verb: int) -> Range | None:
    """The name right before a verb, after the noun of another phrase ("In the 62nd minute Kim conceded")."""
    i = verb
    while i > first and tags[i - 1] == "NNP":
        i -= 1
    return (i, verb) if first < i < verb and tags[i - 1] in ("NN", "NNS") else None


def _is_region(tags: Sequence[str], low: Sequence[str], phrase: Range) -> bool:
    """Whether a phrase is one name after the name of a place and a comma."""
    first, last = phrase
    if low[first - 1] != "," or any(tags[i] != "NNP" for i in (first - 2, *range(first, last))):
        return False
    i = first - 2
    while i > 0 and tags[i] == "NNP":
        i -= 1
    return low[i] in ("in", "at", "near", "of", "from")


def _free_phrases(
    tags: Sequence[str], low: Sequence[str], first: int, last: int, times: Set[int], most: int | None = None
) -> list[Range]:
    """The noun phrases in [first, last) that no preposition governs and no parentheses hold; the first `most` ones."""
    found: list[Range] = []
    i, governed, depth = first, False, 0
    while i < last:
        pos = tags[i]
        if low[i] in ("(", ")"):
            depth = depth + 1 if low[i] == "(" else max(depth - 1, 0)
            i += 1
        elif i in times:
            governed = False
            i += 1
        elif pos in ("IN", "TO"):
            if low[i] == "at" and low[i + 1 : i + 2] in (["least"], ["most"]):  # "at least 70 people"
                i += 2
                continue
            hedges = low[i] in _HEDGES and i + 1 < last and tags[i + 1] == "CD" and not found
            governed = governed or not hedges
            i += 1
        elif pos in NOMINAL or pos == "EX" or (pos in ("VBN", "VBG") and i + 1 < last and tags[i + 1] in NOUNS):
            end = max(noun_phrase_end(tags, low, i, last, times), i + 1)
            if not governed and not depth and not NOUN_SIGNS.isdisjoint(phrase := tags[i:end]):
                bare = end in times and all(tag == "DT" for tag in phrase)  # "that September"
                emphatic = found and low[i].endswith(("self", "selves"))  # "the airport itself closed"
                if not bare and not emphatic:
                    found.append((i, end))
                    if len(found) == most:
                        break
            governed = governed and end < last and (low[end] in ("and", "or", "of", "&") or tags[end] == "RBS")
            i = end
        else:
            if low[i] not in ("and", "or") and pos not in ("RB", "RBR", "RBS"):
                governed = False
            i += 1
    return found


def first_noun_phrase(tags: Sequence[str], low: Sequence[str], first: int, last: int, times: Set[int]) -> Range | None:
    """The first noun phrase in [first, last) that no preposition governs."""
    return next(iter(_free_phrases(tags, low, first, last, times, most=1)), None)


def noun_phrase_end(
    tags: Sequence[str], low: Sequence[str], first: int, last: int, times: Set[int] = frozenset()
) -> int:
    """End of the noun phrase that begins at a token: its nominal words, and names joined by "and" or "of"."""
    i = first
    while i < last:
        if i in times:
            if (stop := _time_inside(tags, i, first, last, times)) is None:
                break
            i = stop
        pos = tags[i]
        if pos in _IN_PHRASE:
            if i > first and (pos == "PRP" or (pos in _DETERMINERS and _begins_another(tags, low, i))):
                break  # "after the riot | an earthquake"
        elif not (
            (pos == "CC" or low[i] in ("of", "&"))
            and first < i < last - 1
            and i + 1 not in times
            and tags[i + 1] in (_AFTER_AND if pos == "CC" else NOMINAL)
        ):
            break
        i += 1
    return i


def _time_inside(tags: Sequence[str], i: int, first: int, last: int, times: Set[int]) -> int | None:
    """Where a noun phrase goes on after a time inside it ("the city's 2026 budget"), None where it ends before it."""
    if i == first or tags[i - 1] not in ("POS", "PRP$"):
        return None
    while i < last and i in times:
        i += 1
    return i if i < last and tags[i] in _MODIFIED_HEADS else None


def _begins_another(tags: Sequence[str], low: Sequence[str], i: int) -> bool:
    """Whether a determiner begins a second noun phrase right after a first ("the riot an earthquake", but not "ten
    pence a share").
    """
    if tags[i - 1] not in HEADS:
        return False
    return low[i] not in ("a", "an") or (tags[i - 1] != "NNS" and (i < 2 or tags[i - 2] != "CD"))


def noun_before(tags: Sequence[str], low: Sequence[str], last: int) -> Range | None:
    """The noun phrase that ends right before a token (a comma or preposition between them is passed over)."""
    end = last
    while end > 0 and (low[end - 1] in (",", "—", "–", "(") or tags[end - 1] == "IN"):
        end -= 1
    first = end
    while first > 0 and tags[first - 1] in NOMINAL:
        first -= 1
    return (first, end) if first < end else None
