"""Language data to patterns: a folder of TOML (words, rules, cues) becomes one compiled `Grammar`.

A rule's pattern is RE2 syntax with three additions: a blank stands for any run of white space with at most one line
break; `{slot:class}` (or `{class}`, when slot and class share a name) stands for a word class or, in capitals, for any
rule of a kind; `<…>` marks the words that are an expression of their own where a pattern holds two ("<Aug. 13>-<15>").
Kinds may use other kinds but never themselves, so the whole grammar is a regular language: one automaton finds every
expression in one pass, in time linear in the text, and the longest reading wins.

Word classes are a table of words with their values, or a pattern with the reader of its text. A word that is written
with a capital in the data must have one in the text ("May" is no "may"); other words match in any case.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any

import re2

from timeline.dates.automaton import Automaton
from timeline.dates.readers import READERS, Numbers

Value = Any  # str, int, float, bool, None or Meaning: whatever a slot may hold, always hashable

_BLANK = "[ \t\u00a0\u2009\u202f]"
_BLANKS = f"(?:{_BLANK}+(?:\r?\n{_BLANK}*)?|\r?\n{_BLANK}*)"
_TOKEN = re.compile(
    r"\{(?:(?P<slot>\w+):)?(?P<class>[A-Za-z]\w*)\}|(?P<set>\[[^\]]*\])|(?P<open><)|(?P<close>>)|(?P<blank> )"
)
# Groups of the expressions that a pattern holds, and what the slots of each alone begin with.
_PARTS = {"_part1": "", "_part2": "to_", "_part3": "then_"}
_MAX_LENGTH = 240  # no time expression is longer; a longer match is a run of blanks
_MEMORY = 1 << 28  # ceiling of the automaton's cache; the grammar of English uses a few megabytes of it


@dataclass(frozen=True, slots=True)
class Meaning:
    """What words say before the calendar is consulted: a named operator and its slots, which may hold meanings."""

    operator: str
    slots: tuple[tuple[str, Value], ...]
    _hash: int = field(init=False, repr=False, compare=False)  # of all the slots: every date is looked up by it

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.operator, self.slots)))

    def __hash__(self) -> int:
        return self._hash

    def get(self, name: str, default: Value = None) -> Value:
        """A slot's value."""
        return next((value for key, value in self.slots if key == name), default)


@dataclass(frozen=True, slots=True)
class Rule:
    """One phrase: its name, the kind it belongs to, its pattern, the operator that reads it, and its examples.

    `slots` are constants for the operator. `after`/`before` are what must stand around it, `not_after`/`not_before`
    what must not (regular expressions on the text just before and after it). A rule that is not `top` only serves
    inside others. `joined` says that the two expressions of a pattern with `<…>` are the ends of one stretch. A
    `narrative` rule only serves in texts that tell a story.
    """

    name: str
    kind: str
    pattern: str
    meaning: str
    slots: tuple[tuple[str, Value], ...] = ()
    examples: tuple[str, ...] = ()
    after: re.Pattern[str] | None = None
    before: re.Pattern[str] | None = None
    not_after: re.Pattern[str] | None = None
    not_before: re.Pattern[str] | None = None
    top: bool = True
    joined: bool = False
    narrative: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One expression inside the words a rule matched: offsets into them, and what they mean."""

    start: int
    end: int
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Parse:
    """A rule and the expressions it found."""

    rule: Rule
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """A word class: its pattern, and the value of each word, or the name of the reader of its text."""

    pattern: str
    values: Mapping[str, Value] | None = None
    reader: str = "text"
    numbers: Numbers = field(default_factory=dict)

    def read(self, text: str) -> Value:
        """The value of a text that the pattern matched; None where it has none."""
        if self.values is not None:
            return self.values.get(_key(text))
        return READERS[self.reader](text, self.numbers)


@dataclass
class Grammar:
    """A compiled language. `scanner` finds spans in UTF-8 bytes; `parse` says what a span's words mean.
    `cues` find the first place (in UTF-8 bytes) where a cue of the language stands, `last` match up to the last one.

    `parse(text)` gives the rules that read a span, in the order of the data, each with its expressions; none where the
    words have no meaning after all ("39 Jan"). It remembers the words seen most.
    """

    language: str
    words: dict[str, _Words]
    kinds: dict[str, list[Rule]]
    rules: list[Rule]
    cues: dict[str, Automaton]
    last: dict[str, Automaton]
    parse: Callable[[str], tuple[Parse, ...]] = field(init=False)
    _expanded: dict[str, str] = field(default_factory=dict)
    _selectors: dict[str, Any] = field(default_factory=dict)
    _compiled: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parse = lru_cache(maxsize=65_536)(self._parse)

    @cached_property
    def scanner(self) -> Automaton:
        """The automaton of every top rule, over UTF-8 bytes."""
        options = _options()
        options.longest_match = True
        options.never_capture = True
        pattern = r"\b(?:" + "|".join(self._expand(rule.pattern) for rule in self.rules if rule.top) + ")"
        return Automaton(pattern, options)

    def _parse(self, text: str) -> tuple[Parse, ...]:
        if len(text) > _MAX_LENGTH:
            return ()
        return tuple(parse for rule in self._matching("top", text) if (parse := self._parse_with(rule, text)))

    def _parse_with(self, rule: Rule, text: str) -> Parse | None:
        read = self._read(rule, text)
        if read is None:
            return None
        match, values = read
        if "_part1" not in match.groupdict():
            return Parse(rule, (Part(0, len(text), _meaning(rule, values)),))
        # The expressions share the slots; those of the second alone are written with "to_", of the third with "then_".
        values = dict(rule.slots) | values
        shared = {name: value for name, value in values.items() if not name.startswith(("to_", "then_"))}
        parts = []
        for group, prefix in _PARTS.items():
            if group in match.groupdict():
                own = {
                    name.removeprefix(prefix): value
                    for name, value in values.items()
                    if prefix and name.startswith(prefix)
                }
                parts.append(_part(match, group, _plain(rule.meaning, shared | own)))
        return Parse(rule, tuple(parts))

    def _read(self, rule: Rule, text: str) -> tuple[Any, dict[str, Value]] | None:
        """The slots of a rule that matches the whole text, or None where a word of it has no value."""
        compiled = self._compiled.get(rule.pattern)
        if compiled is None:
            pattern = f"(?i:{self._expand(rule.pattern, capture=True)})"
            compiled = self._compiled[rule.pattern] = re2.compile(pattern, _options())
        match = compiled.fullmatch(text)
        if match is None:
            return None
        values: dict[str, Value] = {}
        classes = dict(_slots(rule.pattern))
        for slot, words in match.groupdict().items():
            if words is None or slot.startswith("_part"):
                continue
            value = self._value(classes[slot], words)
            if value is None:
                return None
            if isinstance(value, tuple):
                values.update(value)
            else:
                values[slot] = value
        return match, values

    def _value(self, name: str, text: str) -> Value:
        """The value of a word of a class, or the meaning of a phrase of a kind."""
        if name in self.words:
            return self.words[name].read(text)
        for rule in self._matching(name, text):
            if read := self._read(rule, text):
                return _meaning(rule, read[1])
        return None

    def _matching(self, kind: str, text: str) -> Iterator[Rule]:
        """The rules of a kind ("top": of all) that match the whole text, in the order of the data."""
        rules = [rule for rule in self.rules if rule.top] if kind == "top" else self.kinds[kind]
        selector = self._selectors.get(kind)
        if selector is None:
            selector = re2.Set.FullMatchSet(_options())
            for rule in rules:
                selector.Add("(?i:" + self._expand(rule.pattern) + ")")
            selector.Compile()
            self._selectors[kind] = selector
        return (rules[index] for index in sorted(selector.Match(text)))

    def _expand(self, pattern: str, capture: bool = False) -> str:
        """A rule's pattern as RE2 syntax, with or without its slots as named groups."""
        if not capture and pattern in self._expanded:
            return self._expanded[pattern]
        parts = iter(_PARTS)

        def replace(match: re.Match[str]) -> str:
            if match["blank"]:
                return _BLANKS
            if match["set"]:
                return match["set"].replace(" ", _BLANK[1:-1] + "\r\n")
            if match["open"]:
                return f"(?P<{next(parts)}>" if capture else "(?:"
            if match["close"]:
                return ")"
            inner = self._class_pattern(match["class"])
            return f"(?P<{match['slot'] or match['class']}>{inner})" if capture else f"(?:{inner})"

        expanded = _TOKEN.sub(replace, pattern)
        if pattern[-1].isalnum():
            expanded += r"\b"
        if not capture:
            expanded = self._expanded[pattern] = f"(?i:{expanded})"
        return expanded

    def _class_pattern(self, name: str) -> str:
        if name in self.words:
            return self.words[name].pattern
        return "|".join(self._expand(rule.pattern) for rule in self.kinds[name])


@lru_cache(maxsize=16)
def load(language: str) -> Grammar:
    """The grammar of a language that has data of its own; KeyError where it has none."""
    if language not in languages():
        raise KeyError(language)
    return compile_grammar(language, _read_data(language))


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Codes of the languages with data of their own."""
    folders = resources.files("timeline.languages").iterdir()
    return tuple(sorted(entry.name for entry in folders if (entry / "dates").is_dir()))


def compile_grammar(language: str, tables: Iterator[dict[str, Any]]) -> Grammar:
    """A grammar from the tables of its files; ValueError that names the rule whose data are wrong."""
    words: dict[str, _Words] = {}
    groups: dict[str, list[str]] = {}
    numbers: dict[str, float] = {}
    rules: list[Rule] = []
    cues: dict[str, str] = {}
    for table in tables:
        numbers |= table.get("numbers", {})
        words |= {name: _word_class(entry, numbers) for name, entry in table.get("words", {}).items()}
        groups |= table.get("kinds", {})
        rules += [rule for entry in table.get("rule", []) for rule in _rules(entry)]
        cues |= table.get("cues", {})
    kinds: dict[str, list[Rule]] = {}
    for rule in rules:
        kinds.setdefault(rule.kind, []).append(rule)
    for name, members in groups.items():
        kinds[name] = [rule for rule in rules if rule.kind in members]
    _check(rules, words, kinds)
    options = _options()
    options.longest_match = True
    options.never_capture = True
    first = {name: Automaton(pattern.replace(" ", _BLANKS), options) for name, pattern in cues.items()}
    last = {name: Automaton(f"(?s:.*)(?:{pattern.replace(' ', _BLANKS)})", options) for name, pattern in cues.items()}
    return Grammar(language, words, kinds, rules, first, last)


def _options() -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return options


def _read_data(language: str) -> Iterator[dict[str, Any]]:
    folder = resources.files("timeline.languages") / language / "dates"
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            yield tomllib.loads(entry.read_text(encoding="utf-8"))


def _word_class(entry: dict[str, Any], numbers: Numbers) -> _Words:
    if isinstance(entry.get("pattern"), str):
        return _Words(f"(?:{entry['pattern']})", reader=entry.get("reader", "text"), numbers=numbers)
    values = {_key(word): _freeze(value) for word, value in entry.items()}
    # Longest first: captures are leftmost-first, so that "sept." is not read as "sep" and a rest.
    ordered = sorted(entry, key=len, reverse=True)
    return _Words("|".join(_word_pattern(word) for word in ordered), values)


def _word_pattern(word: str) -> str:
    """A word as a pattern: a period at its end may be left out, a capital at its start must be there."""
    stem = word.removesuffix(".")
    pattern: str = re2.escape(stem).replace("\\ ", _BLANKS).replace("\\-", "-").replace("\\'", "['’]")
    if stem[0].isupper():
        pattern = f"(?-i:{pattern}|{pattern.upper()})" if stem.isalpha() else f"(?-i:{pattern})"
    return pattern + (r"(?:\.|\b)" if word.endswith(".") else r"\b")


def _key(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split()).removesuffix(".")


def _rules(entry: dict[str, Any]) -> Iterator[Rule]:
    """A rule of the data: one for each of its patterns."""
    try:
        contexts = {
            "after": rf"(?:{entry['after']})$" if "after" in entry else None,
            "not_after": rf"(?:{entry['not_after']})$" if "not_after" in entry else None,
            "before": entry.get("before"),
            "not_before": entry.get("not_before"),
        }
        compiled = {name: re.compile(text, re.IGNORECASE) if text else None for name, text in contexts.items()}
        patterns = entry["pattern"] if isinstance(entry["pattern"], list) else [entry["pattern"]]
        top = entry.get("top", True)
        for pattern in patterns:
            yield Rule(
                name=entry["name"],
                kind=entry.get("kind", "OTHER"),
                pattern=pattern,
                meaning=entry["meaning"],
                slots=_freeze(entry.get("slots", {})),
                examples=tuple(entry["examples"]) if top else tuple(entry.get("examples", ())),
                top=top,
                joined=entry.get("joined", False),
                narrative=entry.get("narrative", False),
                **compiled,
            )
    except (KeyError, re.error) as error:
        raise ValueError(f"rule {entry.get('name', entry)}: {error}") from error


def _check(rules: list[Rule], words: dict[str, _Words], kinds: dict[str, list[Rule]]) -> None:
    for rule in rules:
        slots = list(_slots(rule.pattern))
        if len({slot for slot, _ in slots}) < len(slots):
            raise ValueError(f"rule {rule.name}: a slot is used twice in {rule.pattern!r}")
        for _, name in slots:
            if name not in words and name not in kinds:
                raise ValueError(f"rule {rule.name}: no word class or kind {name!r}")
    _check_cycles(rules, kinds)


def _check_cycles(rules: list[Rule], kinds: dict[str, list[Rule]]) -> None:
    """ValueError where a kind uses itself, straight or by way of others."""
    uses = {kind: {name for rule in members for _, name in _slots(rule.pattern)} for kind, members in kinds.items()}
    while ready := [kind for kind, names in uses.items() if not names & uses.keys()]:
        for kind in ready:
            del uses[kind]
    if uses:
        raise ValueError(f"kinds that use themselves: {', '.join(sorted(uses))}")


def _slots(pattern: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(pattern):
        if match["class"]:
            yield match["slot"] or match["class"], match["class"]


def _part(match: Any, group: str, meaning: Meaning) -> Part:
    start, end = match.span(match.re.groupindex[group])
    return Part(start, end, meaning)


def _meaning(rule: Rule, values: dict[str, Value]) -> Meaning:
    return _plain(rule.meaning, dict(rule.slots) | values)


def _plain(operator: str, slots: dict[str, Value]) -> Meaning:
    return Meaning(operator, tuple(sorted(slots.items())))


def _freeze(value: Any) -> Value:
    """Tables of a TOML file as tuples of pairs, so that meanings can be hashed."""
    return tuple((name, _freeze(inner)) for name, inner in value.items()) if isinstance(value, dict) else value
