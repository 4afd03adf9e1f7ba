#!/usr/bin/env python3
"""Find a Chromium for the browser tests; as root on Debian or Ubuntu, install one.

Prints its path. Where there is none and none can be installed, says how to get one and exits 0, unless CI=true: the
tests are then skipped with the same line, and under CI they fail.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
HOW = "The browser tests need Chromium: apt-get install chromium (or set CHROMIUM to its path)."
ARGUMENTS = (
    "--no-sandbox",  # as root, as in CI, Chromium has none; it only ever sees pages of this project
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
APT = ("apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=3", "-o", "Acquire::http::Timeout=30")
PACKAGES = ("chromium", "fonts-liberation")  # without any font there is no text to look at
LONGEST = 900
"""Seconds that a step of the installation may take."""


def find() -> str | None:
    """Path of a Chromium that starts: the CHROMIUM variable, else the first on the PATH.

    Ubuntu's package of that name only calls a snap, which containers do not have.
    """
    given = os.environ.get("CHROMIUM")
    paths = map(shutil.which, (given,) if given else NAMES)
    return next((path for path in paths if path and _run([path, "--version"])), None)


def install() -> str | None:
    """Install Debian's Chromium, where this is Debian and we are root; its path, or None with the reason on stderr."""
    if os.environ.get("CHROMIUM") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing Chromium for the browser tests …", file=sys.stderr, flush=True)
    # A fresh machine has no lists of packages yet; where they cannot be had, older ones may still do.
    _run([*APT, "update"])
    return find() if _run([*APT, "install", "-y", "--no-install-recommends", *PACKAGES]) else None


def _run(command: list[str]) -> bool:
    """Run a command that asks nothing; whether it succeeded. What it complains of is told."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LONGEST
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        print(failure, file=sys.stderr)
        return False
    if done.returncode:
        print(f"{' '.join(command)}: {done.stderr.strip()}", file=sys.stderr)
    return done.returncode == 0


def main() -> int:
    """Find or install; 1 where there is none and CI must not go without."""
    path = find() or install()
    print(path or HOW, file=sys.stdout if path else sys.stderr)
    return 1 if path is None and os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
