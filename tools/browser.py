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


def find() -> str | None:
    """Path of a Chromium: the CHROMIUM variable, else the first on the PATH."""
    given = os.environ.get("CHROMIUM")
    if given:
        return shutil.which(given)
    return next((path for path in map(shutil.which, NAMES) if path), None)


def install() -> str | None:
    """Install Debian's Chromium, where this is Debian and we are root; its path, or None."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing Chromium for the browser tests …", file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"],
    )
    for command in commands:
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode:
            print(done.stderr.strip(), file=sys.stderr)
    return find()


def main() -> int:
    """Find or install; 1 where there is none and CI must not go without."""
    path = find() or install()
    print(path or HOW, file=sys.stdout if path else sys.stderr)
    return 1 if path is None and os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
