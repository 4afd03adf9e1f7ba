#!/usr/bin/env python3
"""Make the virtual environment `.venv` and install the project into it.

Needs Python 3.11 or newer and nothing else: where the system's Python comes without `ensurepip` (Debian's does, as
long as python3-venv is not installed), pip is installed from the wheel beside this file, which runs as it is.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

MINIMUM = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PIP = ROOT / "tools" / "pip-26.3-py3-none-any.whl"


def find_python() -> str:
    """A Python new enough: this one, or another on the PATH."""
    if sys.version_info >= MINIMUM:
        return sys.executable
    for minor in range(20, MINIMUM[1] - 1, -1):
        if found := shutil.which(f"python3.{minor}"):
            return found
    raise SystemExit(f"timeline needs Python {'.'.join(map(str, MINIMUM))} or newer; this is {sys.version.split()[0]}.")


def make_venv() -> None:
    """Create `.venv` with pip in it, unless one of this Python version is there already."""
    python = VENV / "bin" / "python"
    if python.exists() and subprocess.run([python, "-c", "import pip"], capture_output=True).returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if find_spec("ensurepip") and subprocess.run([sys.executable, "-m", "venv", VENV]).returncode == 0:
        return
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", "--clear", VENV], check=True)
    subprocess.run([python, PIP / "pip", "install", "--quiet", "--no-index", PIP], check=True)


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
