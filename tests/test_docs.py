"""What the README shows works: every `timeline` command of it is run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from timeline.cli.main import Group, timeline

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


def test_every_command_is_documented() -> None:
    assert isinstance(timeline, Group)
    documents = README + "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    missing = [name for name in timeline.list_commands(None) if f"timeline {name}" not in documents]  # type: ignore[arg-type]
    assert not missing


@pytest.mark.parametrize("name", re.findall(r"\]\(([\w/.-]+)\)", README))
def test_links_lead_somewhere(name: str) -> None:
    assert (ROOT / name).exists()
