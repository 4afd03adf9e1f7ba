"""The command line, by its function `run` where that shows the same, and through its entry point."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from timeline.cli.main import Group, run, timeline

ENTRY = Path(sys.executable).with_name("timeline")
ARTICLE = Path(__file__).parent.parent / "fixtures" / "articles" / "alaska-summit.txt"
MET = "The two presidents met in Helsinki on July 16, 2018."


def entry(*arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([ENTRY, *arguments], input=stdin, capture_output=True, cwd=cwd)


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_has_a_help_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert isinstance(timeline, Group)
    for name in timeline.list_commands(None):  # type: ignore[arg-type]
        assert run([name, "--help"]) == 0
        out = capsys.readouterr().out
        assert out.startswith(f"Usage: timeline {name}")
        assert len(out.splitlines()) > 4, name


def test_without_a_command_it_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert "Commands:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["frobnicate"], 2, "frobnicate"),
        (["tag", "--colour"], 2, "--colour"),
        (["extract", "a.txt"], 2, "--published"),
        (["extract", "a.txt", "--published", "soonish"], 2, "soonish"),
        (["extract", "a.txt", "--published", "2025-02-30"], 2, "2025-02-30"),
        (["extract", "nowhere.txt", "--published", "2025-08-13"], 1, "nowhere.txt"),
        (["extract", "empty.txt", "--published", "2025-08-13"], 1, "empty"),
        (["extract", "junk.txt", "--published", "2025-08-13"], 1, "binary"),
        (["extract", "latin.txt", "--published", "2025-08-13"], 1, "UTF-8"),
        (["extract", ".", "--published", "2025-08-13"], 1, "directory"),
        (["tag", "nowhere.txt"], 1, "nowhere.txt"),
        (["tag", "a.txt", "--lang", "zz"], 1, "zz"),
        (["explain", "x", "--lang", "zz"], 1, "zz"),
        (["extract", "a.txt", "--published", "2025-08-13", "--lang", "zz"], 1, "zz; there is en"),
        (["tag", "--jsonl", "nowhere.jsonl"], 1, "nowhere.jsonl"),
        (["ingest"], 2, "PATH"),
        (["ingest", "nowhere"], 1, "nowhere"),
        (["ingest", "a.txt", "--published", "2025-08-13", "--db", "mysql://there/b"], 1, "mysql"),
        (["query", "--db", "sqlite:///nowhere/a.db"], 1, "nowhere"),
        (["query", "--from", "sillyday"], 2, "sillyday"),
        (["query", "--from", "2019", "--to", "2018"], 2, "after"),
        (["query", "--limit", "0"], 2, "limit"),
        (["query", "--type", "wedding"], 2, "wedding"),
    ],
)
def test_errors_are_one_clear_line(
    arguments: list[str], code: int, words: str, in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.txt").write_text(MET)
    Path("empty.txt").write_text(" \n")
    Path("junk.txt").write_bytes(bytes(range(256)))
    Path("latin.txt").write_bytes("caf\xe9".encode("latin-1"))
    assert run(arguments) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1, shown.err
    assert words in shown.err


def test_tag_reads_standard_input_and_writes_json_lines() -> None:
    done = entry("tag", "--published", "2025-08-13", stdin="Signé à Genève on Aug. 15.".encode())
    assert done.returncode == 0, done.stderr
    (line,) = map(json.loads, done.stdout.splitlines())
    assert line["text"] == "Aug. 15"
    assert (line["start"], line["end"]) == (18, 25)
    assert (line["type"], line["value"], line["edtf"]) == ("DATE", "2025-08-15", "2025-08-15")
    assert (line["earliest"], line["latest"]) == ("2025-08-15", "2025-08-15")
    assert line["rule"]


def test_tag_takes_the_scorers_lines_and_tells_of_bad_ones(
    in_folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    lines = [
        json.dumps({"doc": "a", "dct": "1998-02-06T22:19:00", "text": "It was signed yesterday."}),
        "{",
        json.dumps({"doc": "b", "dct": "someday", "text": "x"}),
        json.dumps({"doc": "c", "dct": "", "text": "In 2018."}),
    ]
    Path("docs.jsonl").write_text("\n".join(lines))
    assert run(["tag", "--jsonl", "docs.jsonl"]) == 1
    shown = capfdbinary.readouterr()
    found = [json.loads(line) for line in shown.out.splitlines()]
    assert [(line["doc"], line["value"]) for line in found] == [("a", "1998-02-05"), ("c", "2018")]
    assert [line.split(b": ")[1] for line in shown.err.splitlines()] == [b"docs.jsonl:2", b"docs.jsonl:3"]


def test_tag_writes_inline_timeml(capfdbinary: pytest.CaptureFixture[bytes], in_folder: Path) -> None:
    Path("a.txt").write_text("They sign <it> on Aug. 15.")
    assert run(["tag", "a.txt", "--published", "2025-08-13", "--format", "timeml"]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert "&lt;it&gt; on <TIMEX3 " in out
    assert 'value="2025-08-15"' in out


def test_explain_says_how_a_date_was_read(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["explain", "They met two days ago.", "--published", "2025-08-13"]) == 0
    out = capfdbinary.readouterr().out.decode()
    for words in ("two days ago", "2025-08-11", "2025-08-13", "rule", "meaning", "anchor"):
        assert words in out
    assert run(["explain", "Nobody met."]) == 0
    assert "No time expressions" in capfdbinary.readouterr().out.decode()


def test_extract_as_json_and_as_a_table() -> None:
    done = entry("extract", ARTICLE, "--json")
    events = json.loads(done.stdout)["events"]
    assert len(events) == 3
    done = entry("extract", ARTICLE)
    assert b"Helsinki" in done.stdout
    assert b"3 events" in done.stdout


def test_extract_many_keeps_ids_and_order(in_folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    rows = [{"id": name, "published": "2025-08-13", "title": "T", "text": MET} for name in ("b", "a")]
    Path("rows.jsonl").write_text("\n".join([json.dumps(rows[0]), '{"id": "x", "text": ""}', json.dumps(rows[1])]))
    assert run(["extract", "--jsonl", "rows.jsonl"]) == 1
    shown = capfdbinary.readouterr()
    assert [json.loads(line)["id"] for line in shown.out.splitlines()] == ["b", "a"]
    assert b"rows.jsonl:2" in shown.err


def test_ingest_query_and_again(in_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["ingest", str(ARTICLE)]) == 0
    assert "1 document added" in capfd.readouterr().err
    assert run(["ingest", str(ARTICLE)]) == 0
    assert "nothing new" in capfd.readouterr().err
    assert run(["query", "--from", "2018", "--to", "2018"]) == 0
    out = capfd.readouterr().out
    assert "Helsinki" in out
    assert "1 event" in out
    assert run(["query", "--from", "2030"]) == 0
    assert "No events" in capfd.readouterr().out


def test_query_writes_json_and_pages(in_folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["ingest", str(ARTICLE)]) == 0
    capfdbinary.readouterr()
    assert run(["query", "--json", "--limit", "2"]) == 0
    first = json.loads(capfdbinary.readouterr().out)
    assert len(first["items"]) == 2
    assert run(["query", "--json", "--limit", "2", "--cursor", first["page"]["next"]]) == 0
    second = json.loads(capfdbinary.readouterr().out)
    assert len(second["items"]) == 1
    assert second["page"]["next"] is None
    assert run(["query", "--cursor", "zzz"]) == 1
    assert b"cursor" in capfdbinary.readouterr().err


def test_ingest_goes_on_behind_bad_files_and_says_so(in_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(MET)
    Path("b.txt").write_bytes(b"\0\1")
    Path("c.jsonl").write_text(json.dumps({"text": MET, "published": "2020-01-01"}))
    assert run(["ingest", "."]) == 1
    err = capfd.readouterr().err
    assert "1 document added" in err
    assert "a.txt: no publication date" in err
    assert "b.txt: binary" in err


def test_a_reader_that_stops_early_is_no_error(in_folder: Path) -> None:
    Path("a.txt").write_text("On Aug. 15, 2020 they met. " * 20_000)
    command = f"'{ENTRY}' tag a.txt | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True)
    assert done.stderr == b""
    assert done.returncode == 0
