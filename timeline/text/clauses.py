"""Clauses by shallow reading: verb groups, what lies around each, and who does what, from part-of-speech tags alone.

A sentence is cut between neighbouring verb groups at the likeliest boundary (relative pronoun, conjunction, comma,
subject); a verb that follows an inserted clause takes up the words before it again. One pass, linear in the tokens.
"""

from collections.abc import Sequence, Set
from itertools import pairwise
from typing import Literal, NamedTuple

from timeline.text.lexicon import Lexicon, words
from timeline.text.noun_phrases import (
    ADVERBS,
    HEADS,
    NOMINAL,
    NOUN_SIGNS,
    NOUNS,
    Range,
    first_noun_phrase,
    noun_before,
    subject_before,
)

Link = Literal["main", "coordinate", "relative", "subordinate", "content", "participle", "infinitive", "fragment"]
Tense = Literal["past", "present", "future", "none"]

_FINITE = frozenset(("MD", "VBD", "VBZ", "VBP"))
_VERBAL = _FINITE | {"VB", "VBN", "VBG"}
_OPENING = _VERBAL | {"TO"}
_BASE = frozenset(("VB", "VBP"))
_PAST = frozenset(("VBN", "VBD"))
_AFTER_MODAL = _BASE | _PAST
_WH = frozenset(("WDT", "WP", "WP$", "WRB"))
_STRONG = frozenset((";", ":", "—", "–", "--", "-", "(", ")", "“", "”", '"', "``", "''", "…"))
_SUBORDINATORS = words(
    """
    that after before since until till because as if although though whether while once unless whereas than when
    where
    """
)
_BE = words("be am is are was were been being 's 're 'm")
_HAVE = words("have has had having 've 'd")
_DO = frozenset(["do", "does", "did"])
_NOT = words("not n't n’t never no neither nor hardly")
_BEFORE_VERB = ADVERBS | {"IN", "CC"}
_NEAR_SUBJECT = NOMINAL | ADVERBS | {"VBN", "VBG"}
# After these in their finite form, "to" and a verb belong to one group ("plans to close", "failed to agree").
_ASPECT = words("begin start continue have use tend appear seem prove happen come cease get")


# Whom one does these is whom the infinitive after it is said of ("allowed riders to borrow"): verbs of object control.
_CONTROL = words(
    """
    allow permit enable help let force compel oblige require order command instruct direct tell ask beg request urge
    advise warn remind encourage persuade convince induce tempt prompt lead cause get invite challenge expect want
    teach train authorize authorise entitle forbid appoint elect choose select nominate hire recruit commission
    """
)


class Verb(NamedTuple):
    """A verb group: tokens [first, last), the main verb at `head`.

    `cues` are the base forms of the words that govern the main verb inside the group ("is expected to close").
    """

    first: int
    last: int
    head: int
    lemma: str
    finite: bool
    tense: Tense
    passive: bool = False
    perfect: bool = False
    progressive: bool = False
    negated: bool = False
    modal: str = ""
    cues: tuple[str, ...] = ()


class Clause(NamedTuple):
    """Words [first, last) of a sentence with one verb group; `verb` is None in a fragment without one.

    `parent` is the number of the clause it hangs on, `marker` the word that links it ("when", "after", "if"),
    `subject` the noun phrase that the verb is said of (it may stand in another clause), `before` the fragment
    whose words the clause takes up again.
    """

    first: int
    last: int
    verb: Verb | None
    link: Link
    marker: str = ""
    parent: int | None = None
    subject: Range | None = None
    before: int | None = None

    def linked(
        self,
        link: Link = "main",
        marker: str = "",
        parent: int | None = None,
        subject: Range | None = None,
        before: int | None = None,
    ) -> "Clause":
        """The same words and verb, joined in this way: what `_replace` would do, in a third of its time."""
        return Clause(self.first, self.last, self.verb, link, marker, parent, subject, before)


def clauses(tags: Sequence[str], low: Sequence[str], times: Set[int], lexicon: Lexicon, begin: int = 0) -> list[Clause]:
    """Clauses of a sentence in order.

    `tags` are the parts of speech, `low` the words in lower case, `times` the indices of tokens inside time
    expressions, `begin` the first token after a dateline.
    """
    verbs = _with_finite(tags, verb_groups(tags, low, times, lexicon, begin))
    if not verbs:
        return [Clause(begin, len(tags), None, "fragment")] if begin < len(tags) else []
    cuts = [max(begin, _opening(tags, low, verbs[0], times))]
    pending = cuts[0] > begin and _has_noun(tags, begin, cuts[0], times)
    for a, b in pairwise(verbs):
        cuts.append(_boundary(tags, low, a, b, times, pending))
        pending = pending and not (b.finite and cuts[-1] == b.first)
    found = [Clause(begin, cuts[0], None, "fragment")] if cuts[0] > begin else []
    ends = [*cuts[1:], len(tags)]
    for k, (verb, first, last) in enumerate(zip(verbs, cuts, ends, strict=True)):
        split = _second_subject(tags, low, verbs, k, last, times)
        if split is not None:
            clause = _link(tags, low, found, Clause(first, split, verb, "main"), times, lexicon)
            found += [clause, Clause(split, last, None, "fragment")]
            continue
        found.append(_link(tags, low, found, Clause(first, last, verb, "main"), times, lexicon))
    return _fronted(low, found)


def _fronted(low: Sequence[str], found: list[Clause]) -> list[Clause]:
    """The clauses, a participle or infinitive before a comma with the subject of the clause that follows it ("Citing
    bad weather, the airline cancelled")."""
    for k, clause in enumerate(found[:-1]):
        alone = clause.subject is None and clause.verb is not None and not clause.verb.finite and clause.parent is None
        if alone and low[clause.last - 1] == ",":
            found[k] = clause._replace(subject=next((c.subject for c in found[k + 1 :] if c.link == "main"), None))
        elif clause.verb is not None and clause.verb.finite:
            break
    return found


def _second_subject(
    tags: Sequence[str], low: Sequence[str], verbs: list[Verb], k: int, last: int, times: Set[int]
) -> int | None:
    """Where in clause `k` a later clause's subject begins ("…, and a second round, set for May, was called off")."""
    if k + 2 >= len(verbs) or verbs[k + 1].finite or not verbs[k + 2].finite or tags[verbs[k + 1].first] != "VBN":
        return None
    for i in range(last - 1, verbs[k].last, -1):
        if tags[i] == "CC" and i not in times and low[i - 1] == "," and _has_noun(tags, i, last, times):
            return i + 1
    return None


def verb_groups(
    tags: Sequence[str], low: Sequence[str], times: Set[int], lexicon: Lexicon, begin: int = 0
) -> list[Verb]:
    """Verb groups from left to right."""
    groups: list[Verb] = []
    end = begin
    for i in [i for i, tag in enumerate(tags) if tag in _OPENING]:
        if i >= end and i not in times and _starts_group(tags, low, i, times):
            verb = _group(tags, low, i, times, lexicon)
            groups.append(verb)
            end = verb.last
    return groups


def _with_finite(tags: Sequence[str], verbs: list[Verb]) -> list[Verb]:
    """The groups, the first bare participle after a noun read as past tense where the sentence has no finite verb."""
    if any(verb.finite for verb in verbs):
        return verbs
    for k, verb in enumerate(verbs):
        before = verb.first
        while before and tags[before - 1] in ("RB", "RBR"):
            before -= 1
        if before and tags[verb.first] == "VBN" and tags[before - 1] in NOUNS:
            follow = tags[verb.last] if verb.last < len(tags) else "."
            heading = tags[-1] != "."  # a whole sentence would say "was" of what was done to somebody
            return [
                *verbs[:k],
                verb._replace(finite=True, tense="past", passive=heading and _is_passive(verb, follow)),
                *verbs[k + 1 :],
            ]
    return verbs


# Nobody can be done these, so a past participle of theirs is a past tense.
_INTRANSITIVE = words(
    """
    walk follow vote go come arrive rise fall retire surface die meet march sail crash fly travel depart resign happen
    occur emerge vanish disappear collapse explode sink return climb drop expire begin start erupt agree
    """
)


def _is_passive(verb: Verb, follow: str) -> bool:
    return follow in ("IN", ".") and verb.lemma not in _INTRANSITIVE


def _starts_group(tags: Sequence[str], low: Sequence[str], i: int, times: Set[int]) -> bool:
    pos = tags[i]
    if low[i][0] == "-":  # "EADS-led"
        return False
    if pos == "TO":
        j = _skip_adverbs(tags, i + 1)
        return j < len(tags) and tags[j] in _BASE and j not in times
    if pos not in _VERBAL:
        return False
    if pos in ("VBN", "VBG"):
        before = tags[i - 1] if i else ""
        after = tags[i + 1] if i + 1 < len(tags) else ""
        if pos == "VBG" and before in ("DT", "PRP$", "POS", "JJ", "NN") and (before != "NN" or after == "IN"):
            return before == "NN" and after != "IN"
        if after in _MODIFIED and before in _MODIFYING:
            return before == "NNP" and low[i] != "united"
        if after == "HYPH" or before == "HYPH":
            return False
        if pos == "VBN" and after in ("NN", "NNS") and before in ("IN", "CC", ",", ""):
            return False
    return True


_MODIFIED = frozenset(("NN", "NNS", "NNP", "VBG", "JJ"))
_MODIFYING = frozenset(("DT", "PRP$", "JJ", "CD", "POS", "NNP", "JJS", "HYPH"))


def _skip_adverbs(tags: Sequence[str], i: int) -> int:
    while i < len(tags) and tags[i] in ADVERBS:
        i += 1
    return i


_MODALS = {"'ll": "will", "’ll": "will", "wo": "will", "ca": "can", "'d": "would"}


def _group(tags: Sequence[str], low: Sequence[str], first: int, times: Set[int], lexicon: Lexicon) -> Verb:
    """The verb group that starts at a token."""
    n, i, head = len(tags), first, first
    modal, finite = "", tags[first] in _FINITE
    tense: Tense = "none"
    passive = perfect = progressive = negated = False
    cues: list[str] = []
    if first and low[first - 1] in _NOT:
        negated = True
    while i < n:
        word, pos = low[i], tags[i]
        if pos == "TO":
            i = _skip_adverbs(tags, i + 1)
            passive = progressive = False
            continue
        if pos == "MD":
            modal = _MODALS.get(word, word)
        elif i == first and finite:
            tense = "past" if pos == "VBD" else "present"
        head = i
        nxt = i + 1
        carries = pos == "MD" or word in _BE or word in _HAVE or word in _DO  # "did not", but "pleaded not guilty"
        while nxt < n and tags[nxt] in ADVERBS and nxt not in times:
            negated = negated or (carries and low[nxt] in _NOT)
            nxt += 1
        if nxt < n and carries and low[nxt] in ("not", "n't", "n’t"):
            negated, nxt = True, nxt + 1
        if nxt >= n or nxt in times:
            break
        follow, fpos = low[nxt], tags[nxt]
        if pos == "MD" and fpos in _AFTER_MODAL:
            i = nxt
        elif word in _BE and fpos in _PAST:
            passive, i = True, nxt
            cue = lexicon.lemma(follow)
            after = _skip_adverbs(tags, nxt + 1)
            if _infinitive(tags, after) and _governs(cue, lexicon):
                cues.append(cue)
                passive, i = False, after
        elif word in _BE and fpos == "VBG":
            after = _skip_adverbs(tags, nxt + 1)
            cue = lexicon.lemma(follow)
            progressive, i = True, nxt
            if _infinitive(tags, after) and (follow == "going" or cue in lexicon.planned):
                cues.append("going" if follow == "going" else cue)
                progressive, i = False, after
        elif word in _BE and _infinitive(tags, nxt):
            cues.append("be-to")
            i = nxt
        elif (
            word in _BE and (follow in lexicon.planned or follow in lexicon.hypothetical) and _infinitive(tags, nxt + 1)
        ):
            cues.append(follow)
            i = nxt + 1
        elif word in _HAVE and fpos in _PAST:
            perfect, i = True, nxt
        elif word in _HAVE and _infinitive(tags, nxt):
            cues.append("have-to")
            i = nxt
        elif word in _DO and fpos in _BASE:
            i = nxt
        elif word == "get" or word in ("gets", "got", "getting"):
            if fpos != "VBN":
                break
            passive, i = True, nxt
        elif pos != "MD" and _infinitive(tags, nxt) and _joins(word, tense, passive, lexicon):
            cues.append(lexicon.lemma(word))
            i = nxt
        else:
            break
    last = head + 1
    lemma = lexicon.lemma(low[head], tags[head])
    if last < n and last not in times and (phrasal := f"{lemma}_{low[last]}") in lexicon.verb_types:
        lemma, last = phrasal, last + 1
    if modal in ("will", "shall"):
        tense = "future"
    reduced = lemma not in _INTRANSITIVE and tags[head] in _PAST and head == first and tags[first] == "VBN"
    return Verb(
        first, last, head, lemma, finite, tense, passive or reduced, perfect, progressive, negated, modal, tuple(cues)
    )  # fmt: skip


def _infinitive(tags: Sequence[str], i: int) -> bool:
    """Whether "to" and a base form stand at a token."""
    if i >= len(tags) or tags[i] != "TO":
        return False
    j = _skip_adverbs(tags, i + 1)
    return j < len(tags) and tags[j] in _BASE


def _governs(cue: str, lexicon: Lexicon) -> bool:
    return (
        cue in lexicon.planned or cue in lexicon.alleged or cue in ("say", "report", "think", "believe", "know", "ask")
    )


def _joins(word: str, tense: str, passive: bool, lexicon: Lexicon) -> bool:
    """Whether a verb and the infinitive after it make one group: what is said lies in the infinitive."""
    cue = lexicon.lemma(word)
    if cue in _ASPECT or cue in lexicon.negative:
        return not passive
    return not passive and cue in lexicon.planned and tense != "past" and cue not in ("agree", "decide", "resolve")


def _opening(tags: Sequence[str], low: Sequence[str], verb: Verb, times: Set[int]) -> int:
    """Where the first verb's clause begins: at a relative pronoun before it, else at the sentence's start."""
    for i in range(verb.first - 1, 0, -1):
        if i in times:
            continue
        if tags[i] in _WH or (low[i] == "that" and tags[i] in ("IN", "WDT")):
            return i - 1 if low[i - 1] in (",", "—", "–") or tags[i - 1] == "IN" else i
    if tags[verb.first] == "VBN" and not verb.finite and verb.first:
        return verb.first
    if not verb.finite and verb.first > 1 and tags[verb.first] in ("VBG", "TO"):
        return verb.first - 1 if low[verb.first - 1] == "," else verb.first
    return 0


def _boundary(tags: Sequence[str], low: Sequence[str], a: Verb, b: Verb, times: Set[int], pending: bool) -> int:
    """The token at which the clause of verb `b` begins, after that of `a`; `pending`: a subject waits for a verb."""
    first, last = a.last, b.first
    if not b.finite:
        i = last
        while i > first and tags[i - 1] in _BEFORE_VERB and i - 1 not in times:
            i -= 1
        return i - 1 if i > first and low[i - 1] == "," else i
    comma = conjunction = -1
    inside = False
    for i in range(last - 1, first - 1, -1):
        word, pos = low[i], tags[i]
        if i in times:
            continue
        if inside or (word == ")" and i == last - 1):  # "the Penske group (PAG) was"
            inside = word != "("
            continue
        if word in _STRONG:
            return i + 1 if comma < 0 or word not in ("(", '"', "“", "``") else max(comma, i + 1)
        if pos in _WH or (
            word in _SUBORDINATORS and pos in ("IN", "WDT", "RB") and comma < 0 and _has_noun(tags, i + 1, last, times)
        ):
            if comma >= 0 and pos in _WH:
                return comma + 1
            return i - 1 if i > first and tags[i - 1] in ("IN", ",") else i
        if pos == "CC" and conjunction < 0 and comma < 0:
            after = _skip_adverbs(tags, i + 1)
            while after in times:
                after = _skip_adverbs(tags, after + 1)
            if after == b.first or low[i - 1] == "," or tags[after] in ("PRP", "DT", "EX"):
                return i - 1 if i - 1 >= first and low[i - 1] == "," else i
            conjunction = i
        elif word == "," and comma < 0 and not _inside_time(i, times):
            comma = i
            if i == last - 1 and (opener := _inserted(tags, low, first, i, times)) is not None:
                return opener
            if i == last - 1 or not _has_noun(tags, i + 1, last, times):
                explained = -1 if pending else _explained(tags, low, first, i, times)
                return i + 1 if explained < 0 else _boundary(tags, low, a, b._replace(first=explained), times, False)
    if comma >= 0:
        return comma + 1
    if pending and not a.finite:
        return last
    start = _subject_start(tags, low, first, last, times)
    if pending and start > first and tags[start - 1] == "IN" and low[start - 1] not in _SUBORDINATORS:
        return last  # what a preposition governs is no subject: the words before the inserted clause are
    return conjunction if conjunction >= 0 and start == conjunction + 1 else start


def _inserted(tags: Sequence[str], low: Sequence[str], first: int, comma: int, times: Set[int]) -> int | None:
    """Where a clause opens whose subject is followed by an apposition that ends at a comma ("when the mayor, a
    Liberal, resigned"), None where nothing opens one.
    """
    for i in range(comma - 1, first - 1, -1):
        if low[i] in _STRONG:
            return None
        if tags[i] in ("WRB", "WDT", "WP") or (low[i] in _SUBORDINATORS and tags[i] == "IN"):
            inside = "," in low[i:comma] and i not in times and _has_noun(tags, i + 1, comma, times)
            return i - (i > first and low[i - 1] == ",") if inside else None
    return None


def _explained(tags: Sequence[str], low: Sequence[str], first: int, comma: int, times: Set[int]) -> int:
    """The comma that opens the apposition which `comma` closes, after what may be the subject of the verb that follows
    ("said Kerry, the Secretary of State, left"); -1 if there is none.
    """
    for i in range(comma - 1, first, -1):
        if tags[i] in _WH or low[i] in _STRONG or tags[i] == "CC":
            return -1
        if low[i] == "," and not _inside_time(i, times):
            start = _subject_start(tags, low, first, i, times)
            free = start < i and (tags[start - 1] not in ("IN", "TO") or low[start - 1] in _SUBORDINATORS)
            return i if free and tags[i - 1] in HEADS and i - 1 not in times else -1
    return -1


def _inside_time(i: int, times: Set[int]) -> bool:
    return i - 1 in times and i + 1 in times


def _has_noun(tags: Sequence[str], first: int, last: int, times: Set[int]) -> bool:
    return any(tags[i] in NOUN_SIGNS and i not in times for i in range(first, last))


def _subject_start(tags: Sequence[str], low: Sequence[str], first: int, last: int, times: Set[int]) -> int:
    """Start of the noun phrase right before `last`, with the phrases that hang on it by "of"."""
    i = last
    while i > first:
        pos = tags[i - 1]
        if pos == "PRP" and i < last and tags[i] not in ADVERBS:
            break
        if pos in _NEAR_SUBJECT or low[i - 1] == "of" or i - 1 in times:
            i -= 1
            if pos == "PRP":
                break
        else:
            break
    return i


def _link(
    tags: Sequence[str], low: Sequence[str], done: list[Clause], clause: Clause, times: Set[int], lexicon: Lexicon
) -> Clause:
    """The clause with its link, parent and subject, from its first words and the clauses before it."""
    verb = clause.verb
    assert verb is not None
    i = clause.first
    while i in times and i < verb.first:  # "three years after the war ended"
        i += 1
    while (
        i < verb.first
        and low[i] in (",", '"', "“", "``", "'", "and", "but", "or", "—", "–", "-", "(")
        and i not in times
    ):
        i += 1
    conjunction = next((low[k] for k in range(clause.first, i) if low[k] in ("and", "but", "or")), "")
    opener = tags[i] if i < verb.first else ""
    word = low[i] if i < verb.first else ""
    if opener == "IN" and i + 1 < verb.first and tags[i + 1] in _WH:
        i, opener, word = i + 1, tags[i + 1], low[i + 1]
    parent = _previous(done)
    own = subject_before(
        tags, low, i, verb.first, times, opened=verb.finite and opener == "IN" and word in _SUBORDINATORS
    )
    if (
        conjunction
        and own
        and parent is not None
        and done[parent].link in ("relative", "subordinate")
        and not _goes_on(done, parent, verb)
    ):
        parent = next((k for k in range(parent - 1, -1, -1) if done[k].verb and done[k].link == "main"), parent)
    if own and tags[own[0]] == "EX":
        own = first_noun_phrase(tags, low, verb.last, clause.last, times) or own
    if not verb.finite:
        link: Link = "infinitive" if tags[verb.first] == "TO" else "participle"
        marker = word if opener == "IN" else low[clause.first] if tags[clause.first] == "IN" else ""
        subject = (
            noun_before(tags, low, verb.first)
            if low[clause.first] != "," and link == "participle" and not marker
            else None
        )
        if link == "infinitive":
            subject = _told(tags, low, done, clause, times) or subject
            chance = noun_before(tags, low, verb.first) if tags[verb.first - 1] in HEADS | {"PRP"} else None
            if chance and low[chance[0] - 1] == "for":  # "a chance for Cisco to file"
                subject = chance
        if subject is None and parent is not None:
            subject = done[parent].subject
        if parent is None and done:
            parent = len(done) - 1
        return clause.linked(link=link, marker=marker, parent=parent, subject=subject or own)
    if word in ("how", "what", "why") and done:
        return clause.linked(link="content", marker=word, parent=parent, subject=own)
    if opener in _WH and word not in ("when", "where", "why", "how", "what"):
        antecedent = noun_before(tags, low, clause.first + (low[clause.first] == ",") * 0) if done else None
        return clause.linked(
            link="relative",
            marker=word,
            parent=parent,
            subject=own or antecedent,
        )
    if word in _SUBORDINATORS and opener in ("IN", "WRB", "RB", "WDT") and (own or word in ("that", "as")):
        if word == "that":
            own = own or first_noun_phrase(tags, low, i + 1, verb.first, times)
            after_noun = done and clause.first and tags[clause.first - 1].startswith("NN")
            governor = done[parent].verb if parent is not None else None
            said = clause.first - 1 in times or (governor is not None and governor.lemma in lexicon.report)
            if after_noun and not (own and said):
                return clause.linked(
                    link="relative", marker=word, parent=parent, subject=own or noun_before(tags, low, clause.first)
                )
            return clause.linked(link="content", marker=word, parent=parent, subject=own)
        return clause.linked(link="subordinate", marker=word, parent=parent, subject=own)
    if own:
        previous = done[parent].verb if parent is not None else None
        if conjunction or previous is None or low[clause.first - 1 : clause.first] == [","] or low[clause.first] == ",":
            return clause.linked(
                link="coordinate" if conjunction else "main", marker=conjunction, parent=parent, subject=own
            )
        return clause.linked(link="content", parent=parent, subject=own)
    if conjunction and parent is not None:
        above = done[parent].verb
        if above and above.passive and _goes_on_passive(tags, verb, lexicon):  # "was blocked and later abandoned"
            clause = clause._replace(verb=verb._replace(passive=True))
        return clause.linked(link="coordinate", marker=conjunction, parent=parent, subject=done[parent].subject)
    resumed = _resumed(done, {c.before for c in done})
    inverted = first_noun_phrase(tags, low, verb.last, clause.last, times) if verb.lemma in lexicon.report else None
    if inverted and inverted[0] == verb.last and _is_quoting(tags, low, verb.first - 1, inverted[1]):
        return clause.linked(subject=inverted, parent=parent)
    if resumed is not None:
        before = done[resumed]
        subject = (
            _waiting(tags, low, before, times)
            or before.subject
            or first_noun_phrase(tags, low, before.first, before.last, times)
        )
        if before.verb is None:
            return clause.linked(subject=subject, before=resumed)
        return clause.linked(subject=subject, parent=resumed, link="coordinate")
    return clause.linked(subject=inverted, parent=parent)


def _is_quoting(tags: Sequence[str], low: Sequence[str], before: int, after: int) -> bool:
    """Whether the tokens around a verb and a noun phrase are those of words told: "…, said the mayor."."""
    if before < 0 or low[before] not in (",", '"', "”", "''"):
        return False
    return low[before] != "," or after >= len(tags) or tags[after] in (".", ",", ":")


def _told(tags: Sequence[str], low: Sequence[str], done: list[Clause], clause: Clause, times: Set[int]) -> Range | None:
    """The object of the verb before an infinitive, where that is who is to do it ("forced him to leave")."""
    above = done[-1].verb if done else None
    if above is None or above.passive or above.lemma not in _CONTROL or low[clause.first] == ",":
        return None
    free = first_noun_phrase(tags, low, above.last, clause.first, times)
    return free if free and free[0] == above.last else None


def _waiting(tags: Sequence[str], low: Sequence[str], clause: Clause, times: Set[int]) -> Range | None:
    """The subject that stands after "that" or "when" at the end of a clause, its own verb still to come ("said that the
    date of the fair, …, suited").
    """
    if clause.verb is None:
        return None
    for i in range(clause.last - 1, clause.verb.last - 1, -1):
        if (tags[i] == "IN" and low[i] in ("that", "because", "if", "while", "although")) or low[i] == "when":
            return first_noun_phrase(tags, low, i + 1, clause.last, times)
    return None


def _goes_on_passive(tags: Sequence[str], verb: Verb, lexicon: Lexicon) -> bool:
    """Whether a lone past form without an object can be a participle that shares the "was" of the verb before it."""
    follow = tags[verb.last] if verb.last < len(tags) else "."
    bare = verb.head == verb.first and tags[verb.head] in _PAST and verb.lemma not in _INTRANSITIVE
    return bare and follow in ("IN", "RB", ".", ",", "TO")


def _goes_on(done: list[Clause], parent: int, verb: Verb) -> bool:
    """Whether a verb goes on in the tense of a clause with "when", not in that of the main clause."""
    inner, above = done[parent], done[parent].parent
    if inner.marker != "when" or inner.verb is None or above is None:
        return False
    outer = done[above].verb
    return outer is not None and inner.verb.tense == verb.tense != outer.tense


def _previous(done: list[Clause]) -> int | None:
    """The last clause with a finite verb, which a new clause most likely hangs on."""
    return next((k for k in range(len(done) - 1, -1, -1) if (v := done[k].verb) and v.finite), None)


def _resumed(done: list[Clause], taken: Set[int | None]) -> int | None:
    """The words that a verb after an inserted clause takes up: a fragment, or the clause before the inserted one."""
    for k in range(len(done) - 1, -1, -1):
        if done[k].verb is None and k not in taken:
            return k
        if done[k].verb and done[k].link in ("main", "content", "subordinate") and k < len(done) - 1:
            return k
    return None
