"""Readers of the training corpora: documents as sentences of words, with the layers that each corpus marks."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

from timeline.text.sentences import split


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MARKED_SENTENCES = 6  # MEANTIME marks events densely only in the first six sentences of an article
_BRACKET = re.compile(r"\((\d+(?:\[\d+/\d+\])?)-([a-z]+)([^()]*)(\))?|(\d+(?:\[\d+/\d+\])?)\)")
_TITLES = _words("Mr Mrs Ms Dr Prof President Professor Senator Minister Sir Lord Lady Judge General King Queen")
_PRONOUNS = _words("It He They We I She This")
_DEMONYMS = ("an", "ese", "ish", "French", "Dutch", "federal")
_NAME_LINKS = _words("of and for the & ' 's , - . de")
_MEANTIME_KINDS = {"PER": "person", "LOC": "place", "ORG": "organization", "FIN": "misc", "PRO": "misc", "MIX": "misc"}


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence. A layer that the corpus does not mark is None, a tag that it leaves open "?".

    `trigger` is 1 for words that name an event (MEANTIME), `happening` for verbs and heads of event mentions (GUM),
    else 0; `mentions` are the words of each event mention.
    """

    words: tuple[str, ...]
    pos: tuple[str, ...] | None = None
    entity: tuple[str, ...] | None = None
    trigger: tuple[int, ...] | None = None
    mentions: tuple[frozenset[int], ...] | None = None
    happening: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One document of a corpus; `topic` is the folder it came from."""

    name: str
    topic: str
    sentences: tuple[Example, ...]


def iob(kinds: list[tuple[int, str]]) -> tuple[str, ...]:
    """IOB tags of words given as (number of the mention, kind); kind "" is outside."""
    tags = []
    previous = (-1, "")
    for mention in kinds:
        tags.append(
            "?"
            if mention[1] == "?"
            else "O"
            if not mention[1]
            else ("I-" if mention == previous else "B-") + mention[1]
        )
        previous = mention
    return tuple(tags)


def read_wikigold(folder: Path) -> list[Article]:
    """Wikigold: names of persons, places, organizations and others (kind "misc")."""
    kinds = {"PER": "person", "LOC": "place", "ORG": "organization", "MISC": "misc", "": ""}
    articles = []
    for number, block in enumerate((folder / "wikigold.conll.txt").read_text("utf-8").split("-DOCSTART- O")):
        sentences = []
        for chunk in block.strip().split("\n\n"):
            rows = [line.split() for line in chunk.splitlines() if line.strip()]
            if rows:
                mentions: list[tuple[int, str]] = []
                for at, (_, tag) in enumerate(rows):  # adjacent names of one kind are one name: it has no B- tags
                    kind = kinds[tag[2:]]
                    same = bool(mentions) and mentions[-1][1] == kind
                    mentions.append((mentions[-1][0] if same else at, kind))
                sentences.append(Example(tuple(row[0] for row in rows), entity=iob(mentions)))
        if sentences:
            articles.append(Article(f"wikigold{number}", "wikigold", tuple(sentences)))
    return articles


def read_gum(folder: Path) -> list[Article]:
    """GUM: Penn tags, names (mentions headed by a proper noun) and words of happenings (verbs and event mentions)."""
    articles = []
    for path in sorted(folder.glob("*/*.conllu")):
        blocks = path.read_text("utf-8").split("\n\n")
        sentences = tuple(example for block in blocks if (example := _gum_sentence(block)))
        articles.append(Article(path.stem, path.parent.name, sentences))
    return articles


def _gum_sentence(block: str) -> Example | None:
    rows = [line.split("\t") for line in block.splitlines() if line and line[0].isdigit()]
    rows = [row for row in rows if row[0].isdigit()]
    if not rows:
        return None
    text, spans = "", []
    for row in rows:
        spans.append((len(text), len(text) + len(row[1])))
        text += row[1] + ("" if "SpaceAfter=No" in row[9] else " ")
    mentions = _gum_mentions(rows)
    names = _gum_names(rows, mentions)
    events = {m.head for m in mentions if m.kind == "event" and rows[m.head][4] in ("NN", "NNS")}
    words, pos, entity, happening = [], [], [], []
    for token in (token for sentence in split(text) for token in sentence.tokens):
        covered = [i for i, (start, end) in enumerate(spans) if start < token.end and end > token.start]
        words.append(token.text)
        pos.append(_joined_tag(rows, covered))
        entity.append(names[covered[0]])
        happening.append(int(any(i in events or rows[i][3] == "VERB" for i in covered)))
    return Example(tuple(words), tuple(pos), iob(entity), happening=tuple(happening))


def _joined_tag(rows: list[list[str]], covered: list[int]) -> str:
    """Tag of a word that the treebank holds in pieces ("long-term"): adjective before a noun, else its last piece's."""
    tag = rows[covered[-1]][4]
    if len(covered) == 1 or not tag.startswith("NN") or all(rows[i][4] in ("NNP", "HYPH") for i in covered):
        return tag
    following = rows[covered[-1] + 1][4] if covered[-1] + 1 < len(rows) else ""
    return "JJ" if following.startswith("NN") else tag


@dataclass(frozen=True, slots=True)
class _Mention:
    """An entity of GUM: rows `first` to `last`, the row its head stands in, and the article it was linked to."""

    first: int
    last: int
    kind: str
    head: int
    identity: str


def _gum_mentions(rows: list[list[str]]) -> list[_Mention]:
    """The entity mentions that the MISC column brackets, longest first."""
    mentions: list[_Mention] = []
    pending: list[tuple[str, int, str, str]] = []
    for at, row in enumerate(rows):
        found = re.search(r"Entity=([^|]*)", row[9])
        for opening, kind, rest, closed, closing in _BRACKET.findall(found[1] if found else ""):
            if opening:
                pending.append((opening, at, kind, rest))
            name = opening if closed else closing
            if not name or not any(entry[0] == name for entry in pending):
                continue
            place = max(i for i, entry in enumerate(pending) if entry[0] == name)
            _, first, kind, rest = pending.pop(place)
            inside = {rows[i][0] for i in range(first, at + 1)}
            head = next((i for i in range(first, at + 1) if rows[i][6] not in inside), at)
            mentions.append(_Mention(first, at, kind, head, rest.split("-", 6)[-1]))
    return sorted(mentions, key=lambda mention: mention.first - mention.last)


def _gum_names(rows: list[list[str]], mentions: list[_Mention]) -> list[tuple[int, str]]:
    """(number, kind) of the name each word belongs to: mentions headed by a proper noun, without titles."""
    names = [(-1, "")] * len(rows)
    for number, mention in enumerate(mentions):
        if mention.kind == "time" or not _proper(rows[mention.head]):
            continue
        first = last = mention.head
        while first > mention.first and (_proper(rows[first - 1]) or rows[first - 1][4] in ("HYPH", "CD", "&")):
            first -= 1
        while last < mention.last and (_proper(rows[last + 1]) or rows[last + 1][4] in ("HYPH", "CD")):
            last += 1
        if "_of_" in mention.identity and last + 2 <= mention.last and rows[last + 1][1] == "of":
            last = mention.last
        while first < last and rows[first][1].rstrip(".") in _TITLES:
            first += 1
        kind = mention.kind if mention.kind in ("person", "organization", "place") else "misc"
        names[first : last + 1] = [(number, kind)] * (last + 1 - first)
    return names


def _proper(row: list[str]) -> bool:
    return row[4] in ("NNP", "NNPS")


def read_meantime(folder: Path) -> list[Article]:
    """MEANTIME (CAT XML): event triggers and names of the first six sentences; folders are topics."""
    return [_meantime_article(path) for path in sorted(folder.glob("**/*.xml"))]


def _meantime_article(path: Path) -> Article:
    root = ElementTree.parse(path).getroot()
    words = {token.get("t_id"): token.text or "" for token in root.iterfind("token")}
    instances = {
        source.get("m_id"): target.get("m_id")
        for relation in root.iterfind("Relations/REFERS_TO")
        for target in relation.iterfind("target")
        for source in relation.iterfind("source")
    }
    kinds = {entity.get("m_id"): _MEANTIME_KINDS.get(entity.get("ent_type", "")) for entity in root.iter("ENTITY")}
    names: dict[str | None, tuple[int, str]] = {}
    events: list[list[str | None]] = []
    # Longest first, so that a name within a name ("US" in "US Air Force") keeps its own kind.
    marked = sorted(root.iterfind("Markables/*"), key=lambda markable: -len(markable.findall("token_anchor")))
    for number, markable in enumerate(marked):
        anchors = [anchor.get("t_id") for anchor in markable.iterfind("token_anchor")]
        if not anchors:
            continue
        if markable.tag == "EVENT_MENTION":
            events.append(anchors)
        elif markable.tag == "ENTITY_MENTION" and _named(markable, [words[anchor] for anchor in anchors]):
            kind = kinds.get(instances.get(markable.get("m_id"))) or "?"
            name = _trimmed(anchors, words)
            if kind == "place" and words[name[-1]].endswith(_DEMONYMS):
                kind = "?"
            names.update(dict.fromkeys(name, (number, kind)))
    sentences: dict[str, list[str | None]] = {}
    for token in root.iterfind("token"):
        sentences.setdefault(token.get("sentence", ""), []).append(token.get("t_id"))
    examples = []
    for number, ids in enumerate(sentences.values()):
        example = Example(tuple(words[i] for i in ids))
        if number < MARKED_SENTENCES:
            places = {i: at for at, i in enumerate(ids)}
            mentions = [frozenset(places[i] for i in event if i in places) for event in events]
            covered = frozenset().union(*mentions)
            example = replace(
                example,
                entity=iob([names.get(i, (-1, "")) for i in ids]),
                trigger=tuple(int(at in covered) for at in range(len(ids))),
                mentions=tuple(mention for mention in mentions if mention),
            )
        examples.append(example)
    return Article(path.stem, path.parent.name, tuple(examples))


def _named(markable: ElementTree.Element, words: list[str]) -> bool:
    """Whether a mention is a name; annotators often left that open, then a capital on its last word tells."""
    kind = markable.get("syntactic_type")
    return kind in ("NAM", "PRE.NAM") or (kind == "" and words[-1][:1].isupper() and words[-1] not in _PRONOUNS)


def _trimmed(anchors: list[str | None], words: dict[str | None, str]) -> list[str | None]:
    """The words of a name without what surrounds it ("the", "Los Angeles based", "President", "'s")."""
    last = len(anchors)
    while last > 1 and words[anchors[last - 1]] in _NAME_LINKS:
        last -= 1
    first = last - 1
    while first and (words[anchors[first - 1]][:1].isupper() or words[anchors[first - 1]] in _NAME_LINKS):
        first -= 1
    while first < last - 1 and (
        not words[anchors[first]][:1].isupper() or words[anchors[first]].rstrip(".") in _TITLES | {"The"}
    ):
        first += 1
    return anchors[first:last]
