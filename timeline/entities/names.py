"""Names in running text: where each begins and ends, and whether it is a person's, an organisation's or a place's.

The learned entity tags are one voice among several: the words of a name ("Bank", "Street"), a title before it, the
gazetteer, given names, and what the same name was taken for elsewhere in the article.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from functools import cache
from itertools import chain
from operator import itemgetter

from timeline.entities.name_kinds import DASHES, Name, NameKind, dateline_end, is_numbered, kind_of, surnames_of, vote
from timeline.entities.name_words import NameWords, word_set, words
from timeline.entities.places import gazetteer
from timeline.text.sentences import Sentence, Token
from timeline.text.vocabulary import classes

_CLOSED = word_set("DT IN TO CC PRP PRP$ WP WP$ WRB WDT MD EX UH '' `` . , : LS")
_NAME_TAGS = frozenset(("NNP", "NNPS", "POS", "CD"))
_SMALL = word_set("of the and & for on in , 's ’s de")
_INCORPORATED = word_set("Inc. Inc Ltd Ltd. LLC Corp. Corp Co. L.L.C. Jr. Sr.")
_NO_NAME = _CLOSED - {"PRP", "UH"}
_TEXT, _TOKENS = itemgetter(2), itemgetter(2)  # of a token, of a sentence


def find_names(sentences: Sequence[Sentence], language: str = "en") -> list[Name]:
    """Every name of a document in order, each with its kind."""
    lexicon, places = words(language), gazetteer()
    spans = [
        (number, *span)
        for number, sentence in enumerate(sentences)
        for span in _spans(sentence.tokens, lexicon)
    ]  # fmt: skip
    votes: dict[str, Counter[NameKind]] = defaultdict(Counter)
    drafts: list[Name] = []
    for number, first, last in spans:
        tokens = sentences[number].tokens
        core = _after_titles(tokens, first, last, lexicon)
        titles = tuple(token.text.lower() for token in tokens[first:core])
        text = text_of(tokens, core, last)
        if text:
            drafts.append(Name(number, first, core, last, text, titles, "other"))
            vote(votes[text], tokens, drafts[-1], lexicon, places)
    lower = set(map(_TEXT, chain.from_iterable(map(_TOKENS, sentences))))
    drafts = list(_without_openers(drafts, sentences, lower))
    drafts = sorted([*drafts, *_openers(drafts, sentences, lower)])
    _share(drafts, votes)
    surnames = surnames_of(drafts, votes)
    return [Name(*name[:-1], kind_of(name, votes[name.text], surnames, places)) for name in drafts]


def _share(names: Sequence[Name], votes: dict[str, Counter[NameKind]]) -> None:
    """Let what is said of a short name count for the fuller ones that begin or end with it ("Mr Gopaul", of a first
    "Ramesh Gopaul", "Daugava" of "Daugava Banka"), and what is said of these for it, where it says who acts."""
    texts = dict.fromkeys(name.text for name in names)
    short = {text for text in texts if " " not in text}
    for full in texts:
        parts = full.split()
        if not 2 <= len(parts) <= 3 or is_numbered(parts[-1]):
            continue
        for part in [part for part in dict.fromkeys((parts[0], parts[-1])) if part in short]:  # in one order, always
            if votes[part]["country"] or votes[part]["people"]:
                continue
            for kind in ("person", "organization"):
                if kind == "person" and part != parts[-1]:
                    continue
                theirs, ours = votes[part][kind], votes[full][kind]
                votes[full][kind] += max(theirs, 0)
                votes[part][kind] += max(ours, 0)


def mended(sentences: Sequence[Sentence], names: Sequence[Name]) -> tuple[Sentence, ...]:
    """The sentences with every word of a name tagged as one: "Ever Given" is no adverb and participle."""
    tokens: dict[int, list[Token]] = {}
    for name in names:
        for i in range(name.first, name.last):
            token = sentences[name.sentence].tokens[i]
            if token.pos not in _NAME_TAGS and token.text not in _SMALL:
                if name.sentence not in tokens:
                    tokens[name.sentence] = list(sentences[name.sentence].tokens)
                tokens[name.sentence][i] = Token(*token[:3], "NNP", *token[4:])
    return tuple(
        sentence._replace(tokens=tuple(tokens[number])) if number in tokens else sentence
        for number, sentence in enumerate(sentences)
    )


def _openers(names: Sequence[Name], sentences: Sequence[Sentence], lower: Set[str]) -> Iterator[Name]:
    """Names known from elsewhere in the article that open a sentence and were tagged as something else."""
    found = {(name.sentence, name.first) for name in names}
    known = {part for name in names if name.first for part in name.text.split() if part[0].isupper() and len(part) > 2}
    for number, sentence in enumerate(sentences):
        token = sentence.tokens[0]
        opens = token.text in known and token.pos not in _NO_NAME and token.text.lower() not in lower
        if opens and (number, 0) not in found:
            yield Name(number, 0, 0, 1, token.text, (), "other")


def _without_openers(names: Sequence[Name], sentences: Sequence[Sentence], lower: Set[str]) -> Iterator[Name]:
    """The names without words that are capitalised only as the first of a sentence ("Copper was taken")."""
    inside = {name.text for name in names if name.first > 0}
    inside.update(part for name in names if " " in name.text for part in name.text.split())
    for name in names:
        opens = name.first == 0 and name.last == 1 and name.text not in inside
        if not opens or (name.text.lower() not in lower and (_known(name.text) or _is_tagged(sentences, name))):
            yield name


def _is_tagged(sentences: Sequence[Sentence], name: Name) -> bool:
    token = sentences[name.sentence].tokens[name.first]
    return token.entity != "O" and name.text.lower() not in words().common and not _is_stuff(name.text.lower())


def _is_stuff(word: str) -> bool:
    """Whether a word is first of all one for a substance or a force of nature ("Snow fell")."""
    return not {"n1=substance", "n1=phenomenon"}.isdisjoint(classes(word))


def _known(text: str) -> bool:
    return (
        text in words().given
        or text in words().known_organizations
        or any(entry.kind in "NRKP" or entry.population > 200_000 for entry in gazetteer().entries(text))
    )


def text_of(tokens: Sequence[Token], first: int, last: int) -> str:
    """Words [first, last) as they stand in the text, white space made plain."""
    out, end = "", -1
    for token in tokens[first:last]:
        out += (" " if end >= 0 and token.start > end else "") + token.text
        end = token.end
    return out


def _spans(tokens: Sequence[Token], lexicon: NameWords) -> Iterator[tuple[int, int]]:
    """Token ranges of capitalised names, titles included."""
    i, n = dateline_end(tokens), len(tokens)
    if i:
        place = next((k for k in range(i) if tokens[k].text in (",", "(", *DASHES)), i)
        yield 0, place
    firsts = [text[0] for text in map(_TEXT, tokens)]
    shouting = n > 3 and sum(map(str.isupper, firsts)) * 2 > n
    # Nearly all words begin with a small letter or are marks.
    for first in [k for k, letter in enumerate(firsts) if letter >= "A" and not "a" <= letter <= "z"]:
        if first < i or not _begins(tokens, first, lexicon):
            continue
        if shouting and tokens[first].pos not in ("NNP", "NNPS") and tokens[first].entity == "O":
            continue
        i = first + 1
        while i < n and (length := _goes_on(tokens, first, i, lexicon)):
            i += length
        yield first, i


def _begins(tokens: Sequence[Token], i: int, lexicon: NameWords) -> bool:
    """Whether a token can open a name."""
    token = tokens[i]
    text, pos = token.text, token.pos
    if not text[0].isupper():
        return False
    if text in lexicon.times and not token.entity.endswith("person"):
        return False
    if pos in ("NNP", "NNPS") or token.entity != "O":
        return (
            len(text) > 1
            and pos not in ("DT", "PRP", "PRP$", "IN", "CC", "WRB")
            and not (i == 0 and pos != "NNP" and text.lower() in lexicon.people)
        )
    if text.lower() in lexicon.titles:
        return i + 1 < len(tokens) and tokens[i + 1].text[0].isupper()
    follows = i + 1 < len(tokens) and tokens[i + 1].text[0].isupper() and tokens[i + 1].pos in ("NNP", "NNPS")
    if i == 0:
        return follows and pos[0] in "JN" and text.lower() not in lexicon.people
    inside = tokens[i - 1].text[-1].isalpha() or tokens[i - 1].text == ","
    return len(text) > 1 and pos not in _CLOSED and (follows or inside) and not text.isupper()


def _goes_on(tokens: Sequence[Token], first: int, i: int, lexicon: NameWords) -> int:
    """How many tokens from `i` belong to the name that began at `first`: none where it ended before."""
    token, before = tokens[i], tokens[i - 1]
    text, pos = token.text, token.pos
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if text[0].isupper() or (text[0].isdigit() and token.entity.startswith("I-")):
        named = pos not in _CLOSED or token.entity.startswith("I-")
        return int(named and text not in lexicon.times)
    if following is None:
        return 0
    low = before.text.lower()
    if text in ("of", "for", "on") and low in lexicon.of_heads and following.text not in lexicon.times:
        if following.text == "the":
            return 3 if i + 2 < len(tokens) and _capitalised(tokens[i + 2]) else 0
        return 2 if _capitalised(following) else 0
    if text == "," and following.text in _INCORPORATED:
        return 2
    if not following.text[0].isupper() or following.text in lexicon.times:
        saint = pos == "POS" and tokens[first].text in ("St.", "St", "Saint")
        return 2 if saint and (following.text in lexicon.sites or following.text in lexicon.organization_heads) else 0
    if pos == "POS" and text in ("'s", "’s", "'", "’"):
        head = _phrase_head(tokens, i + 1)
        ends_organization = head in lexicon.organization_heads or head in lexicon.place_heads
        owner = i - first > 1 and tokens[first].text in lexicon.given  # "Kofi Busia's Progress Party"
        if token.entity.startswith("I-") or (ends_organization and low not in _nations() and not owner):
            return 2
    if text.lower() in lexicon.particles:
        return 2
    if text in ("and", "on", "&", "the", "in") and (text == "&" or _inside(token, following)):
        return 2
    return 0


def _capitalised(token: Token) -> bool:
    return token.text[0].isupper() and token.pos in ("NNP", "NNPS", "JJ", "NN", "NNS")


def _inside(token: Token, following: Token) -> bool:
    return token.entity.startswith("I-") and following.entity.startswith("I-")


def _phrase_head(tokens: Sequence[Token], i: int) -> str:
    """The last of the capitalised words from a token on, in lower case."""
    head = ""
    while i < len(tokens) and tokens[i].text[0].isupper():
        head = tokens[i].text.lower()
        i += 1
    return head


@cache
def _nations() -> frozenset[str]:
    """Countries of one word, in lower case: what belongs to them is another name ("Russia's Gazprom")."""
    return gazetteer().single_word_countries()


def _after_titles(tokens: Sequence[Token], first: int, last: int, lexicon: NameWords) -> int:
    """Where the name proper begins, after the last title and what stands before it ("Polish Transport Minister").

    `last` where nothing is left; `first` where a title is part of the name of something else ("General Motors").
    """
    final = tokens[last - 1].text.lower()
    if last - first > 1 and (final in lexicon.organization_heads or final in lexicon.place_heads):
        return first
    for i in range(last - 1, first - 1, -1):
        if _is_title(tokens[i].text.lower(), lexicon):
            return last if i + 1 < last and tokens[i + 1].text.islower() else i + 1  # "High Commissioner for Refugees"
    if final in lexicon.roles and last - first == 1:
        return last
    given = lexicon.given
    if first == 0 and last > 2 and tokens[1].text in given and tokens[0].text not in given and tokens[0].pos != "DT":
        return 1  # "Butcher Neville Preece", as a sentence opens
    return first


def _is_title(low: str, lexicon: NameWords) -> bool:
    """Whether a word is a title, alone or after a prefix ("vice-chairman", "co-founder")."""
    return low in lexicon.titles or ("-" in low and low.rsplit("-", 1)[1] in lexicon.titles)
