#!/usr/bin/env python3
"""Make the virtual environment `.venv` and install the project into it.

Needs Python 3.11 or newer and nothing else: where the system's Python comes without `ensurepip` (Debian's does, as
long as python3-venv is not installed), pip itself is taken from the package index as a wheel, which runs as it is.
"""

import html.parser
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import urllib.parse
import urllib.request
from importlib.util import find_spec
from pathlib import Path

MINIMUM = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"


def find_python() -> str:
    """A Python new enough: this one, or another on the PATH."""
    if sys.version_info >= MINIMUM:
        return sys.executable
    for minor in range(20, MINIMUM[1] - 1, -1):
        if found := shutil.which(f"python3.{minor}"):
            return found
    raise SystemExit(f"timeline needs Python {'.'.join(map(str, MINIMUM))} or newer; this is {sys.version.split()[0]}.")


class _Links(html.parser.HTMLParser):
    """Every href of a simple-index page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the links."""
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def fetch_pip(folder: Path) -> Path:
    """Download the newest pip wheel from the package index (PIP_INDEX_URL, else PyPI) into a folder."""
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
    with urllib.request.urlopen(index, timeout=60) as answer:
        page, base = answer.read().decode(), answer.geturl()
    links = _Links()
    links.feed(page)
    wheels = {}
    for link in links.found:
        match = re.search(r"/pip-(\d+)\.(\d+)(?:\.(\d+))?-py3-none-any\.whl", link)
        if match:
            wheels[tuple(int(part or 0) for part in match.groups())] = urllib.parse.urljoin(base, link)
    if not wheels:
        raise SystemExit(f"No pip wheel at {index}; install python3-venv, or set PIP_INDEX_URL.")
    address = wheels[max(wheels)].split("#")[0]
    wheel = folder / Path(urllib.parse.urlparse(address).path).name
    with urllib.request.urlopen(address, timeout=120) as answer:
        wheel.write_bytes(answer.read())
    return wheel


def make_venv() -> None:
    """Create `.venv` with pip in it, unless one of this Python version is there already."""
    python = VENV / "bin" / "python"
    if python.exists() and subprocess.run([python, "-c", "import pip"], capture_output=True).returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if find_spec("ensurepip") and subprocess.run([sys.executable, "-m", "venv", VENV]).returncode == 0:
        return
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", "--clear", VENV], check=True)
    with tempfile.TemporaryDirectory() as folder:
        wheel = fetch_pip(Path(folder))
        subprocess.run([python, wheel / "pip", "install", "--quiet", wheel], check=True)


def install(extra: str) -> None:
    """Install the project in place, with the named extra, at the versions of constraints.txt."""
    command = [
        VENV / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "--constraint", ROOT / "constraints.txt", "--editable", f"{ROOT}[{extra}]",
    ]  # fmt: skip
    if subprocess.run(command, cwd=ROOT).returncode:
        raise SystemExit("Installing the dependencies failed; the lines above say why.")


def main() -> None:
    """`bootstrap.py [EXTRA]`: `dev` unless told otherwise."""
    python = find_python()
    if python != sys.executable:
        os.execv(python, [python, *sys.argv])
    print(f"Setting up {VENV.name} with Python {sysconfig.get_python_version()} …", flush=True)
    make_venv()
    install(sys.argv[1] if len(sys.argv) > 1 else "dev")


if __name__ == "__main__":
    main()
