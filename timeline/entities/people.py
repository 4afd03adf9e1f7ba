"""Who: the persons, organisations and countries of an article, each with all the words that stand for it.

One pass from the first sentence to the last. A name joins the chain of a fuller one ("Pomfret"), a title or an office
finds its holder ("the judge"), a pronoun the likeliest of those named lately. Nothing is looked up outside the
article but the full names of world leaders whom it calls by surname and title only (`leaders.py`).
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from timeline.entities.leaders import leader
from timeline.entities.name_kinds import Name
from timeline.entities.name_words import NameWords, word_set, words
from timeline.entities.names import find_names, text_of
from timeline.entities.places import gazetteer
from timeline.entities.register import CROWD, Entity, Register
from timeline.text.sentences import Sentence, Token

Form = Literal["name", "nominal", "pronoun"]

_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_LEADING_UP = frozenset(("DT", "PDT", "PRP$", "JJ", "NN", "NNP", "POS", "CD"))
_STANDING_FOR = frozenset(("PRP", "PRP$", "DT", "PDT", "NN", "NNS"))  # a name
_FIRST_PERSON = word_set("i me my mine myself we us our ours ourselves")
_HE = word_set("he him his himself")
_SHE = word_set("she her hers herself")
_THEY = word_set("they them their theirs themselves")
_IT = word_set("it its itself")
_QUOTES = frozenset(('"', "“", "”", "``", "''", "«", "»"))
_JOINERS = frozenset((",", "and", "&", "or", "the", "with"))
_PAIRS = word_set("pair duo couple sides")
_NUMBERS = word_set("two three four both")
_VAGUE = word_set("few many other several some more most such fellow own last first next")
_ARTICLE = 40
"""Sentences after which an office or a sort of company no longer does."""
_INTERVIEW = 6
"""Sentences in the first person, outside quotation marks, that make an interview."""
_REMEMBERED = 60
"""Mentions among which "the two" are looked for."""
_NEAR = 2
"""Sentences that "it" reaches back."""
_FAR = 6
"""Sentences after which a pronoun no longer reaches back."""


class Mention(NamedTuple):
    """Words that stand for somebody: tokens [first, last) of a sentence, numbers of the entities they mean."""

    sentence: int
    first: int
    last: int
    entities: tuple[int, ...]
    form: Form
    subject: bool = False
    governed: bool = False


@dataclass(frozen=True)
class Cast:
    """Everybody in an article: entities by number, mentions in the order of the text, and those named side by side
    (`teams`, each with the number of its sentence).
    """

    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    teams: tuple[tuple[int, tuple[int, ...]], ...]
    _starts: tuple[tuple[int, int], ...] = field(repr=False)

    def within(self, sentence: int, first: int, last: int) -> tuple[Mention, ...]:
        """Mentions that begin in tokens [first, last) of a sentence."""
        start = bisect_left(self._starts, (sentence, first))
        return self.mentions[start : bisect_left(self._starts, (sentence, last))]

    def usual_team(self, sentence: int) -> tuple[int, ...]:
        """Those whom the article most often names side by side; of several the last before a sentence; () if none."""
        numbers, teams = self._usual
        return teams[bisect_left(numbers, sentence) - 1] if teams else ()

    @cached_property
    def _usual(self) -> tuple[list[int], list[tuple[int, ...]]]:
        """Sentences that name side by side those who are so most often, in order, and whom each names."""
        named = ("person", "organization", "country")
        teams = [(n, tuple(sorted(e))) for n, e in self.teams if self.entities[e[0]].kind in named]
        counts = Counter(team for _, team in teams)
        most = max(counts.values(), default=0)
        usual: dict[int, tuple[int, ...]] = {}
        for number, team in teams:
            if counts[team] == most:
                usual.setdefault(number, team)
        return list(usual), list(usual.values())


def cast(sentences: Sequence[Sentence], year: int, language: str = "en", names: Sequence[Name] | None = None) -> Cast:
    """Who is who in an article of a year; `sentences` carry the learned layers, `names` are theirs if known already."""
    builder = _Builder(sentences, words(language))
    for name in find_names(sentences, language) if names is None else names:
        builder.names.setdefault(name.sentence, []).append(name)
    for number in range(len(sentences)):
        builder.read(number)
    builder.name_leaders(year)
    builder.name_speaker()
    mentions = tuple(builder.mentions)
    return Cast(
        tuple(builder.entities),
        mentions,
        tuple(builder.teams_by_sentence),
        tuple((m.sentence, m.first) for m in mentions),
    )


class _Builder:
    """The pass over an article, with what is known so far."""

    def __init__(self, sentences: Sequence[Sentence], lexicon: NameWords) -> None:
        self.sentences = sentences
        self.lexicon = lexicon
        self.names: dict[int, list[Name]] = {}
        self.known = Register(lexicon)
        self.entities = self.known.entities
        self.mentions: list[Mention] = []
        self.teams: list[tuple[int, ...]] = []  # several who were named in one breath, the last one last
        self.first_person: list[tuple[int, int]] = []
        self.teams_by_sentence: list[tuple[int, tuple[int, ...]]] = []
        self.by_role: dict[str, set[int]] = {}

    # one sentence

    def read(self, number: int) -> None:
        """Add the mentions of one sentence."""
        tokens = self.sentences[number].tokens
        tags, groups = [token.pos for token in tokens], self.lexicon.people
        names = iter(self.names.get(number, ()))
        name = next(names, None)
        i, n = 0, len(tokens)
        while i < n:
            if name is not None and name.first <= i:
                if name.kind != "people":
                    self._add_name(tokens, name)
                elif name.first and tokens[name.first - 1].text in ("The", "the"):
                    self._add_national(tokens, name)
                i, name = max(i + 1, name.last), next(names, None)
                continue
            pos = tags[i]
            if pos not in _STANDING_FOR:
                i += 1
                continue
            if pos == "PRP" or pos == "PRP$":
                self._add_pronoun(number, tokens, i)
                if pos == "PRP$":
                    self._add_own(number, tokens, i)
            elif pos == "DT" or pos == "PDT":
                i = self._add_nominal(number, tokens, i, n if name is None else name.first)
            elif tokens[i].text.lower() in groups:
                self._add_group(number, tokens, i)
            i += 1

    def _add(self, number: int, first: int, last: int, entities: Iterable[int], form: Form) -> None:
        numbers = tuple(entities)
        if numbers:
            tokens = self.sentences[number].tokens
            subject = _is_subject(tokens, first, last)
            governed = not subject and form == "name" and _is_governed(tokens, first)
            self.mentions.append(Mention(number, first, last, numbers, form, subject, governed))
            for entity in numbers:
                self.entities[entity].count += 1
                self.known.seen[entity] = len(self.mentions)

    # names

    def _add_name(self, tokens: Sequence[Token], name: Name) -> None:
        entity = self.known.person(name) if name.kind == "person" else self.known.named(name)
        found = self.entities[entity]
        found.titles.update(name.titles)
        found.roles.update(name.titles)
        if name.kind == "person":
            self._describe(found, tokens, name)
        for role in found.roles:
            self.by_role.setdefault(role, set()).add(entity)
        self._join_team(tokens, name, entity)
        found.named += 1
        self._add(name.sentence, name.first, name.last, (entity,), "name")

    def _add_national(self, tokens: Sequence[Token], name: Name) -> None:
        """Whom "the Norwegian" means: the person told to be one, else the one talked of."""
        follow = tokens[name.last].pos if name.last < len(tokens) else ""
        if follow not in (*_FINITE, ",") or tokens[name.last - 1].pos in ("NNS", "NNPS") or name.text.endswith("s"):
            return
        nation = name.text.lower()
        found = self._recent(name.sentence, name.first, lambda e: e.kind == "person" and nation in e.roles, _ARTICLE)
        found = found or self._recent(name.sentence, name.first, lambda e: e.kind == "person", 2)
        self._add(name.sentence, name.first - 1, name.last, found, "nominal")

    def _describe(self, person: Entity, tokens: Sequence[Token], name: Name) -> None:
        """Note the offices and trades that stand beside a name, and an age."""
        i = name.first - 1
        while i >= 0 and tokens[i].pos in ("NN", "JJ", "NNP", ",") and name.first - i < 6:
            if tokens[i].text != ",":
                person.roles.add(tokens[i].text.lower())
            elif i < name.first - 1:
                break
            i -= 1
        if name.last < len(tokens) and tokens[name.last].text == ",":
            for token in tokens[name.last + 1 : name.last + 9]:
                if token.text.isdigit() and not person.age:
                    person.age = token.text
                elif token.pos in ("NN", "NNP"):
                    person.roles.add(token.text.lower())
                elif token.pos in _FINITE or token.text in (",", ";", "."):
                    break

    def _join_team(self, tokens: Sequence[Token], name: Name, entity: int) -> None:
        """Remember names that stand side by side ("Trump and Putin")."""
        last = self._neighbour(tokens, name)
        if last is None or entity in last.entities:
            return
        between = [token.text.lower() for token in tokens[last.last : name.first]]
        if between[:1] == ["of"]:
            between = between[-1:]
        ours, theirs = self.entities[entity], self.entities[last.entities[-1]]
        if between and len(between) <= 3 and _JOINERS.issuperset(between):
            if {ours.kind, theirs.kind} == {"person", "organization"}:
                self._agree(ours, theirs)
            if ours.kind != theirs.kind:
                return
            team = (*last.entities, entity)
            if self.teams and set(last.entities) & set(self.teams[-1]) and "," in between:
                team = tuple(dict.fromkeys((*self.teams[-1], entity)))
            self.teams.append(team[-CROWD:])
            self.teams_by_sentence.append((name.sentence, self.teams[-1]))

    def _neighbour(self, tokens: Sequence[Token], name: Name) -> Mention | None:
        """The mention before a name in its sentence; "Kestrel" of "Kestrel of Britain and"."""
        here = [mention for mention in self.mentions[-2:] if mention.sentence == name.sentence]
        if len(here) == 2 and tokens[here[0].last].text == "of" and here[1].first - here[0].last <= 2:
            return here[0]
        return here[-1] if here else None

    def _agree(self, a: Entity, b: Entity) -> None:
        """Of two joined by "and", a person and a body, make both bodies where nothing says person."""
        person = a if a.kind == "person" else b
        known = person.titles or person.age or person.name.split()[0] in self.lexicon.given
        if not known or person.name.split()[0].lower() in self.lexicon.particles:
            person.kind = "organization"

    # what stands for a name

    def _add_pronoun(self, number: int, tokens: Sequence[Token], i: int) -> None:
        low = tokens[i].text.lower()
        not_self = self._acting(number, tokens, i)
        if low in _HE:
            found = self._recent(number, i, self._male, but=not_self) or self._made_person(number, i, "m")
            self._add(number, i, i + 1, found, "pronoun")
        elif low in _SHE:
            found = self._recent(number, i, self._female, but=not_self) or self._recent(number, i, self._ship, 2)
            self._add(number, i, i + 1, found, "pronoun")
        elif low in _THEY:
            self._add(number, i, i + 1, self._several(number, not_self), "pronoun")
        elif low in _FIRST_PERSON:
            self.first_person.append((number, i))
        elif low in _IT and not _is_expletive(tokens, i):
            self._add(number, i, i + 1, self._thing(number, not_self), "pronoun")

    def _acting(self, number: int, tokens: Sequence[Token], i: int) -> tuple[int, ...]:
        """Who does what is done to the pronoun at a token, and so is somebody else ("Busia" of "Busia sacked him")."""
        follow = tokens[i + 1].pos if i + 1 < len(tokens) else ""
        object_form = tokens[i].text.lower() in ("him", "them", "it", "her") and follow not in _FINITE
        if not object_form or not i or not tokens[i - 1].pos.startswith("VB") or tokens[i].pos != "PRP":
            return ()
        for mention in reversed(self.mentions[-4:]):
            if mention.sentence != number or not mention.subject:
                continue
            verbs = sum(token.pos in _FINITE for token in tokens[mention.last : i])
            return mention.entities if verbs == 1 else ()
        return ()

    def _made_person(self, number: int, i: int, gender: str) -> tuple[int, ...]:
        """A name that "he" can only mean was a person's, whatever it was taken for ("Sulla")."""
        found = self._recent(number, i, lambda e: e.kind in ("other", "organization") and " " not in e.name, 2)
        for entity in found:
            self.entities[entity].kind, self.entities[entity].gender = "person", gender
        return found

    def _male(self, entity: Entity) -> bool:
        return entity.kind == "person" and entity.gender != "f"

    def _female(self, entity: Entity) -> bool:
        return entity.kind == "person" and entity.gender != "m"

    def _ship(self, entity: Entity) -> bool:
        return entity.kind in ("other", "organization") and not entity.roles

    def _body(self, entity: Entity) -> bool:
        return entity.kind in ("organization", "country", "other")

    def _recent(
        self,
        number: int,
        i: int,
        fits: Callable[[Entity], bool],
        reach: int = _FAR,
        fade: float = 1.2,
        but: tuple[int, ...] = (),
    ) -> tuple[int, ...]:
        """The likeliest of those named before a pronoun: near, a subject, much talked of; none of `but`."""
        best, score = -1, float("-inf")
        for mention in reversed(self.mentions):
            distance = number - mention.sentence
            if distance > reach:
                break
            if len(mention.entities) > 1 or mention.entities[0] in but:
                continue
            entity = self.entities[mention.entities[0]]
            if not fits(entity):
                continue
            talked_of = 0.4 * min(entity.count, 6) + 0.1 * min(max(entity.count - 6, 0), 20)
            standing = 2.0 * mention.subject - mention.governed
            value = -fade * distance + standing + talked_of + 0.5 * bool(entity.gender)
            if value > score:
                best, score = mention.entities[0], value
        return (best,) if best >= 0 else ()

    def _thing(self, number: int, but: tuple[int, ...]) -> tuple[int, ...]:
        """The body or thing that "it" means: of this sentence or the two before, a country less likely than another.

        The weights are those that a ranking learns from GUM and MEANTIME, rounded (0.67 right on articles left out).
        """
        best, score = -1, float("-inf")
        for mention in reversed(self.mentions):
            distance = number - mention.sentence
            if distance > _NEAR:
                break
            entity = self.entities[mention.entities[0]]
            if len(mention.entities) > 1 or mention.entities[0] in but or not self._body(entity):
                continue
            value = -1.4 * distance + (distance == 0) + 0.6 * mention.subject + 0.1 * min(entity.count, 20)
            value -= 1.4 * (entity.kind == "country")
            if value > score:
                best, score = mention.entities[0], value
        return (best,) if best >= 0 else ()

    def _several(self, number: int, but: tuple[int, ...] = ()) -> tuple[int, ...]:
        """Those whom "they" means: names joined, a group or a body of this sentence or the last two, subjects first."""
        best: tuple[int, ...] = ()
        score = float("-inf")
        for mention in reversed(self.mentions):
            distance = number - mention.sentence
            if distance > _NEAR:
                break
            if mention.entities == but:
                continue
            meant, value = mention.entities, -1.2 * distance + 2.0 * mention.subject
            entity = self.entities[meant[0]]
            if len(meant) > 1 or entity.kind == "group":
                value += 1.5
            elif self.teams and meant[0] in self.teams[-1]:
                meant = self.teams[-1]
                value += 1.0
            elif not self._side(entity):
                continue
            if value > score:
                best, score = meant, value
        return best

    def _side(self, entity: Entity) -> bool:
        """A body, or a name taken for a place that no gazetteer knows (a team's)."""
        return entity.kind in ("organization", "other") or (
            entity.kind == "place" and not gazetteer().entries(entity.name)
        )

    def _add_nominal(self, number: int, tokens: Sequence[Token], i: int, stop: int) -> int:
        """Resolve "the judge", "the two leaders" and the like to those told before; gives the last token read."""
        low = tokens[i].text.lower()
        if low not in ("the", "both", "that", "this", "these"):
            return i
        last = i + 1
        while last < min(stop, i + 5) and tokens[last].pos in ("JJ", "CD", "NN", "NNS", "VBN"):
            last += 1
        while last > i + 2 and tokens[last - 1].pos == "VBN":  # "the two married"
            last -= 1
        nouns = [token.text.lower() for token in tokens[i + 1 : last]]
        if not nouns or (last + 1 < len(tokens) and tokens[last].text == "of" and tokens[last + 1].text == "the"):
            return i
        found = self._meant(number, i, low, nouns, self._acting(number, tokens, i))
        self._add(number, i, last, found, "nominal")
        return last - 1 if found else i

    def _add_own(self, number: int, tokens: Sequence[Token], i: int) -> None:
        """Resolve "his finance minister" to the one person of the article who is a finance minister."""
        last = i + 1
        while last < min(len(tokens), i + 5) and tokens[last].pos in ("JJ", "NN"):
            last += 1
        words = {token.text.lower() for token in tokens[i + 1 : last]}
        if len(words) < 2 or tokens[last - 1].text.lower() not in self.lexicon.roles:
            return
        holders = [n for n in self.by_role.get(tokens[last - 1].text.lower(), ()) if words <= self.entities[n].roles]
        if len(holders) == 1:
            self._add(number, i + 1, last, holders, "nominal")

    def _meant(
        self, number: int, i: int, determiner: str, nouns: Sequence[str], but: tuple[int, ...]
    ) -> tuple[int, ...]:
        """Whom a determiner and nouns stand for, nobody if they are new; none of `but`."""
        if determiner == "both" or nouns[0] in _NUMBERS or nouns[-1] in _PAIRS:
            return self._pair(number, nouns)
        if nouns[-1].endswith("-year-old"):
            age = nouns[-1].split("-")[0]
            return self._recent(number, i, lambda e: e.age == age, _ARTICLE)
        return self._holder(number, i, nouns, but)

    def _pair(self, number: int, nouns: Sequence[str]) -> tuple[int, ...]:
        """The two (or more) whom "the two leaders" or "both sides" means."""
        kinds = [kind for noun in nouns for kind, pairs in self.lexicon.pairs.items() if noun in pairs]
        if list(nouns) == ["two"]:
            pairs = (self._pair(number, [noun]) for noun in ("men", "companies", "countries"))
            return next(filter(None, pairs), ())
        if not kinds:
            return ()

        def fits(entity: int) -> bool:
            return self.entities[entity].kind == kinds[0] or (
                kinds[0] == "any" and self.entities[entity].kind != "group"
            )

        def last_two(mentions: Iterable[Mention]) -> tuple[int, ...]:
            seen = list(dict.fromkeys(e for mention in mentions for e in mention.entities if fits(e)))
            return tuple(sorted(seen[:2])) if len(seen) >= 2 else ()

        here = [mention for mention in reversed(self.mentions[-20:]) if mention.sentence == number]
        if two := last_two(here):
            return two
        if kinds[0] == "person" and (holders := self._holders(nouns[-1])):
            return holders
        for team in reversed(self.teams[-_REMEMBERED:]):
            if all(map(fits, team)):
                return team[:2]
        return last_two(reversed(self.mentions[-_REMEMBERED:]))

    def _holders(self, noun: str) -> tuple[int, ...]:
        """The two persons who hold an office told in the plural ("the two ministers", one the other's counterpart)."""
        offices = {noun.removesuffix("s"), "counterpart"}
        holders = set().union(*(self.by_role.get(office, ()) for office in offices))
        if len(holders) > CROWD:
            return ()
        found = sorted(number for number in holders if self.entities[number].kind == "person")
        return tuple(found) if len(found) == 2 else ()

    def _holder(self, number: int, i: int, nouns: Sequence[str], but: tuple[int, ...]) -> tuple[int, ...]:
        """Whom "the judge" or "the company" means: the last one who is called so, or of that sort."""
        noun = nouns[-1]
        if noun in self.lexicon.roles:
            return self._recent(number, i, lambda e: e.kind == "person" and noun in e.roles, _ARTICLE)
        if noun in self.lexicon.nominals:
            named = self._recent(
                number, i, lambda e: e.kind == "organization" and _is_called_so(e.name, noun), _ARTICLE
            )
            if named or noun not in self.lexicon.companies:
                return named
            return self._recent(number, i, self._company, _ARTICLE, 0.3, but)
        if noun in self.lexicon.people:
            known = self.known.by_name.get(" ".join(nouns)) or self.known.by_name.get(noun)
            return (known,) if known is not None else ()
        return ()

    def _company(self, entity: Entity) -> bool:
        return entity.kind == "organization" and entity.name not in self.lexicon.known_organizations

    def _add_group(self, number: int, tokens: Sequence[Token], i: int) -> None:
        """People told as a group by a noun without article ("Riot police fired")."""
        if i and tokens[i - 1].pos in ("DT", "PRP$", "POS"):
            return
        first = i
        while first and tokens[first - 1].pos in ("JJ", "NN", "NNS") and i - first < 3:
            if tokens[first - 1].text.lower() in _VAGUE:
                break
            first -= 1
        while first and tokens[first - 1].pos in ("NNP", "NNPS") and tokens[first - 1].text not in self.lexicon.times:
            first -= 1
        if first and tokens[first - 1].pos in ("PRP$", "POS"):
            return
        text = text_of(tokens, first, i + 1)
        key = text.lower()
        if key not in self.known.by_name:
            self.known.by_name[key] = self.known.new(Entity(text, "group"))
        self._add(number, first, i + 1, (self.known.by_name[key],), "nominal")

    # at the end

    def name_speaker(self) -> None:
        """In an interview, "I" and "we" are whom the article presents: the first person it names."""
        spoken = [
            (number, i)
            for number, i in self.first_person
            if not any(token.text in _QUOTES for token in self.sentences[number].tokens)
        ]
        persons = [number for number, entity in enumerate(self.entities) if entity.kind == "person"]
        if len(spoken) < _INTERVIEW or not persons or self.entities[persons[0]].count < 2:
            return
        for number, i in spoken:
            self._add(number, i, i + 1, (persons[0],), "pronoun")
        self.mentions.sort(key=lambda mention: (mention.sentence, mention.first))

    def name_leaders(self, year: int) -> None:
        """Give world leaders who are called by surname and title only their full names."""
        persons = [entity for entity in self.entities if entity.kind == "person"]
        if not any(" " not in entity.name and entity.titles for entity in persons):
            return
        countries = {
            gazetteer().country(entity.name) or entity.name for entity in self.entities if entity.kind == "country"
        }
        countries |= {name for name in self.known.by_name if name in ("UN", "EU", "NATO", "ECB", "Fed")}
        for entity in persons:
            if entity.titles and (found := leader(entity.name, year, entity.titles, countries)):
                entity.name = found.name


def _is_subject(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a mention looks like the subject of a verb: one follows, with or without an apposition between commas,
    or the mention opens the sentence.
    """
    follow = last
    while follow < len(tokens) and tokens[follow].pos in ("RB", "CC", "NNP"):
        follow += 1
    if follow < len(tokens) and tokens[follow].pos in _FINITE:
        return True
    if first == 0:
        return True
    if follow + 1 >= len(tokens) or tokens[follow].text != ",":
        return False
    if tokens[follow + 1].pos in _FINITE:
        return True
    if any(token.pos in _FINITE for token in tokens[:first]):
        return False
    return not _is_governed(tokens, first)


def _is_governed(tokens: Sequence[Token], first: int) -> bool:
    """Whether a preposition stands before the noun phrase of a token."""
    while first and tokens[first - 1].pos in _LEADING_UP:
        first -= 1
    return first > 0 and tokens[first - 1].pos in ("IN", "TO")


def _is_expletive(tokens: Sequence[Token], i: int) -> bool:
    """Whether "it" stands for no thing ("it is expected that", "it will be difficult to")."""
    if tokens[i].text.lower() != "it":
        return False
    tags = [token.pos for token in tokens[i + 1 : i + 5]]
    low = [token.text.lower() for token in tokens[i + 1 : i + 6]]
    return tags[:1] != [] and tags[0] in _FINITE and ("that" in low or ("be" in low[:2] and "JJ" in tags))


def _is_called_so(name: str, noun: str) -> bool:
    """Whether a name holds a noun, or a word that begins like it in another language ("Museu", "Universidad")."""
    return any(word == noun or (len(noun) > 5 and word[:5] == noun[:5]) for word in name.lower().split())
