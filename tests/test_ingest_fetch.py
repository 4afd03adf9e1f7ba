import gzip
import socket
import time
from collections.abc import Iterator

import pytest

from tests.web_server import Handler, Site, drip, drip_headers, hang, redirect, serve, status
from timeline.ingest import fetch as module
from timeline.ingest.fetch import REDIRECTS, Fetcher, FetchFailed, Limits, Refused, is_public

LOCAL = Limits(seconds=5, size=100_000, private=True)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def get(url: str, limits: Limits = LOCAL, **more: str) -> module.Answer:
    fetcher = Fetcher(limits)
    try:
        return fetcher.fetch(url, **more)
    finally:
        fetcher.close()


def test_a_page(site: Site) -> None:
    site.pages["/a"] = b"<p>hello"
    answer = get(site.url + "/a")
    assert (answer.status, answer.body, answer.url) == (200, b"<p>hello", site.url + "/a")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "timeline/" in site.requests[0][1]["User-Agent"]


def test_a_condition_and_not_modified(site: Site) -> None:
    site.pages["/a"] = status(304, ETag='"x"')
    answer = get(site.url + "/a", etag='"x"', modified="Wed, 13 Aug 2025 22:10:00 GMT")
    assert (answer.status, answer.body) == (304, b"")
    assert site.requests[0][1]["If-None-Match"] == '"x"'
    assert site.requests[0][1]["If-Modified-Since"].startswith("Wed")


def test_redirects_are_followed_and_the_last_address_told(site: Site) -> None:
    site.pages |= {"/a": redirect("/b", 301), "/b": redirect(f"{site.url}/c"), "/c": b"there"}
    assert get(site.url + "/a").url == site.url + "/c"


def test_endless_redirects_end(site: Site) -> None:
    site.pages["/a"] = redirect("/a")
    with pytest.raises(FetchFailed, match="redirects"):
        get(site.url + "/a")
    assert len(site.requests) == REDIRECTS + 1


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://example.org/", "gopher://x/", "http://a b/", "javascript:x"]
)
def test_a_redirect_to_what_is_no_web_address_is_refused(site: Site, target: str) -> None:
    site.pages["/a"] = redirect(target)
    with pytest.raises(Refused, match="not a web address"):
        get(site.url + "/a")


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://127.0.0.1/", "//x", "", "http://", "http://user:word@example.org/", "http://[::1/",
     "http://x:99999/", "http://exa\nmple.org/", "http://" + "a" * 300 + ".org/"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(FetchFailed):
        get(url)


@pytest.mark.parametrize("page", [drip, drip_headers, hang])
def test_a_server_that_stalls_is_cut_off(site: Site, page: object) -> None:
    site.pages["/a"] = page  # type: ignore[assignment]
    start = time.monotonic()
    with pytest.raises(FetchFailed, match=r"within 0\.5 seconds") as caught:
        get(site.url + "/a", Limits(seconds=0.5, private=True))
    assert caught.value.later
    assert time.monotonic() - start < 3


def test_redirects_share_the_time_limit(site: Site) -> None:
    def slow(handler: Handler) -> None:
        time.sleep(0.3)
        handler.answer(302, Location="/a")

    site.pages["/a"] = slow
    with pytest.raises(FetchFailed, match=r"within 0\.5 seconds"):
        get(site.url + "/a", Limits(seconds=0.5, private=True))


def test_answers_too_long_are_cut_off(site: Site) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(1000):
            handler.wfile.write(b"x" * 10_000)

    site.pages |= {
        "/declared": lambda handler: handler.answer(200, b"x" * 100_001),
        "/endless": endless,
        "/bomb": lambda handler: handler.answer(200, gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip"),
    }
    for path in ("/declared", "/endless", "/bomb"):
        with pytest.raises(FetchFailed, match="more than 0 MB"):
            get(site.url + path)


def test_a_lie_about_the_length_or_the_encoding_is_a_failure(site: Site) -> None:
    def short(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"x")

    site.pages |= {
        "/short": short,
        "/gzip": lambda handler: handler.answer(200, b"no gzip", Content_Encoding="gzip"),
        "/garbage": lambda handler: handler.wfile.write(b"\0\1\2 nonsense\r\n\r\n") and None,
    }
    for path in ("/short", "/gzip", "/garbage"):
        with pytest.raises(FetchFailed, match="no answer"):
            get(site.url + path)


@pytest.mark.parametrize(
    ("code", "later"), [(404, False), (403, False), (410, False), (429, True), (500, True), (503, True), (204, False)]
)
def test_other_statuses_are_failures(site: Site, code: int, later: bool) -> None:
    site.pages["/a"] = status(code, Retry_After="7")
    with pytest.raises(FetchFailed, match=str(code)) as caught:
        get(site.url + "/a")
    assert (caught.value.later, caught.value.wait, caught.value.status) == (later, 7, code)


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        with pytest.raises(FetchFailed, match="no answer") as caught:
            get(f"http://127.0.0.1:{port}/")
        assert caught.value.later


PRIVATE = [
    "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%lo",
    "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
    "2002:7f00:1::", "64:ff9b::7f00:1", "2002:c0a8:101::1", "2001:0:4136:e378:8000:63bf:80ff:fffe",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::1", "64:ff9b::808:808"]
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]",
     "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
     "0.0.0.0", "[::]", "169.254.169.254", "10.1.2.3", "[fe80::1]", "[fd00::1]", "127.0.0.1.", "LOCALHOST"],
)  # fmt: skip
def test_private_addresses_are_not_fetched_however_they_are_written(site: Site, host: str) -> None:
    site.pages["/"] = b"secret"
    port = site.url.rpartition(":")[2]
    with pytest.raises(FetchFailed) as caught:
        get(f"http://{host}:{port}/", Limits(seconds=5))
    assert isinstance(caught.value, Refused) or "no such host" in str(caught.value)
    assert site.requests == []


def addresses(*found: str) -> list[tuple[object, ...]]:
    return [(socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in found]


def test_a_name_that_leads_to_a_private_address_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for found in (["127.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["::ffff:10.0.0.1"], ["::1"]):
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, found=found, **__: addresses(*found))
        with pytest.raises(Refused, match="private address"):
            get("http://innocent.example/", Limits(seconds=5))
    assert site.requests == []


def test_a_redirect_to_a_private_address_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first host counts as public, the one it redirects to is checked like any other."""
    port = int(site.url.rpartition(":")[2])
    real = module.is_public
    monkeypatch.setattr(module, "is_public", lambda address: address == "127.0.0.1" or real(address))
    for target in (f"http://[::1]:{port}/secret", "http://10.0.0.1/secret", "http://169.254.169.254/latest/meta-data"):
        site.pages["/a"] = redirect(target)
        with pytest.raises(Refused, match="private address"):
            get(f"{site.url}/a", Limits(seconds=5))


def test_a_name_is_looked_up_once_and_that_address_is_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: public when it is checked, private when it is used. There is no second look-up to lie to."""
    asked = []

    def rebinding(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return addresses("93.184.215.14" if len(asked) == 1 else "127.0.0.1")

    connected = []

    def connect(self: socket.socket, address: tuple[str, int]) -> None:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(FetchFailed, match="no answer"):
        get("http://rebinding.example/", Limits(seconds=5))
    assert asked == ["rebinding.example"]
    assert connected == ["93.184.215.14"]


def test_no_proxy_of_the_environment_is_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", site.url)
    with pytest.raises(FetchFailed):
        get("http://127.0.0.1:9/", Limits(seconds=5))
    assert site.requests == []
