import gzip
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.web_server import serve
from timeline.cli.ingest import absolute, describe
from timeline.cli.main import run
from timeline.ingest.run import Report
from timeline.store import Store

TIMELINE = Path(sys.executable).with_name("timeline")
MET = "Mr. Putin and Mr. Trump met in Helsinki in 2018."
PAGE = Path(__file__).parent / "data" / "html" / "02-open-graph.html"


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIMELINE_DB", "sqlite:///t.db")
    return tmp_path


def lines(count: int) -> str:
    rows = ({"text": f"{MET} It was meeting number {n}.", "published": "2025-08-13"} for n in range(count))
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_what_was_set_aside_comes_in_once_it_is_mended(in_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("a.csv").write_text(f"body,day\n{MET},2025-08-13\n{MET} Again.,soon\n")
    arguments = ["ingest", "a.csv", "--map", "text=body", "--map", "published=day"]
    assert run(arguments) == 1
    err = capfd.readouterr().err
    assert "a.csv:3: not a publication date: 'soon'" in err
    assert "1 document added" in err
    assert "1 set aside in set-aside.jsonl" in err
    mended = Path("set-aside.jsonl").read_text().replace("soon", "2025-08-14")
    Path("mended.jsonl").write_text(mended)
    assert run(["ingest", "--again", "mended.jsonl", *arguments[2:]]) == 0
    assert "1 document added" in capfd.readouterr().err


def test_standard_input_needs_to_be_told_what_it_is(in_folder: Path) -> None:
    command = [TIMELINE, "ingest", "-", "--db", "t.db"]
    done = subprocess.run([*command, "--as", "jsonl"], input=lines(2), capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "2 documents added with 2 events.\n")
    done = subprocess.run(command, input=lines(2), capture_output=True, text=True)
    assert done.returncode == 1
    assert "--as" in done.stderr


def test_a_folder_without_documents_says_what_would_be_read(in_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("folder").mkdir()
    Path("folder/slides.pdf").write_bytes(b"%PDF")
    assert run(["ingest", "folder", "--db", "t.db"]) == 0
    assert "nothing to read: no .txt" in capfd.readouterr().err


def test_a_path_that_is_not_there_leaves_no_database(in_folder: Path) -> None:
    assert run(["ingest", "nowhere", "--db", "t.db"]) == 1
    assert not Path("t.db").exists()


def test_every_kind_of_bad_file_is_set_aside_and_the_run_goes_on(
    in_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    packed = gzip.compress(lines(50).encode(), mtime=0)
    bad: dict[str, bytes] = {
        "encoding.txt": b"caf\xe9",
        "binary.html": b"\x89PNG\0\0",
        "broken.html": b"<" * 5000,
        "half.jsonl.gz": packed[: len(packed) * 2 // 3],
        "bomb.jsonl.gz": gzip.compress(b"\0" * 100_000_000),
        "bomb.html.gz": gzip.compress(b"<p>" * 20_000_000),
        "future.json": json.dumps({"text": MET, "published": "2999-01-01"}).encode(),
        "first.json": json.dumps({"text": MET, "published": "0001-01-01T00:00:00Z"}).encode(),
        "long.jsonl": b'{"text": "' + b"x" * 17_000_000 + b'"}\n',
        "empty.json": b"",
        "deep.json": b"[" * 100_000,
    }
    for name, raw in bad.items():
        Path(name).write_bytes(raw)
    Path("zzz.jsonl").write_text(lines(1))
    assert run(["ingest", "."]) == 1
    err = capfd.readouterr().err
    for name in bad:
        assert f"set aside: {name}" in err, name
    assert "document" in err.splitlines()[-1]
    assert "Traceback" not in err
    kept = [json.loads(line) for line in Path("set-aside.jsonl").read_text().splitlines()]
    assert {Path(line["source"].partition(":")[0]).name for line in kept} == set(bad)


def test_a_url(in_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with serve() as site:
        site.pages["/a"] = PAGE.read_bytes()
        assert run(["ingest", site.url + "/a"]) == 1
        assert "private address" in capfd.readouterr().err
        assert run(["ingest", site.url + "/a", "--allow-private"]) == 0
        assert run(["ingest", site.url + "/none", "--allow-private"]) == 1
        assert "404" in capfd.readouterr().err
    with Store.open("t.db") as store:
        (body,) = store.documents().items
    assert json.loads(body)["publisher"] == "Ostmark Daily"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ingest"], 2, "PATH"),
        (["ingest", "nowhere"], 1, "nowhere: no such file"),
        (["ingest", "a.jsonl", "--set-aside", "nowhere/a.jsonl"], 1, "there is no such folder"),
        (["ingest", "a.jsonl", "--map", "x=y"], 1, "--map is FIELD=NAME"),
        (["ingest", "a.jsonl", "--workers", "-1"], 2, "workers"),
        (["ingest", "a.jsonl", "--date-order", "YDM"], 2, "date-order"),
        (["ingest", "a.jsonl", "--cluster", "tcp://127.0.0.1:9"], 1, "no Dask scheduler"),
        (["ingest", "--again", "nowhere.jsonl"], 1, "nowhere.jsonl"),
    ],
)
def test_wrong_use_is_one_clear_line(
    in_folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    arguments: list[str], code: int, says: str,
) -> None:  # fmt: skip
    monkeypatch.setattr("timeline.cli.ingest.CLUSTER_SECONDS", 1)
    Path("a.jsonl").write_text(lines(1))
    assert run(arguments) == code
    err = capfd.readouterr().err
    assert says in err
    assert len(err.splitlines()) == 1


def content(url: str) -> dict[str, list[object]]:
    """Everything that can be asked of a database, apart from when and in what order it came in."""
    found: dict[str, list[object]] = {"documents": [], "events": []}
    with Store.open(url) as store:
        for line in store.dump():
            row = json.loads(line)
            if row.get("table") == "documents":
                found["documents"].append([row["id"], row["version"], row["body"], row["text"]])
            elif row.get("table") == "events":
                found["events"].append([row["id"], row["version"], row["body"]])
    return {name: sorted(rows) for name, rows in found.items()}  # type: ignore[type-var]


@pytest.mark.slow
def test_killed_at_any_moment_the_next_run_completes_it(in_folder: Path) -> None:
    Path("a.jsonl").write_text(lines(150))
    command = [TIMELINE, "ingest", "a.jsonl", "--workers", "2"]
    start = time.monotonic()
    assert subprocess.run([*command, "--db", "clean.db"], capture_output=True).returncode == 0
    took = time.monotonic() - start
    for part in (0.5, 0.8):
        process = subprocess.Popen([*command, "--db", "killed.db"], stderr=subprocess.DEVNULL)
        time.sleep(part * took)
        process.kill()
        process.wait()
    done = subprocess.run([*command, "--db", "killed.db"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert content("killed.db") == content("clean.db")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_it_says_what_is_stored_and_goes_on_later(in_folder: Path, number: int) -> None:
    Path("a.jsonl").write_text(lines(20_000))  # more than are read before the signal comes
    command = [TIMELINE, "ingest", "a.jsonl", "--db", "t.db"]
    # Where the tests run behind a shell's "&", Ctrl-C is ignored by all that they start, unless told otherwise.
    heed = partial(signal.signal, number, signal.SIG_DFL)
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=heed)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not stored("t.db"):
        time.sleep(0.1)
    os.kill(process.pid, number)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "stopped" in err
    assert "Traceback" not in err
    assert stored("t.db") % 100 == 0


def stored(path: str) -> int:
    if not Path(path).exists():
        return 0
    try:
        with Store.open(path) as store:
            return sum(1 for line in store.dump() if b'"table":"documents"' in line)
    except Exception:
        return 0  # the schema is being made


def test_databases_mean_the_same_in_other_folders(in_folder: Path) -> None:
    assert absolute("t.db") == f"sqlite:///{in_folder}/t.db"
    assert absolute("sqlite:///t.db") == f"sqlite:///{in_folder}/t.db"
    assert absolute("sqlite:////a/t.db") == "sqlite:////a/t.db"
    for url in ("sqlite://", "postgresql://u@h/n", "postgresql:///n"):
        assert absolute(url) == url


def test_progress_in_words() -> None:
    report = Report(new=1200, known=30, events=4000, refused=4, size=12_300_000)
    assert describe(report).startswith("1,234 documents, 4,000 events, 12.3 MB, ")
    assert describe(report).endswith("/s, 4 set aside")
