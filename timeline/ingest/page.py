"""Articles from HTML pages: trafilatura finds text and metadata, htmldate and dateparser the day of publication."""

import logging
import re
from collections.abc import Iterator
from configparser import ConfigParser
from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from typing import Any

from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction
from trafilatura.metadata import extract_metadata
from trafilatura.settings import DEFAULT_CONFIG

from timeline.errors import InvalidInput
from timeline.ingest.encoding import decode_page
from timeline.ingest.published import EARLIEST, read_published

MAX_PAGE = 8_000_000
"""Longest page read, in bytes; the longest articles of the web stay below one megabyte with all their markup."""

_MODIFIED = re.compile(r"modif|updat|revis|last-?mod", re.I)
_DATED = re.compile(
    r"(^|[-_ .])(date|pub-?date|published|publish|publication|posted|datetime|timestamp|time|byline)([-_ ]|$)", re.I
)
_BYLINE = re.compile(
    r"(^|[-_ ])(byline|dateline|author|published|publish(ed)?-?(date|on)|article-date|date|meta|entry-meta|timestamp"
    r"|post-?date)([-_ ]|$)",
    re.I,
)
_HEADLINE = re.compile(r"headline|(entry|post|article|page|story)[-_]?title", re.I)
_BLOCKS = frozenset(("p", "div", "h1", "h2", "h3", "ul", "ol", "table", "blockquote", "article", "section"))
_SHORTEST = 50
_SHORT = 160
_LABEL = 40
_LAYOUT_CELL = 200

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # pages are refused here, in one line each
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def read_page(raw: bytes, today: date, *, url: str | None = None, charset: str | None = None) -> dict[str, Any]:
    """The article of an HTML page as a record: text, title, published, publisher, authors, url, language.

    `charset` is what the server said of it, `url` where it was found. "published" is missing where the page does not
    say it: no date is taken from the text or guessed. Raises InvalidInput where the page holds no article.
    """
    if len(raw) > MAX_PAGE:
        raise InvalidInput(f"a page of more than {MAX_PAGE // 1_000_000} MB", "text")
    tree = _parse(decode_page(raw, charset))
    language = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:2].lower()
    _drop_site_names(tree)
    about = extract_metadata(_without_times(tree), default_url=url, extensive=False)
    title = _title(tree) or about.title
    published = _published(tree, url or about.url, today, language or None)
    text = _text(tree, title)
    if len(text) < _SHORTEST:
        raise InvalidInput("no article on this page", "text")
    record = {
        "text": text,
        "title": title,
        "published": published and published.isoformat(),
        "url": url or (about.url if (about.url or "").startswith(("http://", "https://")) else None),
        "publisher": _site(about.sitename, title),
        "authors": [name.strip() for name in (about.author or "").split(";") if name.strip()],
        "language": language if re.fullmatch("[a-z]{2}", language) else None,
    }
    return {name: value for name, value in record.items() if value}


def _parse(text: str) -> HtmlElement:
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"), count=1)
    if not re.search(r"<[a-zA-Z!]", text[:100_000]):
        raise InvalidInput("no HTML", "text")
    try:
        tree = document_fromstring(text, parser=HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False))
    except (etree.LxmlError, ValueError, AssertionError):
        raise InvalidInput("no HTML", "text") from None
    if tree.find(".//body") is None:
        raise InvalidInput("no HTML", "text")
    return tree


def _words(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def _name(element: HtmlElement) -> str:
    return " ".join(
        filter(None, (element.get("class"), element.get("id"), element.get("itemprop"), element.get("property")))
    )


def _drop_site_names(tree: HtmlElement) -> None:
    """Take out headings that only link to the front page: they name the site, not the article."""
    for heading in tree.xpath("//h1[a[@href='/']] | //h2[a[@href='/']]"):
        if _words(heading) == _words(heading.find("a")):
            _drop(heading)


def _without_times(tree: HtmlElement) -> HtmlElement:
    """A copy without metadata of changes, which are no days of publication."""
    copy = deepcopy(tree)
    for element in copy.xpath("//meta | //time"):
        named = " ".join(
            filter(None, (element.get("name"), element.get("property"), element.get("itemprop"), element.get("class")))
        )
        if _MODIFIED.search(named) and not re.search("publi", named, re.I):
            _drop(element)
    return copy


def _title(tree: HtmlElement) -> str | None:
    """The heading that is marked as the article's own."""
    marked = [element for element in tree.xpath("//h1 | //h2 | //h3") if _HEADLINE.search(_name(element))]
    if len(marked) == 1:
        return _words(marked[0]) or None
    return None


def _site(name: str | None, title: str | None) -> str | None:
    """The site's name, unless it is the headline by another way (a <title> cut at the wrong mark)."""
    return None if name and title and title.casefold() in name.casefold() else name


def _published(tree: HtmlElement, url: str | None, today: date, language: str | None) -> date | None:
    found = find_date(
        _without_times(tree),
        extensive_search=False,
        original_date=True,
        url=url,
        min_date=EARLIEST.isoformat(),
        max_date=(today + timedelta(days=1)).isoformat(),
    )
    if found:
        return date.fromisoformat(found)
    for text in _date_texts(tree):
        try:
            return read_published(text, today, language=language)
        except InvalidInput:
            continue
    return None


def _date_texts(tree: HtmlElement) -> Iterator[str]:
    """Values in metadata and short elements whose names say that they hold a date."""
    for element in tree.xpath("//meta[@content]"):
        named = " ".join(filter(None, (element.get("name"), element.get("property"), element.get("itemprop"))))
        if _DATED.search(named) and not _MODIFIED.search(named):
            yield element.get("content")
    for element in tree.xpath("//body//*[@class or @id or @itemprop]"):
        named = _name(element)
        if _DATED.search(named) and not _MODIFIED.search(named):
            text = _words(element)
            if text and len(text) < _SHORT:
                yield text


def _text(tree: HtmlElement, title: str | None) -> str:
    _unroll_layout_tables(tree)
    _gather_strays(tree)
    _drop_heads(tree, title)
    found = bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=False, config=_config())
    text = found.text if found is not None and not isinstance(found, dict) else None
    return "\n".join(line for line in (text or "").strip().splitlines() if line.strip())


@cache
def _config() -> ConfigParser:
    config = deepcopy(DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = (
        "120"  # scripts without spaces say in 120 characters what English says in 250
    )
    return config


def _unroll_layout_tables(tree: HtmlElement) -> None:
    """Tables that only place paragraphs on the page (as was done until about 2005) become plain blocks."""
    for table in tree.xpath("//table"):
        cells = table.xpath(".//td")
        if any(_holds_blocks(cell) for cell in cells):
            for element in table.xpath("descendant-or-self::*[self::table or self::tbody or self::tr or self::td]"):
                element.tag = "div"


def _gather_strays(tree: HtmlElement) -> None:
    """Paragraphs that a stray closing tag put behind the article's block go back into it."""
    for paragraph in tree.xpath("//div[count(p) > 1]/following-sibling::*[1][self::p]"):
        block = paragraph.getprevious()
        while paragraph is not None and paragraph.tag == "p":
            following = paragraph.getnext()
            block.append(paragraph)
            paragraph = following


def _holds_blocks(cell: HtmlElement) -> bool:
    return any(child.tag in _BLOCKS for child in cell) and len(_words(cell)) > _LAYOUT_CELL


def _drop_heads(tree: HtmlElement, title: str | None) -> None:
    """Take out what stands over the text: headline, byline and date; they are metadata, not sentences."""
    wanted = (title or "").casefold()
    for element in tree.xpath("//h1 | //h2 | //h3 | //header//*"):
        if wanted and _words(element).casefold() == wanted and len(element) < 4:
            for kicker in element.xpath("preceding-sibling::*[self::span or self::p or self::div]"):
                if len(_words(kicker)) < _LABEL:
                    _drop(kicker)
            _drop(element)
    for element in tree.xpath("//body//*[@class or @itemprop or self::time]"):
        if element.getparent() is None or element.tag in ("body", "main", "article"):
            continue
        named = element.tag == "time" or _BYLINE.search(_name(element))
        if named and not _inside_paragraph(element) and len(_words(element)) < _SHORT:
            _drop(element)


def _inside_paragraph(element: HtmlElement) -> bool:
    """Whether an element is words of a longer paragraph."""
    return any(parent.tag == "p" and len(_words(parent)) > _SHORT for parent in element.iterancestors())


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
