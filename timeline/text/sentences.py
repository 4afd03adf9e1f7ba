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
    r"(https?://[^\s<>\"”]{0,500}[^\s<>\"”.,;:!?)\]'’]"
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


def split(text: str) -> tuple[Sentence, ...]:
    """Sentences of a text in order, each with its tokens; the learned fields of the tokens keep their defaults."""
    tokens, stops, line_ends = _scan(text)
    lines = {line_end.at for line_end in _closing_lines(text, line_ends)} | {0}
    cuts = {_after_stop(tokens, stop) for stop in stops if stop.at - 2 not in lines or not _numbers(tokens, stop)}
    bounds = sorted(lines | cuts | {len(tokens)})
    return tuple(
        Sentence(tokens[i].start, tokens[min(i + LONGEST, last) - 1].end, tuple(tokens[i : min(i + LONGEST, last)]))
        for first, last in pairwise(bounds)
        for i in range(first, last, LONGEST)
    )


def _scan(text: str) -> tuple[list[Token], list[_Stop], list[_LineEnd]]:
    """All tokens, and the places where a sentence may end."""
    pieces = _TOKEN.split(text)  # what lies between tokens, and tokens, in turn
    offsets = list(accumulate(map(len, pieces)))
    words, starts = pieces[1::2], offsets[::2]
    whole = made(starts, offsets[1::2], words)
    tokens: list[Token] = []
    stops: list[_Stop] = []
    line_ends: list[_LineEnd] = []
    done = 0
    for at, word in enumerate(words):
        if word.isalnum() or word in _PLAIN:  # nine tokens in ten
            continue
        tokens += whole[done:at]
        done, start = at + 1, starts[at]
        if word[0] in ".!?…。！？":
            following = text[start + len(word) + 1 : start + len(word) + 2]
            _add_stop(tokens, stops, whole[at], number_follows=following.isdigit())
        elif word[0].isspace():  # only line ends are matched with white space
            line_ends.append(_LineEnd(len(tokens), start, start + len(word)))
        else:
            _add_compound(tokens, stops, start, word)
    tokens += whole[done:]
    return tokens, stops, line_ends


def _add_stop(tokens: list[Token], stops: list[_Stop], stop: Token, number_follows: bool) -> None:
    """Add a full stop or the like: to the abbreviation before it, or as a token of its own."""
    last = tokens[-1] if tokens else None
    if last and stop.text == "." and last.end == stop.start:
        initial = len(last.text) == 1 and last.text.isupper() and last.text != "I"
        goes_on = last.text in _TITLES or last.text == "ST" or (number_follows and last.text in _BEFORE_NUMBERS)
        if goes_on or initial or last.text in _ABBREVIATIONS:
            tokens[-1] = Token(last.start, stop.end, last.text + ".")
            if not goes_on:
                stops.append(_Stop(len(tokens), "abbreviation"))
            return
    tokens.append(stop)
    stops.append(_Stop(len(tokens), "glued" if stop.text in _CJK_STOPS else "stop"))


def _add_compound(tokens: list[Token], stops: list[_Stop], start: int, word: str) -> None:
    """Add a word that holds punctuation, in the pieces a treebank makes of it."""
    if run_on := _RUN_ON.search(word):
        _add_compound(tokens, stops, start, word[: run_on.end(1)])
        tokens.append(Token(start + run_on.end(1), start + run_on.end(), "."))
        stops.append(_Stop(len(tokens), "glued"))
        tokens.append(Token(start + run_on.end(), start + len(word), word[run_on.end() :]))
        return
    cuts = {0, len(word)}
    if len(word) > 2 and word[0] not in "'’" and (clitic := _CLITIC.search(word)):
        cuts.add(clitic.start())
    if "-" in word and (named := _NAMED_PARTICIPLE.match(word)):
        cuts.add(named.start(1))
    for first, last in pairwise(sorted(cuts)):
        tokens.append(Token(start + first, start + last, word[first:last]))
    if word.endswith(".") and len(word) > 1:
        stops.append(_Stop(len(tokens), "abbreviation"))


def _after_stop(tokens: list[Token], stop: _Stop) -> int:
    """Number of the token that opens the next sentence after a stop; 0 where the sentence goes on."""
    after = stop.at
    while after < len(tokens) and tokens[after].text in _CLOSERS and tokens[after].start == tokens[after - 1].end:
        after += 1
    if after >= len(tokens):
        return 0
    following = tokens[after]
    if stop.kind == "glued":
        return after
    if following.start == tokens[after - 1].end and following.text[0].isalnum():
        return 0
    if stop.kind == "abbreviation":
        return after if _opens_after_abbreviation(tokens[stop.at - 1].text, following.text) else 0
    return after if _opens_after_stop(tokens, stop.at - 1, after) else 0


def _numbers(tokens: list[Token], stop: _Stop) -> bool:
    """Whether the stop belongs to the number of a list item ("1. Open the door")."""
    return tokens[stop.at - 1].text == "." and tokens[stop.at - 2].text.isdigit()


def _opens_after_abbreviation(abbreviation: str, word: str) -> bool:
    if abbreviation in ("a.m.", "p.m."):
        return word[0].isupper() and not _AFTER_CLOCK.match(word)
    return word in _STARTERS


def _opens_after_stop(tokens: list[Token], stop: int, after: int) -> bool:
    """Whether token number `after` opens a sentence, `stop` being that of the full stop before it."""
    word = next((token.text for token in tokens[after : after + 3] if token.text[0].isalnum()), "")
    before = tokens[stop - 1].text if stop else ""
    if word in _ORDINAL_MONTHS and before.isdigit() and len(before) <= 2:
        return False
    if word[:1].islower():  # texts without capitals; elsewhere an abbreviation we do not know
        return tokens[stop].text == "." and len(before) > 3 and before.isalpha() and before.islower()
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
