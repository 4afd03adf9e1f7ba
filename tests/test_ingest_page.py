import tomllib
from datetime import date
from pathlib import Path

import pytest

from timeline.errors import InvalidInput
from timeline.ingest.page import read_page

PAGES = sorted((Path(__file__).parent / "data" / "html").glob("*.html"))
TODAY = date(2026, 11, 22)
LONG = (
    "The council met on Tuesday and voted to rebuild the old bridge across the river before the winter of next year. "
)
ARTICLE = f"<h1>Bridge</h1><p>{LONG * 2}</p><p>{LONG}</p>"


def page(body: str = ARTICLE, head: str = "", before: str = "<!DOCTYPE html>") -> bytes:
    return f"{before}<html><head><title>Bridge</title>{head}</head><body>{body}</body></html>".encode()


def test_there_are_thirty_layouts() -> None:
    assert len(PAGES) == 30


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_title_date_and_text_of_every_layout(path: Path) -> None:
    expected = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    expected |= {"text": expected["text"].strip(), "published": expected["published"].isoformat()}
    assert read_page(path.read_bytes(), TODAY) == expected


def test_the_address_it_was_fetched_from_comes_before_the_one_it_names() -> None:
    raw = page(head='<link rel="canonical" href="https://other.example/x">')
    assert read_page(raw, TODAY, url="https://here.example/y")["url"] == "https://here.example/y"
    assert read_page(raw, TODAY)["url"] == "https://other.example/x"


@pytest.mark.parametrize(
    "head",
    [
        "",
        '<meta name="last-modified" content="2024-08-01">',
        '<meta property="article:modified_time" content="2024-08-01T00:00:00Z">',
        '<meta name="date" content="0001-01-01T00:00:00">',
        '<meta name="date" content="2999-01-01">',
        '<meta name="date" content="yesterday">',
    ],
)
def test_no_day_of_publication_is_guessed(head: str) -> None:
    body = ARTICLE + "<footer>© 2019</footer>"
    assert "published" not in read_page(page(body, head), TODAY)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html></html>",
        b"%PDF-1.7\0\0\0",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"<html><body>" + b"<div>" * 50_000 + b"</body></html>",
        b"<html><body><nav><a href='/'>Home</a></nav></body></html>",
        b"<" * 10_000,
    ],
    ids=["empty", "bare", "pdf", "png", "deep", "navigation", "brackets"],
)
def test_pages_without_an_article_are_refused(raw: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_page(raw, TODAY)


def test_a_page_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.ingest.page.MAX_PAGE", 100)
    with pytest.raises(InvalidInput, match="more than"):
        read_page(page(), TODAY)


def test_a_long_article_is_kept_whole() -> None:
    body = "<article>" + "".join(f"<p>{LONG}{number}.</p>" for number in range(400)) + "</article>"
    assert "399." in read_page(page(body), TODAY)["text"]
