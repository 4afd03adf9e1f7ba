"""The built wheel, installed into an empty environment and run from another folder: nothing may be missing from it."""

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = "The two presidents met in Helsinki on July 16, 2018."


def run(*command: str | Path, cwd: Path, stdin: str | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an empty environment with nothing but the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT, cwd=folder)
    venv.create(folder / "env", with_pip=False, symlinks=True)
    (wheel,) = folder.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--python", folder / "env" / "bin" / "python"]
    run(*pip, "install", "--quiet", "--constraint", ROOT / "constraints.txt", wheel, cwd=folder)
    return folder / "env" / "bin"


def test_reads_stores_and_answers(installed: Path, tmp_path: Path) -> None:
    timeline = installed / "timeline"
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    found = json.loads(run(timeline, "extract", "a.txt", "--published", "2025-08-13", "--json", cwd=tmp_path))
    assert [event["date"]["edtf"] for event in found["events"]] == ["2018-07-16"]
    run(timeline, "ingest", "a.txt", "--published", "2025-08-13", cwd=tmp_path)
    assert "Helsinki" in run(timeline, "query", "--from", "2018", "--to", "2018", cwd=tmp_path)


def test_brings_its_pages(installed: Path, tmp_path: Path) -> None:
    code = """
from api.app import create_app
from timeline.store import Store
app = create_app(Store.open("sqlite:///pages.db", create=True))
client = app.test_client()
for path in ("/", "/openapi.json", "/healthz"):
    assert client.get(path).status_code == 200, path
"""
    run(installed / "python", "-c", code, cwd=tmp_path)
