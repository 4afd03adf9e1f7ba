"""The API through a real server process: the main job, streams, abuse at the socket, a graceful end."""

import gzip
import json
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from tests.server_support import TIMELINE, serving

ARTICLE = Path(__file__).parent.parent / "fixtures" / "articles" / "alaska-summit.txt"
DOCUMENT = {"text": ARTICLE.read_text(encoding="utf-8"), "published": "2025-08-13", "title": "Alaska"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    with serving(f"sqlite:///{folder / 'timeline.db'}", folder / "log") as server:
        yield server


def test_the_article_comes_back_by_date_range(server):
    first = server.request("POST", "/v1/documents", DOCUMENT)
    assert first.status == 201 and len(first.json["events"]) == 3
    again = server.request("POST", "/v1/documents", DOCUMENT)
    assert (again.status, again.json["document"]["id"]) == (200, first.json["document"]["id"])
    for asked, place in (
        ("from=2018&to=2018", ["Helsinki"]),
        ("from=2019-06&to=2019-06", ["Japan"]),
        ("from=2025-08-14", ["Alaska"]),
        ("from=2030", []),
        ("from=2018-05&to=2018-06&match=within", []),
    ):
        found = server.get(f"/v1/events?{asked}").json["items"]
        assert len(found) == len(place), (asked, found)
        assert all(name in json.dumps(event) for name, event in zip(place, found, strict=True))
        for event in found:
            for proof in event["evidence"]:
                assert DOCUMENT["text"][proof["start"] : proof["end"]] == proof["quote"]


def test_the_document_view_has_text_events_and_annotations(server):
    server.request("POST", "/v1/documents", DOCUMENT)
    [document] = [one for one in server.get("/v1/documents").json["items"] if one["title"] == "Alaska"]
    view = server.get(f"/v1/documents/{document['id']}").json
    assert view["text"] == DOCUMENT["text"] and len(view["events"]) == 3 and view["document"]["version"] == 1
    times = [view["text"][one["start"] : one["end"]] for one in view["annotations"] if one["kind"] == "time"]
    assert any("2018" in time for time in times)
    assert sum(one["kind"] == "sentence" for one in view["annotations"]) > 10
    assert server.get(f"/v1/documents/{document['id']}/events").json["events"] == view["events"]


def test_the_page_is_served_with_its_style(server):
    page = server.get("/")
    assert page.status == 200 and page.headers["content-type"].startswith("text/html")
    assert server.get("/docs").status == 200 and server.get("/openapi.json").json["openapi"].startswith("3.1")


def test_answers_are_compressed_and_cached(server):
    plain, packed = server.get("/v1/events"), server.get("/v1/events", **{"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip" and gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2
    held = server.get("/v1/events", **{"If-None-Match": packed.headers["etag"]})
    assert (held.status, held.body) == (304, b"")


def converse(server, raw: bytes, *, wait: float = 5.0) -> bytes:
    """Send bytes as they are, and read until the server closes or falls silent."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=wait) as line:
        line.sendall(raw)
        answer = b""
        try:
            while part := line.recv(65536):
                answer += part
                if b"\r\n\r\n" in answer and answer.partition(b"\r\n\r\n")[2].endswith(b"}"):
                    break
        except OSError:
            pass
        return answer


@pytest.mark.parametrize(
    "raw",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # a TLS hello
        b"GET /v1/events HTTP/9.9\r\n\r\n",
        b"GET /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
        b"GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X: a\r\n" * 5000 + b"\r\n",
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /../../../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /static/..%2f..%2fapp.py HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET http://evil.example/v1/events HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
        b"GET /v1/events HTTP/1.1\r\n\r\n",
        b"POST /v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"Content-Length: 99999999999\r\n\r\n{}",
        b"POST /v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"Content-Length: -1\r\n\r\n{}",
        b"POST /v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n",
    ],
)
def test_abuse_at_the_socket_gets_a_refusal_and_the_server_lives(server, raw):
    answer = converse(server, raw)
    status = int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0
    assert status == 0 or 400 <= status < 500, answer[:300]
    assert b"Traceback" not in answer and b"/api/" not in answer and b"root:" not in answer
    assert server.get("/healthz").status == 200


HEAD = b"POST /v1/extract HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


def test_slow_clients_hold_up_nobody(server):
    """Headers and bodies that never end, and answers that nobody takes."""
    server.request("POST", "/v1/documents", DOCUMENT)
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(150)]
    try:
        for line in idle[:50]:
            line.sendall(b"GET /v1/events HTTP/1.1\r\nHost: 127")
        for line in idle[50:100]:
            line.sendall(HEAD + b"Content-Length: 1000\r\n\r\n{")
        for line in idle[100:]:
            line.sendall(b"GET /v1/events.ndjson HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 20)
        started = time.perf_counter()
        assert server.get("/v1/events").status == 200
        assert server.request("POST", "/v1/extract", DOCUMENT).status == 200
        assert time.perf_counter() - started < 5
    finally:
        for line in idle:
            line.close()


def test_a_batch_streams_both_ways(server):
    """Results of the first lines arrive while later lines have not been sent."""
    filler = "Nothing else was said. " * 100
    bodies = [{"text": f"They met in {1900 + n % 100}. {filler}{n}", "published": "2025-08-13"} for n in range(150)]
    lines = [json.dumps(body).encode() + b"\n" for body in bodies]
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as line:
        line.sendall(b"POST /v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-ndjson\r\n"
                     b"Transfer-Encoding: chunked\r\n\r\n")  # fmt: skip
        first, rest = b"".join(lines[:140]), b"".join(lines[140:])
        line.sendall(f"{len(first):x}\r\n".encode() + first + b"\r\n")
        answer = b""
        while answer.count(b'"status":201') < 100:
            part = line.recv(65536)
            assert part, answer
            answer += part
        line.sendall(f"{len(rest):x}\r\n".encode() + rest + b"\r\n0\r\n\r\n")
        while not answer.endswith(b"0\r\n\r\n"):
            part = line.recv(65536)
            assert part, answer[-300:]
            answer += part
    assert answer.count(b'"status":201') == 150


def test_a_compressed_bomb_is_never_unpacked(server):
    bomb = gzip.compress(b" " * 50_000_000)
    answer = server.request("POST", "/v1/extract", bomb, **{"Content-Encoding": "gzip"})
    assert answer.status == 415


def test_the_log_has_no_text_no_query_and_no_key(server):
    server.request("POST", "/v1/extract", {"text": "A secretsentence met.", "published": "2025-08-13"},
                   Authorization="Bearer tlk_secretkey")  # fmt: skip
    answer = server.get("/v1/events?q=secretquery", **{"X-Request-ID": "seen-in-the-log"})
    assert answer.headers["x-request-id"] == "seen-in-the-log"
    for _ in range(50):
        log = server.log.read_text()
        if "seen-in-the-log" in log:
            break
        time.sleep(0.1)
    assert "secret" not in log
    [entry] = [json.loads(line) for line in log.splitlines() if "seen-in-the-log" in line]
    assert (entry["method"], entry["route"], entry["status"]) == ("GET", "/v1/events", 200)


def test_requests_under_way_are_finished_when_the_server_stops(tmp_path):
    with serving(f"sqlite:///{tmp_path / 't.db'}", tmp_path / "log") as server:
        text = DOCUMENT["text"] * 20
        done = []
        asking = threading.Thread(
            target=lambda: done.append(server.request("POST", "/v1/extract", {**DOCUMENT, "text": text}).status)
        )
        asking.start()
        time.sleep(0.3)
        assert server.stop(signal.SIGTERM) == 0
        asking.join()
        assert done == [200]


def test_several_workers_share_their_metrics(tmp_path):
    with serving(f"sqlite:///{tmp_path / 't.db'}", tmp_path / "log", "--workers", "2") as server:
        for _ in range(20):
            assert server.get("/v1/events").status == 200
        text = server.get("/metrics").body.decode()
        [line] = [
            one for one in text.splitlines() if one.startswith("timeline_requests_total{") and '"/v1/events"' in one
        ]
        assert float(line.rpartition(" ")[2]) == 20
        assert server.stop() == 0


def test_an_open_address_needs_a_key_first(tmp_path):
    database = f"sqlite:///{tmp_path / 't.db'}"
    subprocess.run([TIMELINE, "db", "upgrade", "--db", database], check=True, capture_output=True)
    refused = subprocess.run(
        [TIMELINE, "serve", "--host", "0.0.0.0", "--port", "1", "--db", database],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (
        refused.returncode == 2 and "timeline keys create" in refused.stderr and len(refused.stderr.splitlines()) == 1
    )
