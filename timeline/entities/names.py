"""Names in running text: where each begins and ends, and whether it is a person's, an organisation's or a place's.

The learned entity tags are one voice among several: the words of a name ("Bank", "Street"), a title before it, the
gazetteer, given names, and what the same name was taken for elsewhere in the article.
"""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from operator import itemgetter
from typing import Literal, NamedTuple

from timeline.entities.places import Gazetteer, gazetteer
from timeline.text.sentences import Sentence, Token
from timeline.text.vocabulary import classes

NameKind = Literal["person", "organization", "country", "place", "people", "other"]
"""What a name names; "people" is the adjective or noun of a nation ("French", "Danes")."""


def word_set(field: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(field.split())


_LEARNED: dict[str, NameKind] = {"person": "person", "organization": "organization", "place": "place"}
_PRECEDES_PLACE = word_set(
    """
    in at near outside inside around across throughout to from toward towards through into via
    """
)
_CLOSED = word_set("DT IN TO CC PRP PRP$ WP WP$ WRB WDT MD EX UH '' `` . , : LS")
_NAME_TAGS = frozenset(("NNP", "NNPS", "POS", "CD"))
_SMALL = word_set("of the and & for on in , 's ’s de")
_INCORPORATED = word_set("Inc. Inc Ltd Ltd. LLC Corp. Corp Co. L.L.C. Jr. Sr.")
_NO_NAME = _CLOSED - {"PRP", "UH"}
_TEXT = itemgetter(2)  # of a token
_DASHES = word_set("— – -- -")
_HEADS_BODY = word_set(
    "executive director chief chairman chairwoman founder co-founder analyst economist spokesman spokeswoman"
)
_REACHED = word_set("reached")
_AFTER_PERSON = word_set("who whose said says told added")


@dataclass(frozen=True)
class NameWords:
    """Words of `languages/xx/names.toml`, in lower case unless they are names."""

    titles: frozenset[str]
    before_titles: frozenset[str]
    male: frozenset[str]
    female: frozenset[str]
    particles: frozenset[str]
    suffixes: frozenset[str]
    roles: frozenset[str]
    organization_heads: frozenset[str]
    organization_sites: frozenset[str]
    of_heads: frozenset[str]
    nominals: frozenset[str]
    companies: frozenset[str]
    acting: frozenset[str]
    people: frozenset[str]
    person: frozenset[str]
    pairs: dict[str, frozenset[str]]
    place_heads: frozenset[str]
    place_first: frozenset[str]
    sites: frozenset[str]
    place_prepositions: frozenset[str]
    known_organizations: frozenset[str]
    adjectives: frozenset[str]
    things: frozenset[str]
    times: frozenset[str]
    common: frozenset[str]
    given: dict[str, str]


@cache
def words(language: str = "en") -> NameWords:
    """The words of a language; English for a language without a file of its own."""
    source = files("timeline.languages") / language / "names.toml"
    if not source.is_file():
        return words("en")
    data = tomllib.loads(source.read_text("utf-8"))
    given = (files("timeline") / "data" / "first_names.tsv").read_text("utf-8").split()
    persons, organizations, groups, places = (data[k] for k in ("persons", "organizations", "groups", "places"))
    return NameWords(
        titles=word_set(persons["titles"]),
        before_titles=word_set(persons["before_titles"]),
        male=word_set(persons["male"]),
        female=word_set(persons["female"]),
        particles=word_set(persons["particles"]),
        suffixes=word_set(persons["suffixes"]),
        roles=word_set(persons["roles"]),
        organization_heads=word_set(organizations["heads"]),
        organization_sites=word_set(organizations["sites"]),
        of_heads=word_set(organizations["of_heads"]),
        nominals=word_set(organizations["nominals"]),
        companies=word_set(organizations["companies"]),
        acting=word_set(organizations["acting"]),
        people=word_set(groups["people"]),
        person=word_set(groups["person"]),
        pairs={kind: word_set(nouns) for kind, nouns in groups["pairs"].items()},
        place_heads=word_set(places["heads"]),
        place_first=word_set(places["first"]),
        sites=word_set(places["sites"]),
        place_prepositions=word_set(places["prepositions"]),
        known_organizations=frozenset(data["known"]["organizations"]),
        adjectives=word_set(data["known"]["adjectives"]),
        things=word_set(data["known"]["things"]),
        times=word_set(data["known"]["times"]),
        common=word_set(
            " ".join(
                [
                    data["known"]["openers"],
                    *groups["pairs"].values(),
                    *(v for t in (persons, groups) for v in t.values() if isinstance(v, str)),
                ]
            )
        ),
        given=dict(zip(given[::2], given[1::2], strict=True)),
    )


class Name(NamedTuple):
    """A name: tokens [first, last) of a sentence, of which [core, last) without the titles before it.

    `text` is the core as the text has it, without a possessive; `titles` the words before it in lower case.
    """

    sentence: int
    first: int
    core: int
    last: int
    text: str
    titles: tuple[str, ...]
    kind: NameKind


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
            _vote(votes[text], tokens, drafts[-1], lexicon, places)
    lower = {word for sentence in sentences for word in map(_TEXT, sentence.tokens)}
    drafts = list(_without_openers(drafts, sentences, lower))
    drafts = sorted([*drafts, *_openers(drafts, sentences, lower)])
    surnames = _surnames(drafts, votes)
    return [name._replace(kind=_kind(name, votes[name.text], surnames, places)) for name in drafts]


def mended(sentences: Sequence[Sentence], names: Sequence[Name]) -> tuple[Sentence, ...]:
    """The sentences with every word of a name tagged as one: "Ever Given" is no adverb and participle."""
    tokens: dict[int, list[Token]] = {}
    for name in names:
        for i in range(name.first, name.last):
            token = sentences[name.sentence].tokens[i]
            if token.pos not in _NAME_TAGS and token.text not in _SMALL:
                if name.sentence not in tokens:
                    tokens[name.sentence] = list(sentences[name.sentence].tokens)
                tokens[name.sentence][i] = token._replace(pos="NNP")
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


def _dateline(tokens: Sequence[Token]) -> int:
    """Number of tokens in the dateline that opens a sentence ("BERGEN, Norway, Oct 12 (Agency) -"), else 0."""
    if not tokens or not tokens[0].text[0].isupper():
        return 0
    for i, token in enumerate(tokens[:16]):
        if token.text in _DASHES:
            return i + 1 if i > 0 else 0
        if not (
            token.text[0].isupper() or token.text[0].isdigit() or token.text in (",", "(", ")", ".", "'S", "’S", "/")
        ):
            break
    return 0


def text_of(tokens: Sequence[Token], first: int, last: int) -> str:
    """Words [first, last) as they stand in the text, white space made plain."""
    out, end = "", -1
    for token in tokens[first:last]:
        out += (" " if end >= 0 and token.start > end else "") + token.text
        end = token.end
    return out


def _spans(tokens: Sequence[Token], lexicon: NameWords) -> Iterator[tuple[int, int]]:
    """Token ranges of capitalised names, titles included."""
    i, n = _dateline(tokens), len(tokens)
    if i:
        place = next((k for k in range(i) if tokens[k].text in (",", "(", *_DASHES)), i)
        yield 0, place
    firsts = [text[0] for text in map(_TEXT, tokens)]
    shouting = n > 3 and sum(map(str.isupper, firsts)) * 2 > n
    while i < n:
        if not firsts[i] >= "A" or "a" <= firsts[i] <= "z":  # nearly all words: small letters, marks
            i += 1
            continue
        if not _begins(tokens, i, lexicon) or (
            shouting and tokens[i].pos not in ("NNP", "NNPS") and tokens[i].entity == "O"
        ):
            i += 1
            continue
        first = i
        i += 1
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
        if token.entity.startswith("I-") or (ends_organization and low not in _nations()):
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


def _vote(
    votes: "Counter[NameKind]", tokens: Sequence[Token], name: Name, lexicon: NameWords, places: Gazetteer
) -> None:
    """Add what one standing of a name says of its kind."""
    votes.update(_lexical(name.text))
    for token in tokens[name.core : name.last]:
        if learned := _LEARNED.get(token.entity[2:]):
            votes[learned] += 1 + (name.last - name.core == 1)
    before = tokens[name.first - 1].text.lower() if name.first else ""
    after = tokens[name.last].text.lower() if name.last < len(tokens) else ""
    if name.titles:
        votes["person"] += 6
    elif name.first == 0 and name.text.isupper() and name.last <= _dateline(tokens):
        votes["place"] += 9
    elif before in ("of", "at", "for") and name.first > 1 and tokens[name.first - 2].text.lower() in _HEADS_BODY:
        votes["organization"] += 4
    elif before in _REACHED:
        votes["place"] += 3
    elif before in _PRECEDES_PLACE:
        votes["place"] += 1
        votes["organization"] += int(before in ("from", "to"))
    if before in lexicon.companies or before == "the":
        votes["organization"] += 4 if before != "the" else 1
        votes["person"] -= 3
    if any(token.text == "its" for token in tokens[name.last : name.last + 8]):
        votes["organization"] += 2
        if before == "the" and " " not in name.text and votes["place"]:
            votes["place"] -= 2
    if name.first and (before in lexicon.roles or before.endswith("-year-old")):
        votes["person"] += 5
    if after in _AFTER_PERSON:
        votes["person"] += 1
    elif after == "," and name.last + 1 < len(tokens) and _is_age(tokens[name.last + 1].text):
        votes["person"] += 6
    elif after == "(" and name.last + 2 < len(tokens) and tokens[name.last + 1].text.isupper() and "-" not in name.text:
        votes["organization"] += 1


def _is_age(word: str) -> bool:
    return word.isdigit() and len(word) <= 2


@lru_cache(maxsize=20_000)
def _lexical(text: str) -> "Counter[NameKind]":
    """What the words of a name say of its kind, wherever it stands."""
    lexicon, places = words(), gazetteer()
    votes: Counter[NameKind] = Counter()
    parts = text.split()
    last, head = parts[-1].lower(), text.split(" of ")[0].split()[-1].lower()
    known = {entry.kind for entry in places.entries(text)}
    if text in lexicon.known_organizations:
        votes["organization"] += 9
    elif text in lexicon.adjectives:
        votes["people"] += 20
    elif "N" in known:
        votes["country"] += 20
    elif "D" in known:
        votes["people"] += 20
    elif known & {"P", "R", "K"}:
        votes["place"] += 5
    elif "C" in known:
        votes["place"] += 3
    elif "A" in known:
        votes["place"] += 1
    if len(parts) > 1:
        first = parts[0]
        if "&" in parts:
            votes["organization"] += 5
        if last in lexicon.things:
            votes["other"] += 8
        elif last in lexicon.organization_heads or head in lexicon.organization_heads:
            votes["organization"] += 7
        elif last in lexicon.place_heads or head in lexicon.place_heads or first.lower() in lexicon.place_first:
            votes["place"] += 5
        if (
            lexicon.given.get(first)
            and first.lower() not in lexicon.particles
            and all(part[0].isalpha() for part in parts)
        ):
            votes["person"] += 4
        if any(len(part) == 2 and part[1] == "." for part in parts[:-1]) or last in lexicon.suffixes:
            votes["person"] += 3
    elif text.isupper() and 2 <= len(text) <= 6:
        votes["organization"] += 3
    elif text in lexicon.given:
        votes["person"] += 1
    return votes


def _surnames(names: Sequence[Name], votes: dict[str, "Counter[NameKind]"]) -> frozenset[str]:
    """Last words of the persons' names of several words."""
    return frozenset(
        part
        for name in names
        if " " in name.text and votes[name.text] and votes[name.text].most_common(1)[0][0] == "person"
        for part in name.text.split()[1:]
        if part[0].isupper()
    )


def _kind(name: Name, votes: "Counter[NameKind]", surnames: frozenset[str], places: Gazetteer) -> NameKind:
    if name.text in surnames and not votes["country"] and votes["place"] < 7:
        return "person"
    if votes:
        return max(votes, key=lambda kind: votes[kind])
    return "person" if name.titles else "other"
