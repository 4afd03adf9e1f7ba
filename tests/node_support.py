"""Consumers that run in Node.js: installed once; skipped where there is no Node, required where CI=true."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "node"


def _unavailable(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def installed() -> Path:
    """The folder with its packages, installed as package-lock.json says."""
    if not shutil.which("node") or not shutil.which("npm"):
        _unavailable("needs Node.js 20 with npm (https://nodejs.org)")
    ready = FOLDER / "node_modules" / ".ready"
    with (FOLDER / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists() or ready.stat().st_mtime < (FOLDER / "package-lock.json").stat().st_mtime:
            done = subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=FOLDER, capture_output=True, text=True)
            if done.returncode:
                _unavailable(f"npm could not install tests/node: {done.stderr.strip()[-300:]}")
            ready.touch()
    return FOLDER


def run_node(script: str, *arguments: str | Path) -> str:
    """Standard output of a script of tests/node; the test fails where it does."""
    done = subprocess.run(
        ["node", installed() / script, *arguments], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
