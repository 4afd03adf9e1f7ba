"""What the words of a language say about events, read once from `languages/xx/events.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from timeline.errors import TimelineError
from timeline.model import EVENT_TYPES, EventType
from timeline.text import vocabulary


def words(text: str) -> frozenset[str]:
    """The words of a text as a set: how the stages write their closed classes."""
    return frozenset(text.split())


_VOWELS = frozenset("aeiou")
# Verbs of two syllables and more whose last consonant doubles all the same ("admitted", but "visited").
_DOUBLING = words(
    """
    admit submit commit permit omit transmit emit remit refer prefer defer confer infer transfer occur recur incur
    concur propel compel expel repel rebel control patrol enrol begin regret abet equip quit acquit outwit allot
    rebut deter abhor travel cancel quarrel label model signal total level fuel tunnel channel funnel marshal shovel
    equal rival worship kidnap hijack program handicap format focus
    """
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Event words of one language.

    `lemmas` maps each inflected verb form to its base form; phrasal verbs are written with an underscore ("step_down").
    `pasts` and `participles` are irregular forms that are only the one ("fell", "fallen"), `unchanged` those that are
    also the base ("cut"). `verb_types` and `noun_types` hold the words that name an event, by base form and by noun
    (singular and plural), with the type that each most often means. `groups` are nouns of those who act or are acted
    on. The others are classes of verbs.
    """

    lemmas: dict[str, str]
    bases: frozenset[str]
    pasts: frozenset[str]
    participles: frozenset[str]
    unchanged: frozenset[str]
    verb_types: dict[str, EventType]
    noun_types: dict[str, EventType]
    state: frozenset[str]
    report: frozenset[str]
    light: frozenset[str]
    planned: frozenset[str]
    hypothetical: frozenset[str]
    alleged: frozenset[str]
    negative: frozenset[str]
    cancelled: frozenset[str]
    groups: frozenset[str]

    def lemma(self, form: str, pos: str = "") -> str:
        """Base form of a verb form in lower case; of an unknown one what is left without its regular ending."""
        if form in self.bases and pos in ("VB", "VBP"):  # "found" a firm, but "found" the body
            return form
        return self.lemmas.get(form) or _guess(form)


@cache
def load(language: str = "en") -> Lexicon:
    """The lexicon of a language; that of English for a language without one of its own."""
    source = files("timeline.languages") / language / "events.toml"
    if not source.is_file():
        return load("en")
    return _build(tomllib.loads(source.read_text("utf-8")), language)


def _build(data: dict[str, Any], language: str) -> Lexicon:
    verbs = {name: frozenset(words.split()) for name, words in data["verbs"].items()}
    types = {_type(name, language): group for name, group in data["types"].items()}
    verb_types: dict[str, EventType] = {}
    noun_types: dict[str, EventType] = {}
    for kind, group in types.items():
        for verb in group["verbs"].split():
            verb_types.setdefault(verb, kind)
        for noun in group["nouns"].split():
            for form in (noun, plural(noun)):
                noun_types.setdefault(form, kind)
    lemmas: dict[str, str] = {}
    bases = set(verb_types).union(*verbs.values()) | set(data["irregular"])
    for base in sorted(bases, key=lambda verb: (verb in data["irregular"], verb)):
        for form in inflections(base.split("_")[0], data["irregular"]):
            lemmas[form] = base.split("_")[0]
    pasts = {past for forms in data["irregular"].values() for past in forms.split()[0].split("|")}
    participles = {form for forms in data["irregular"].values() for form in forms.split()[-1].split("|")}
    return Lexicon(
        lemmas=lemmas,
        bases=frozenset(bases),
        pasts=frozenset(pasts - participles - bases),
        participles=frozenset(participles - pasts - bases),
        unchanged=frozenset(pasts & participles & bases),
        verb_types=verb_types,
        noun_types=noun_types,
        groups=frozenset(data["nouns"]["groups"].split()),
        **verbs,
    )


def _type(name: str, language: str) -> EventType:
    if name not in EVENT_TYPES:
        raise TimelineError(f"languages/{language}/events.toml names an unknown event type: {name}")
    return name


def inflections(base: str, irregular: dict[str, str]) -> list[str]:
    """All forms of a verb: base, -s, -ing, and past and participle by rule or by table."""
    forms = [base, plural(base), _ing(base)]
    if base in irregular:
        forms += irregular[base].replace("|", " ").split()
    else:
        forms.append(_past(base))
    return forms


def plural(word: str) -> str:
    """The word with -s: of a verb its third person, of a noun its plural."""
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _doubles(base: str) -> bool:
    """Whether the last consonant doubles before -ed and -ing."""
    if len(base) < 3 or base[-1] in _VOWELS or base[-1] in "wxyh" or base[-2] not in _VOWELS or base[-3] in _VOWELS:
        return base in ("quit", "equip", "acquit")
    syllables = sum(a not in _VOWELS and b in _VOWELS for a, b in zip(" " + base, base, strict=False))
    return syllables == 1 or base in _DOUBLING or base[-3:] in ("nap", "cap")


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return base + (base[-1] if _doubles(base) else "") + "ed"


def _ing(base: str) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "ye", "oe")) and base != "be":
        return base[:-1] + "ing"
    return base + (base[-1] if _doubles(base) else "") + "ing"


@cache
def _guess(form: str) -> str:
    """Base form of a verb that the lexicon does not know: by its ending, the guess that WordNet has as a verb first."""
    for ending, rest in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if form.endswith(ending) and len(form) > len(ending) + 2:
            stem = form[: -len(ending)] + rest
            guesses = (stem, stem + "e", stem[:-1] if stem[-1] == stem[-2] else stem)
            return next((guess for guess in guesses if is_verb(guess)), stem)
    return form


def is_verb(word: str) -> bool:
    """Whether WordNet has a word as a verb."""
    return any(name.startswith(("v=", "v1=")) for name in vocabulary.classes(word))


def present(lemma: str, plural_subject: bool, irregular: bool = False) -> str:
    """Present tense of a base form for a headline: "meet" of many, "meets" of one."""
    if lemma == "be":
        return "are" if plural_subject else "is"
    if lemma == "have":
        return "have" if plural_subject else "has"
    return lemma if plural_subject else plural(lemma)
