"""RSS and Atom feeds, and pages, by URL: what a server answers as items, whatever it calls it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser

from timeline.errors import InvalidInput
from timeline.ingest.documents import Refusal
from timeline.ingest.fetch import Answer, FetchFailed
from timeline.ingest.items import Item, charset_of
from timeline.ingest.web import Visitor

MAX_ENTRIES = 1000
"""Entries of one feed that are followed; feeds have 10 to 100."""

_FEED = re.compile(rb"<(rss|feed|rdf:RDF)[\s>]", re.I)
_PAGE = re.compile(rb"<(!doctype\s+html|html|head|body|article|div|p)[\s>]", re.I)
_TAG = re.compile(r"<[a-z/!][^>]*>", re.I)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one article: its address, what is known of it, its text where the feed has it whole, and when
    it was last changed."""

    url: str
    about: Mapping[str, Any] = field(default_factory=dict)
    html: str | None = None
    updated: str | None = None


def read_feed(body: bytes, url: str) -> list[Entry]:
    """The entries of a feed, in its order. InvalidInput where it is none, whatever the server called it."""
    if not _FEED.search(body[:4096]):
        raise InvalidInput("this is no RSS or Atom feed", "url")
    if b"<!ENTITY" in body:
        raise InvalidInput("a feed that declares entities, which only attacks do", "url")
    # A stream, because feedparser takes a string for the name of a file to open.
    parsed = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    if not parsed.version and not parsed.entries:
        raise InvalidInput("this is no RSS or Atom feed", "url")
    publisher = _line(parsed.feed.get("title"))
    entries = []
    for found in parsed.entries[:MAX_ENTRIES]:
        link = found.get("link") or ""
        if link:
            entries.append(
                Entry(urljoin(url, link), _about(found, publisher), _content(found), dict.get(found, "updated"))
            )
    return entries


def _about(entry: Any, publisher: str | None) -> dict[str, Any]:
    authors = [name for name in (_line(author.get("name")) for author in entry.get("authors", [])) if name]
    about = {
        "title": _line(entry.get("title")),
        "published": entry.get("published"),
        "publisher": publisher,
        "authors": authors,
    }
    return {name: value for name, value in about.items() if value}


def _line(value: object) -> str | None:
    return " ".join(_TAG.sub(" ", value).split())[:300] or None if isinstance(value, str) else None


def _content(entry: Any) -> str | None:
    contents = [part.get("value") for part in entry.get("content", []) if part.get("value")]
    return max(contents, key=len) if contents else None


def is_url(text: str) -> bool:
    """Whether an argument is a web address and no path."""
    return text.lower().startswith(("http://", "https://"))


def read_url(url: str, visitor: Visitor) -> Iterator[Item | Refusal]:
    """The articles at a URL: one page, or those of a feed. What cannot be had is refused with the reason."""
    try:
        answer = visitor.get(url)
    except FetchFailed as error:
        yield Refusal(url, str(error), url=url)
        return
    if _FEED.search(answer.body[:4096]) and not _PAGE.match(answer.body.lstrip()[:200]):
        try:
            entries = read_feed(answer.body, answer.url)
        except InvalidInput as error:
            yield Refusal(url, str(error), url=url)
            return
        for entry in entries:
            yield read_entry(entry, visitor)
    else:
        yield page_item(answer, url)


def read_entry(entry: Entry, visitor: Visitor) -> Item | Refusal:
    """An entry's article: its page, or where that cannot be had the text that stands in the feed."""
    try:
        answer = visitor.get(entry.url)
    except FetchFailed as error:
        if entry.html is not None:
            return Item(entry.url, "page", _as_page(entry.html), {**entry.about, "url": entry.url})
        return Refusal(entry.url, str(error), url=entry.url, later=error.later)
    return page_item(answer, entry.url, entry.about)


def _as_page(html: str) -> bytes:
    return f"<html><body><article>{html}</article></body></html>".encode("utf-8", "replace")


def page_item(answer: Answer, url: str, about: Mapping[str, Any] | None = None) -> Item | Refusal:
    """What a server answered as an item; by what it is, not by what the server calls it."""
    content_type = answer.headers.get("content-type")
    about = {**(about or {}), "url": answer.url, "charset": charset_of(content_type)}
    body = answer.body
    if b"\0" in body[:1000] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Refusal(url, f"no page but {(content_type or 'binary data').split(';')[0]}", url=url)
    if body.lstrip()[:1] in (b"{", b"[") and not _PAGE.search(body[:4096]):
        return Item(url, "json", body, about, len(body))
    if not _PAGE.search(body[:100_000]) and (content_type or "").startswith("text/plain"):
        return Item(url, "text", body, about, len(body))
    return Item(url, "page", body, about, len(body))
