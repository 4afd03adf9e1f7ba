import threading
import time
from collections.abc import Iterator

import pytest

from tests.web_server import Handler, Site, serve, status
from timeline.ingest import web as module
from timeline.ingest.fetch import FetchFailed, Limits, Refused
from timeline.ingest.web import Stopped, Visitor

LOCAL = Limits(seconds=5, private=True)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        site.pages["/a"] = b"<p>a"
        yield site


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    visitor = Visitor(LOCAL, pause=0.0)
    yield visitor
    visitor.close()


def test_robots_txt_is_asked_first_and_once(site: Site, visitor: Visitor) -> None:
    site.pages["/robots.txt"] = b"User-agent: *\nDisallow: /private\n"
    site.pages["/private/x"] = b"secret"
    for _ in range(3):
        assert visitor.get(site.url + "/a").body == b"<p>a"
    with pytest.raises(Refused, match=r"robots\.txt"):
        visitor.get(site.url + "/private/x")
    assert [path for path, _ in site.requests] == ["/robots.txt", "/a", "/a", "/a"]


def test_rules_for_us_by_name(site: Site, visitor: Visitor) -> None:
    site.pages["/robots.txt"] = b"User-agent: *\nAllow: /\n\nUser-agent: timeline\nDisallow: /\n"
    with pytest.raises(Refused, match=r"robots\.txt"):
        visitor.get(site.url + "/a")


@pytest.mark.parametrize(
    ("code", "allowed"), [(404, True), (403, True), (410, True), (500, False), (503, False), (429, False)]
)
def test_a_robots_txt_that_cannot_be_had(site: Site, visitor: Visitor, code: int, allowed: bool) -> None:
    site.pages["/robots.txt"] = status(code)
    if allowed:
        assert visitor.get(site.url + "/a").status == 200
    else:
        with pytest.raises(FetchFailed, match=r"robots\.txt"):
            visitor.get(site.url + "/a")
        assert site.paths() == []


def test_a_robots_txt_of_nonsense_forbids_nothing(site: Site, visitor: Visitor) -> None:
    site.pages["/robots.txt"] = b"<html>\xff\xfe nonsense Disallow /"
    assert visitor.get(site.url + "/a").status == 200


def test_a_pause_between_requests_to_a_host(site: Site) -> None:
    visitor = Visitor(LOCAL, pause=0.2)
    start = time.monotonic()
    for _ in range(3):
        visitor.get(site.url + "/a")
    assert 0.4 <= time.monotonic() - start < 2
    visitor.close()


def test_a_crawl_delay_is_kept(site: Site) -> None:
    site.pages["/robots.txt"] = b"User-agent: *\nCrawl-delay: 0.3\n"
    visitor = Visitor(LOCAL, pause=0.0)
    visitor.get(site.url + "/a")
    start = time.monotonic()
    visitor.get(site.url + "/a")
    assert time.monotonic() - start >= 0.25
    visitor.close()


def test_tries_again_when_the_server_asks_for_patience(site: Site, visitor: Visitor) -> None:
    answers = [429, 503]

    def busy(handler: Handler) -> None:
        handler.answer(answers.pop(0), Retry_After="0") if answers else handler.answer(200, b"at last")

    site.pages["/busy"] = busy
    assert visitor.get(site.url + "/busy").body == b"at last"
    assert site.paths() == ["/busy"] * 3


def test_gives_up_in_the_end(site: Site, visitor: Visitor) -> None:
    site.pages["/busy"] = status(503)
    with pytest.raises(FetchFailed, match="503"):
        visitor.get(site.url + "/busy")
    assert len(site.paths()) == module.TRIES


def test_does_not_wait_for_an_hour(site: Site, visitor: Visitor) -> None:
    site.pages["/busy"] = status(429, Retry_After="3600")
    with pytest.raises(FetchFailed, match="429"):
        visitor.get(site.url + "/busy")
    assert len(site.paths()) == 1


def test_an_error_that_will_not_pass_is_not_tried_again(site: Site, visitor: Visitor) -> None:
    with pytest.raises(FetchFailed, match="404"):
        visitor.get(site.url + "/none")
    assert len(site.paths()) == 1


def test_waiting_stops_at_once(site: Site) -> None:
    stop = threading.Event()
    visitor = Visitor(LOCAL, pause=30.0, stop=stop)
    visitor.get(site.url + "/a")
    threading.Timer(0.2, stop.set).start()
    start = time.monotonic()
    with pytest.raises(Stopped):
        visitor.get(site.url + "/a")
    assert time.monotonic() - start < 5
    visitor.close()
