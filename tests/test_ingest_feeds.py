from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.web_server import Site, redirect, serve, status
from timeline.errors import InvalidInput
from timeline.ingest.documents import Refusal
from timeline.ingest.feeds import is_url, read_feed, read_url
from timeline.ingest.fetch import Limits
from timeline.ingest.items import Item
from timeline.ingest.parse import Reading, parse
from timeline.ingest.web import Visitor

PAGE = (Path(__file__).parent / "data" / "html" / "01-json-ld-graph.html").read_bytes()
READING = Reading(date(2026, 11, 22))
TEXT = "The council met on Tuesday and voted to rebuild the old bridge across the river before next winter. " * 3


def rss(*entries: str, title: str = "Daily News") -> bytes:
    head = '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    return f"{head}<title>{title}</title>{''.join(entries)}</channel></rss>".encode()


def entry(link: str, published: str = "Wed, 13 Aug 2025 22:10:00 GMT", content: str = "") -> str:
    body = f"<content:encoded><![CDATA[<p>{content}</p>]]></content:encoded>" if content else ""
    return f"<item><title>A &amp; B</title><link>{link}</link><pubDate>{published}</pubDate>{body}</item>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        site.pages["/1"] = PAGE
        yield site


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    visitor = Visitor(Limits(seconds=5, private=True), pause=0.0)
    yield visitor
    visitor.close()


def test_a_page(site: Site, visitor: Visitor) -> None:
    (item,) = read_url(site.url + "/1", visitor)
    assert isinstance(item, Item)
    document = parse(item, READING)
    assert (document.url, document.published) == (site.url + "/1", date(2024, 11, 4))


@pytest.mark.parametrize(
    "content_type", ["application/rss+xml", "text/html", "image/png", "text/plain", "application/json"]
)
def test_a_feed_is_known_by_what_it_holds_not_by_what_it_is_called(
    site: Site, visitor: Visitor, content_type: str
) -> None:
    body = rss(entry("/1"))
    site.pages["/feed"] = lambda handler: handler.answer(200, body, content_type)
    (item,) = read_url(site.url + "/feed", visitor)
    assert isinstance(item, Item)
    document = parse(item, READING)
    assert document.published == date(2025, 8, 13)  # the feed's word comes before the page's
    assert (document.title, document.publisher) == ("A & B", "Daily News")
    assert document.text.startswith("The Tarn Valley bridge reopened")


def test_a_page_that_is_called_a_feed_is_read_as_a_page(site: Site, visitor: Visitor) -> None:
    site.pages["/feed"] = lambda handler: handler.answer(200, PAGE, "application/rss+xml")
    (item,) = read_url(site.url + "/feed", visitor)
    assert isinstance(item, Item)
    assert parse(item, READING).title == "Tarn Valley bridge reopens after two-year repair"


def test_an_atom_feed(site: Site) -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>E</title><link href="/x"/>
    <updated>2025-08-14T00:00:00Z</updated><author><name>N. N.</name></author></entry></feed>"""
    (found,) = read_feed(body, "https://a.example/feed")
    assert found.url == "https://a.example/x"
    assert found.about == {"title": "E", "publisher": "T", "authors": ["N. N."]}  # updated is no day of publication


def test_the_text_in_the_feed_stands_in_for_a_page_that_cannot_be_had(site: Site, visitor: Visitor) -> None:
    site.pages["/feed"] = rss(entry("/gone", content=TEXT), entry("/gone2"))
    item, refusal = read_url(site.url + "/feed", visitor)
    assert isinstance(item, Item)
    assert parse(item, READING).text == TEXT.strip()
    assert isinstance(refusal, Refusal)
    assert "404" in refusal.reason


@pytest.mark.parametrize("body", [b"", b"no feed", b"<html><body>x</body></html>", b"{}", b"\0\1\2", b"/etc/passwd"])
def test_what_is_no_feed_is_told(body: bytes) -> None:
    with pytest.raises(InvalidInput, match="no RSS or Atom feed"):
        read_feed(body, "http://a.example/")


def test_a_feed_cut_off_gives_what_it_holds() -> None:
    whole = rss(entry("/1"), entry("/2"))
    assert len(read_feed(whole[: len(whole) - 60], "http://a.example/")) >= 1


@pytest.mark.parametrize(
    "declared", [b'<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">', b'<!ENTITY b SYSTEM "file:///etc/passwd">']
)
def test_entities_are_not_expanded(declared: bytes) -> None:
    feed = (
        b"<!DOCTYPE x [" + declared + b']><rss version="2.0"><channel><item><title>&b;</title></item></channel></rss>'
    )
    with pytest.raises(InvalidInput, match="entities"):
        read_feed(feed, "http://a.example/")


def test_links_that_lead_elsewhere_than_the_web_are_refused(site: Site, visitor: Visitor) -> None:
    site.pages["/feed"] = rss(entry("file:///etc/passwd"), entry("ftp://x/"), entry("/away"))
    site.pages["/away"] = redirect("file:///etc/passwd")
    found = list(read_url(site.url + "/feed", visitor))
    assert [type(one) for one in found] == [Refusal] * 3


def test_a_feed_leads_to_no_private_address(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from timeline.ingest import fetch

    real = fetch.is_public
    monkeypatch.setattr(fetch, "is_public", lambda address: address == "127.0.0.1" or real(address))
    site.pages["/feed"] = rss(
        entry("http://[::1]/x"), entry("http://10.0.0.1/x"), entry("http://169.254.169.254/latest")
    )
    visitor = Visitor(Limits(seconds=5), pause=0.0)
    found = list(read_url(site.url + "/feed", visitor))
    visitor.close()
    assert all(isinstance(one, Refusal) and "private address" in one.reason for one in found)


@pytest.mark.parametrize(
    ("body", "content_type", "form"),
    [(b'{"text": "x"}', "text/html", "json"), (b"Just words.", "text/plain", "text"), (b"<p>x", "text/plain", "page"),
     (b"<html>{", "application/json", "page")],
)  # fmt: skip
def test_what_else_a_server_answers(site: Site, visitor: Visitor, body: bytes, content_type: str, form: str) -> None:
    site.pages["/x"] = lambda handler: handler.answer(200, body, content_type)
    (item,) = read_url(site.url + "/x", visitor)
    assert isinstance(item, Item)
    assert item.form == form


def test_a_picture_is_set_aside(site: Site, visitor: Visitor) -> None:
    site.pages["/x"] = lambda handler: handler.answer(200, b"\x89PNG\0\0\0", "text/html")
    site.pages["/y"] = status(500)
    for path in ("/x", "/y"):
        (refusal,) = read_url(site.url + path, visitor)
        assert isinstance(refusal, Refusal)
        assert refusal.url == site.url + path


@pytest.mark.parametrize(
    ("text", "expected"), [("http://a/", True), ("HTTPS://a/", True), ("a.html", False), ("-", False)]
)
def test_addresses_and_paths(text: str, expected: bool) -> None:
    assert is_url(text) is expected
