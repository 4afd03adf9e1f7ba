"""Text of a page's bytes, whatever encoding it says it has."""

import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from timeline.errors import InvalidInput

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,30})""", re.I)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{2,30})""", re.I)
_LANG = re.compile(rb"""<html[^>]{0,300}?\blang\s*=\s*["']?([a-z]{2,3})""", re.I)
# What browsers read where a page names no encoding, by its language (WHATWG HTML, "determining the character
# encoding").
_WESTERN = ("da", "de", "en", "es", "fi", "fr", "is", "it", "nb", "nl", "no", "pt", "sv")
_LEGACY = {"cs": "cp1250", "hu": "iso8859-2", "ja": "cp932", "ko": "cp949", "pl": "iso8859-2", "ru": "cp1251",
           "th": "cp874", "tr": "cp1254", "uk": "cp1251", "zh": "gb18030"}  # fmt: skip


def decode_page(raw: bytes, charset: str | None = None) -> str:
    """Text of a page's bytes: byte order mark, valid UTF-8, what server and page declare, a guess; in that order.

    UTF-8 comes before what is declared, because no other text is valid UTF-8 by chance while declarations are often
    wrong. Raises InvalidInput for bytes that are no text.
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    if b"\0" in raw[:100_000]:
        raise InvalidInput("binary data, not text", "text")
    for encoding in ("utf-8", *_declared(raw, charset)):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    if _mostly_utf8(raw):
        return raw.decode("utf-8", "replace")
    guess = from_bytes(raw[:200_000]).best()
    if guess is None:
        raise InvalidInput("text in no encoding that is known", "text")
    return raw.decode(guess.encoding, "replace")


def _declared(raw: bytes, charset: str | None) -> Iterator[str]:
    head = raw[:4096]
    names = [
        charset,
        *(match[1].decode("ascii") for match in (_XML_ENCODING.search(head), _CHARSET.search(head)) if match),
    ]
    for name in names:
        if name:
            # Browsers read pages that call themselves Latin-1 or ASCII as windows-1252 (WHATWG Encoding).
            yield "cp1252" if name.lower() in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii") else name
            if name.lower() in ("shift_jis", "shift-jis", "sjis", "x-sjis"):
                yield "cp932"
    if match := _LANG.search(head):
        language = match[1].decode("ascii").lower()
        yield _LEGACY.get(language, "cp1252" if language in _WESTERN else "utf-8")


def _mostly_utf8(raw: bytes) -> bool:
    """Whether a few broken bytes spoil a UTF-8 text (a cut end, a mixed-in quotation)."""
    text = raw.decode("utf-8", "replace")
    bad, good = text.count("\ufffd"), sum(char > "\x7f" for char in text[:200_000])
    return bad <= 0.5 * good
