"""Sentences and tokens of running text, with exact offsets and without any model.

Tokens follow the Penn Treebank as news corpora use it: clitics stand apart ("do n't", "Putin 's"), hyphenated words
stay whole unless a name is followed by a participle ("Paris -based"), abbreviations keep their full stop. Time is
linear in the text, whatever it is; a sentence never grows past `LONGEST` tokens.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise, repeat
from operator import itemgetter
from typing import NamedTuple

LONGEST = (
    300  # tokens; what has no full stop for so long is a table or noise, and later stages count on short sentences
)
_WIDEST = 110  # characters; text wrapped by hand or by mail programs has no longer lines


class Token(NamedTuple):
    """A word or mark, `text == document[start:end]` in code points.

    `pos` is its Penn tag ("" until learned layers ran), `entity` its name tag in IOB ("O", "B-person",
    "I-organization", "B-place"), `trigger` the probability (0 to 1) that it names an event. A named tuple, because
    articles have thousands: it is built in a quarter of a frozen dataclass's time.
    """

    start: int
    end: int
    text: str
    pos: str = ""
    entity: str = "O"
    trigger: float = 0.0


def made(
    starts: Iterable[int],
    ends: Iterable[int],
    texts: Iterable[str],
    pos: Iterable[str] = repeat(""),
    entity: Iterable[str] = repeat("O"),
    trigger: Iterable[float] = repeat(0.0),
) -> list[Token]:
    """Tokens from columns of their fields, as many as the shortest has: no code of ours runs for each of them."""
    return list(map(tuple.__new__, repeat(Token), zip(starts, ends, texts, pos, entity, trigger, strict=False)))


def lower(tokens: Sequence[Token]) -> list[str]:
    """The words in lower case."""
    return list(map(str.lower, map(itemgetter(2), tokens)))


class Sentence(NamedTuple):
    """Tokens of one sentence, heading or list item; `start` and `end` are those of its first and last token."""

    start: int
    end: int
    tokens: tuple[Token, ...]


class _Stop(NamedTuple):
    """A place before token number `at` where a sentence may end.

    `kind` is "stop", "glued" (the next word follows without a space) or "abbreviation".
    """

    at: int
    kind: str


class _LineEnd(NamedTuple):
    """A line's end before token number `at`; `start` and `end` bound its white space."""

    at: int
    start: int
    end: int


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A name or a number follows these; they never end a sentence inside a line.
_TITLES = _words(
    """
    Mr Mrs Ms Messrs Mme Mlle Dr Prof Rev Fr Hon Pres Gov Sen Sens Rep Reps Gen Lt Maj Col Cmdr Capt Cpl Sgt Pvt
    Adm Brig Supt Insp Det St Ste Mt Ft vs v approx ca cf viz e.g i.e Ald Atty Amb Msgr Sr
    """
)
# These may end one or not: the word that follows decides.
_ABBREVIATIONS = _words(
    """
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Inc Corp Co Cos Ltd Plc
    plc LLC Bros Jr Esq Ph.D etc al Ave Blvd Rd Hwy Bldg Univ Dept dept Assn Intl Natl Govt govt Ala Ariz Ark
    Calif Colo Conn Del Fla Ga Ind Kan Ky Mass Md Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Penn Tenn Tex Va Vt
    Wash Wis Wyo Ont Que incl
    """
)
_BEFORE_NUMBERS = _words("No Nos no nos Art Fig fig Vol vol pp p ch")
# Capitalised words that seldom stand inside a name: after "U.S." or "Inc." they open a sentence.
_STARTERS = _words(
    """
    The A An This That These Those It Its He She His Her They Their We Our I You Your There Here In On At By For
    From To With After Before Since While When Where As If But And Or So Yet However Meanwhile Although Though
    Because During Under Over About Some Many Most Several All Both Each What Who Why How Which One Two Three
    Also According Last Not Now Then Still Despite Until Another Other Such Once
    """
)
_AFTER_CLOCK = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|[A-Z]{2}"
    r"|Eastern|Central|Mountain|Pacific|Greenwich|Moscow|Beijing"
)
# German and the Nordic languages write "3. Oktober".
_ORDINAL_MONTHS = _words(
    """
    Januar Februar März April Mai Juni Juli August September Oktober November Dezember Jänner januar februar
    mars april maj mai juni juli august september oktober november desember december
    """
)
_CLOSERS = frozenset("\"'”’»)]}」』")
_PLAIN = frozenset(",;:\"'’“”‘()[]-–—$€£%&*/|")
_CJK_STOPS = frozenset("。！？")

_TOKEN = re.compile(
    r"([A-Za-z]{1,100}+(?=[ ,])"  # most words, so that they are tried first; the other patterns take them too
    r"|https?://[^\s<>\"”]{0,500}[^\s<>\"”.,;:!?)\]'’]"
    r"|[\r\n\x0b\x0c\x85\u2028\u2029]\s*+"  # a line's end and all the white space after it
    r"|(?:[^\W\d_]\.){2,8}"  # U.S. a.m. J.F.K.
    r"|\d{1,50}+(?:[.,:/]\d{1,50}+)*+(?:[-‑]?\w{1,50}+)*+"  # 1,000.50 9:30 2nd 1990s 3.5bn 2018-19 10-year-old
    r"|\w{1,100}+(?:[-.@&'’‑]\w{1,100}+)*+"
    r"|['’](?:\d\ds?|(?i:s|re|ve|ll|d|m))\b"  # '90s, and the clitic of "U.S.'s"
    r"|\.{2,}+|-{2,}+|[?!]{2,}+|\S)"
)
_CLITIC = re.compile(r"(?i)(?:n['’]t|['’](?:s|re|ve|ll|d|m))\Z")
_NAMED_PARTICIPLE = re.compile(
    r"[A-Z].*?(-(?:[a-z]{3,15}(?:ed|ing)|led|born|run|held|made|style|era|wide|like|area|bound))\Z"
)
_RUN_ON = re.compile(r"([a-z]{2}|\d)\.(?=[A-Z][a-z]*\Z)")
_NEWLINE = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_BULLET = re.compile(r"[-*•–—·‣◦▪●]\s|\(?\d{1,3}[.)]\s")


class Scan(NamedTuple):
    """The tokens of a text as columns, and its sentences as ranges [first, last) of them."""

    starts: list[int]
    ends: list[int]
    texts: list[str]
    bounds: list[tuple[int, int]]


def split(text: str) -> tuple[Sentence, ...]:
    """Sentences of a text in order, each with its tokens; the learned fields of the tokens keep their defaults."""
    starts, ends, texts, bounds = scan(text)
    tokens = tuple(made(starts, ends, texts))
    return tuple([Sentence(starts[first], ends[last - 1], tokens[first:last]) for first, last in bounds])


def scan(text: str) -> Scan:
    """The same as columns, for who makes the tokens."""
    words, stops, line_ends = _words_of(text)
    lines = {line_end.at for line_end in _closing_lines(text, line_ends)} | {0}
    cuts = {_after_stop(words, stop) for stop in stops if stop.at - 2 not in lines or not _numbers(words, stop)}
    bounds = [
        (i, min(i + LONGEST, last))
        for first, last in pairwise(sorted(lines | cuts | {len(words.texts)}))
        for i in range(first, last, LONGEST)
    ]
    return Scan(*words, bounds)


class _Words(NamedTuple):
    """Tokens as columns."""

    starts: list[int]
    ends: list[int]
    texts: list[str]

    def add(self, start: int, text: str) -> None:
        """Add a token."""
        self.starts.append(start)
        self.ends.append(start + len(text))
        self.texts.append(text)

    def take(self, others: "_Words", first: int, last: int) -> None:
        """Add tokens [first, last) of others."""
        self.starts.extend(others.starts[first:last])
        self.ends.extend(others.ends[first:last])
        self.texts.extend(others.texts[first:last])


def _words_of(text: str) -> tuple[_Words, list[_Stop], list[_LineEnd]]:
    """All tokens, and the places where a sentence may end."""
    pieces = _TOKEN.split(text)  # what lies between tokens, and tokens, in turn
    offsets = list(accumulate(map(len, pieces)))
    plain = _Words(offsets[::2], offsets[1::2], pieces[1::2])
    words = _Words([], [], [])
    stops: list[_Stop] = []
    line_ends: list[_LineEnd] = []
    done = 0
    # Nine tokens in ten need no second look.
    for at in [at for at, word in enumerate(plain.texts) if not (word.isalnum() or word in _PLAIN)]:
        if done < at:
            words.take(plain, done, at)
        done, start, word = at + 1, plain.starts[at], plain.texts[at]
        if word[0] in ".!?…。！？":
            following = text[start + len(word) + 1 : start + len(word) + 2]
            _add_stop(words, stops, start, word, number_follows=following.isdigit())
        elif word[0].isspace():  # only line ends are matched with white space
            line_ends.append(_LineEnd(len(words.texts), start, start + len(word)))
        else:
            _add_compound(words, stops, start, word)
    words.take(plain, done, len(plain.texts))
    return words, stops, line_ends


def _add_stop(words: _Words, stops: list[_Stop], start: int, stop: str, number_follows: bool) -> None:
    """Add a full stop or the like: to the abbreviation before it, or as a token of its own."""
    if stop == "." and words.ends and words.ends[-1] == start:
        last = words.texts[-1]
        initial = len(last) == 1 and last.isupper() and last != "I"
        goes_on = last in _TITLES or last == "ST" or (number_follows and last in _BEFORE_NUMBERS)
        if goes_on or initial or last in _ABBREVIATIONS:
            words.texts[-1], words.ends[-1] = last + ".", start + 1
            if not goes_on:
                stops.append(_Stop(len(words.texts), "abbreviation"))
            return
    words.add(start, stop)
    stops.append(_Stop(len(words.texts), "glued" if stop in _CJK_STOPS else "stop"))


def _add_compound(words: _Words, stops: list[_Stop], start: int, word: str) -> None:
    """Add a word that holds punctuation, in the pieces a treebank makes of it."""
    if run_on := _RUN_ON.search(word):
        _add_compound(words, stops, start, word[: run_on.end(1)])
        words.add(start + run_on.end(1), ".")
        stops.append(_Stop(len(words.texts), "glued"))
        words.add(start + run_on.end(), word[run_on.end() :])
        return
    cuts = {0, len(word)}
    if len(word) > 2 and word[0] not in "'’" and (clitic := _CLITIC.search(word)):
        cuts.add(clitic.start())
    if "-" in word and (named := _NAMED_PARTICIPLE.match(word)):
        cuts.add(named.start(1))
    for first, last in pairwise(sorted(cuts)):
        words.add(start + first, word[first:last])
    if word.endswith(".") and len(word) > 1:
        stops.append(_Stop(len(words.texts), "abbreviation"))


def _after_stop(words: _Words, stop: _Stop) -> int:
    """Number of the token that opens the next sentence after a stop; 0 where the sentence goes on."""
    starts, ends, texts = words
    after = stop.at
    while after < len(texts) and texts[after] in _CLOSERS and starts[after] == ends[after - 1]:
        after += 1
    if after >= len(texts):
        return 0
    following = texts[after]
    if stop.kind == "glued":
        return after
    if starts[after] == ends[after - 1] and following[0].isalnum():
        return 0
    if stop.kind == "abbreviation":
        return after if _opens_after_abbreviation(texts[stop.at - 1], following) else 0
    return after if _opens_after_stop(texts, stop.at - 1, after) else 0


def _numbers(words: _Words, stop: _Stop) -> bool:
    """Whether the stop belongs to the number of a list item ("1. Open the door")."""
    return words.texts[stop.at - 1] == "." and words.texts[stop.at - 2].isdigit()


def _opens_after_abbreviation(abbreviation: str, word: str) -> bool:
    if abbreviation in ("a.m.", "p.m."):
        return word[0].isupper() and not _AFTER_CLOCK.match(word)
    return word in _STARTERS


def _opens_after_stop(texts: list[str], stop: int, after: int) -> bool:
    """Whether token number `after` opens a sentence, `stop` being that of the full stop before it."""
    word = next((text for text in texts[after : after + 3] if text[0].isalnum()), "")
    before = texts[stop - 1] if stop else ""
    if word in _ORDINAL_MONTHS and before.isdigit() and len(before) <= 2:
        return False
    if word[:1].islower():  # texts without capitals; elsewhere an abbreviation we do not know
        return texts[stop] == "." and len(before) > 3 and before.isalpha() and before.islower()
    return True


def _closing_lines(text: str, line_ends: list[_LineEnd]) -> list[_LineEnd]:
    """The line ends that also end a sentence: all but those of text wrapped to a width.

    A blank line always does. In a block of lines between blank ones, a line was wrapped where the next line's first
    word would not have fitted into the widest line; text with very long lines was not wrapped at all.
    """
    closing: list[_LineEnd] = []
    block: list[_LineEnd] = []
    block_start = 0
    for line_end in [*line_ends, _LineEnd(0, len(text), len(text))]:
        if line_end.end < len(text) and len(_NEWLINE.findall(text, line_end.start, line_end.end)) == 1:
            block.append(line_end)
            continue
        closing += _unwrapped(text, block_start, block, line_end.start)
        closing.append(line_end)
        block, block_start = [], line_end.end
    return closing[:-1]


def _unwrapped(text: str, start: int, block: list[_LineEnd], end: int) -> list[_LineEnd]:
    """Line ends inside one block, from `start` to `end`, that were not made by wrapping."""
    starts = [start, *(line_end.end for line_end in block)]
    ends = [*(line_end.start for line_end in block), end]
    widest = max(map(int.__sub__, ends, starts))
    closing = []
    for line_end, line_start, next_end in zip(block, starts, ends[1:], strict=False):
        following = text[line_end.end : min(next_end, line_end.end + 60)]
        first = following.split(maxsplit=1)[0] if following else ""
        if _BULLET.match(following):
            closing.append(line_end)
        elif first[:1].islower() or text[line_end.start - 1] == ",":
            continue
        elif widest > _WIDEST or line_end.start - line_start + 1 + len(first) <= widest:
            closing.append(line_end)
    return closing
