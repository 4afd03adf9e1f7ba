"""The names of an article filed: a name joins the fuller or shorter one that means the same, or is somebody new."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from timeline.entities.name_kinds import Name, NameKind, is_numbered
from timeline.entities.name_words import NameWords, word_set
from timeline.entities.places import gazetteer
from timeline.model import Participant, ParticipantKind

EntityKind = NameKind | Literal["group"]

_GENERIC_FIRST = word_set(
    """
    national european new royal bank general international american first united central north south east west
    world university ministry department house court city state federal supreme st. st san great
    """
)
# Surnames that end so are women's: Czech, Slovak, Russian, Bulgarian, Polish, Icelandic.
_DAUGHTERS = ("ová", "ova", "eva", "ska", "ská", "cka", "skaya", "dóttir", "dottir")
CROWD = 12
"""As many of one name, or named in one breath, are told apart."""


@dataclass(slots=True)
class Entity:
    """Somebody or something named: its fullest name, and what the article says of it so far."""

    name: str
    kind: EntityKind
    gender: str = ""
    roles: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    aliases: set[str] = field(default_factory=set)
    age: str = ""
    count: int = 0
    named: int = 0

    def participant(self) -> Participant:
        """The entity as who took part in an event."""
        return Participant(self.name, _PARTICIPANT[self.kind])


_PARTICIPANT: dict[str, ParticipantKind] = {
    "person": "person",
    "organization": "organization",
    "country": "country",
    "people": "group",
    "place": "country",  # a capital that acts stands for its government
    "group": "group",
    "other": "group",
}


class Register:
    """Everybody named so far: `entities` by number, their numbers `by_name`, and the last mention `seen` of each."""

    def __init__(self, lexicon: NameWords) -> None:
        self.entities: list[Entity] = []
        self.by_name: dict[str, int] = {}
        self.seen: dict[int, int] = {}
        self._lexicon = lexicon
        self._by_word: dict[str, list[int]] = {}  # persons by each word of their names
        self._bodies: dict[str, list[int]] = {}  # organisations by each word of their names, and by their initials

    def person(self, name: Name) -> int:
        """Number of the person a name means: the one who has it, or whose surname it is, or somebody new."""
        parts = name.text.split()
        known = self.by_name.get(name.text)
        if known is not None and self.entities[known].kind == "person":
            return known
        gender = _gender(name, self._lexicon)
        same = [n for n in self._latest(self._by_word, parts[-1]) if _may_be(self.entities[n], parts, gender)]
        if not same:
            same = [n for n in self._latest(self._by_word, parts[0]) if self._is_called(n, parts, gender)]
        if not same and len(parts) == 1 and not name.titles:
            same = self._latest(self._bodies, parts[0])
        if same:
            number = same[0] if len(same) == 1 else max(same, key=lambda n: self.seen.get(n, -1))
            if len(name.text) > len(self.entities[number].name):
                self.entities[number].name = name.text
        else:
            number = self.new(Entity(name.text, "person", gender))
        self.entities[number].gender = self.entities[number].gender or gender
        self.by_name[name.text] = number
        for part in parts:
            _file(self._by_word, part, number)
        return number

    def _is_called(self, number: int, parts: Sequence[str], gender: str) -> bool:
        """Whether a given name alone and a fuller name may be the same person's."""
        entity = self.entities[number]
        if gender and entity.gender not in ("", gender):
            return False
        return len(parts) == 1 or entity.name == parts[0]

    def _latest(self, index: dict[str, list[int]], word: str) -> list[int]:
        """The last few filed under a word, latest first."""
        return index.get(word, [])[: -CROWD - 1 : -1]

    def named(self, name: Name) -> int:
        """Number of the organisation, country or place a name means."""
        text = name.text
        if text.isupper() and len(text) > 6:
            text = text.title()
        key = gazetteer().country(text) or text if name.kind == "country" else text
        if (known := self.by_name.get(key)) is not None:
            return known
        number = self._alias(text) if name.kind in ("organization", "other") else None
        if number is None:
            number = self.new(Entity(text, name.kind))
        if name.kind in ("organization", "other"):
            for word in {*text.split(), _initials(text)}:
                _file(self._bodies, word, number)
        self.by_name[key] = number
        return number

    def _alias(self, text: str) -> int | None:
        """The organisation that a shorter or fuller form or an acronym of its name means."""
        first = text.split()[0]
        for number in [*self._latest(self._bodies, first), *self._latest(self._bodies, _initials(text))]:
            entity = self.entities[number]
            if _initials(entity.name) == text or _opens(entity.name, text):
                return number
            if _initials(text) == entity.name or _opens(text, entity.name):
                entity.name = text
                return number
        return None

    def new(self, entity: Entity) -> int:
        """Number of an entity not met before."""
        self.entities.append(entity)
        return len(self.entities) - 1


def _file(index: dict[str, list[int]], word: str, number: int) -> None:
    filed = index.setdefault(word, [])
    if number not in filed[-CROWD:]:
        filed.append(number)


def _gender(name: Name, lexicon: NameWords) -> str:
    """ "m", "f" or "" by titles and given name."""
    if any(title in lexicon.male for title in name.titles):
        return "m"
    if any(title in lexicon.female for title in name.titles):
        return "f"
    parts = name.text.split()
    sex = lexicon.given.get(parts[0], "") if len(parts) > 1 else ""
    if sex in ("m", "f"):
        return sex
    return "f" if len(parts) > 1 and parts[-1].endswith(_DAUGHTERS) else ""


def _may_be(entity: Entity, parts: Sequence[str], gender: str) -> bool:
    """Whether a person's name so far and another one can be the same person's."""
    if gender and entity.gender and gender != entity.gender:
        return False
    known = entity.name.split()
    if known[-1] != parts[-1]:
        return False
    if len(known) == 1 or len(parts) == 1:
        return True
    return known[0][0] == parts[0][0] and (known[0] == parts[0] or "." in known[0] + parts[0])


def _initials(name: str) -> str:
    """ "European Central Bank" -> "ECB"."""
    parts = name.split()
    return "".join(part[0] for part in parts if part[0].isupper()) if len(parts) > 1 else ""


def _opens(full: str, short: str) -> bool:
    """Whether a name is the beginning of a fuller one, and enough of it to be known by."""
    if not full.startswith(short + " ") or short.lower() in _GENERIC_FIRST or len(short) <= 2:
        return False
    return not any(map(is_numbered, full[len(short) :].split()))  # "Airbus A380" is what Airbus makes
