"""What the README and docs/api.md show works: every command and program in them is run."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server_support import Server, serving
from timeline.cli.main import Group, timeline
from timeline.store import Store

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = [
    line
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in re.findall(r"^\$ (.*)$", block, re.MULTILINE)
    if "timeline serve" not in line and not line.startswith("curl")  # these run in the server's own tests
]


def test_the_examples_run_one_after_the_other(tmp_path: Path) -> None:
    assert len(EXAMPLES) > 5
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    for example in EXAMPLES:
        path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
        done = subprocess.run(["bash", "-c", example], cwd=tmp_path, env={"PATH": path}, capture_output=True, text=True)
        assert done.returncode == 0, f"{example}\n{done.stderr}"
        assert done.stdout or done.stderr, example


API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('docs') / 'timeline.db'}"


@pytest.fixture(scope="module")
def server(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(database, tmp_path_factory.mktemp("server") / "log") as server:
        body = {"text": "Mr. Putin and Mr. Trump held a summit in Helsinki in 2018.", "published": "2025-08-13"}
        assert server.request("POST", "/v1/documents", body).status == 201
        yield server


def here(text: str, server: Server) -> str:
    """An example with this server's address, and an event and a document that are there."""
    [event] = server.get("/v1/events?from=2018&to=2018&participant=Vladimir+Putin").json["items"]
    tag = server.get(f"/v1/events/{event['id']}").headers["etag"]
    for told, real in (
        ("http://127.0.0.1:8000", server.url),
        ("ev_1234", event["id"]),
        ("doc_1234", event["evidence"][0]["document"]["id"]),
        ('"168cc284b186263ffe97"', tag),
    ):
        text = text.replace(told, real)
    return text


def curls() -> list[str]:
    """The calls of curl in the README and docs/api.md, each on one line."""
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", README + API, re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line.removeprefix("$ ") for line in lines if line.removeprefix("$ ").startswith("curl ")]


@pytest.mark.parametrize(("language", "program"), [("python", sys.executable), ("js", "node")])
def test_the_programs_find_the_event(language: str, program: str, server: Server, tmp_path: Path) -> None:
    if not shutil.which(program):
        pytest.skip(f"needs {program}")
    [code] = re.findall(rf"```{language}\n(.*?)```", API, re.DOTALL)
    path = tmp_path / {"python": "example.py", "js": "example.mjs"}[language]
    path.write_text(code.replace("http://127.0.0.1:8000", server.url), encoding="utf-8")
    done = subprocess.run([program, path], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 and "2018 " in done.stdout, done.stdout + done.stderr


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
@pytest.mark.parametrize("command", curls())
def test_every_call_of_curl_is_answered(command: str, server: Server, database: str, tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text('{"text": "They met in 1999.", "published": "2025-08-13"}\n{"text": 1}\n')
    if "$KEY" in command:  # the last one: from here on, writes need a key
        with Store.open(database) as store:
            command = command.replace("$KEY", store.keys.create("docs", ("write",)))
    shown = here(command, server).replace("curl ", "curl -sS --fail-with-body ", 1)
    done = subprocess.run(["bash", "-c", shown], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout or (tmp_path / "putin.csv").exists() or "DELETE" in command


def test_json_in_the_docs_is_json() -> None:
    for block in re.findall(r"```json\n(.*?)```", API, re.DOTALL):
        for line in block.strip().splitlines() if block.count('"line"') else [block]:
            json.loads(line)


def test_every_command_is_documented() -> None:
    assert isinstance(timeline, Group)
    documents = README + "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    missing = [name for name in timeline.list_commands(None) if f"timeline {name}" not in documents]  # type: ignore[arg-type]
    assert not missing


@pytest.mark.parametrize("name", re.findall(r"\]\(([\w/.-]+)\)", README))
def test_links_lead_somewhere(name: str) -> None:
    assert (ROOT / name).exists()
