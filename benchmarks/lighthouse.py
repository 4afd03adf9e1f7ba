"""What Lighthouse (from npm, in a temporary folder) says of the pages: `python -m benchmarks.lighthouse`, a line each.

The demo's articles behind `timeline serve`; the timeline, an article and the API's reader; as a phone on a slow line
(Lighthouse's default) and as a desktop; in the light and the dark scheme. Needs Chromium and npm.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tools import browser as chromium

ROOT = Path(__file__).parents[1]
CATEGORIES = ("performance", "accessibility", "best-practices")
SCHEMES = {"light": 1, "dark": 0}  # as Chromium numbers what a reader prefers


def measure(program: Path, browser: str, url: str, form: str, scheme: str) -> dict[str, int]:
    """The scores of a page, 0 to 100."""
    flags = [*chromium.ARGUMENTS, "--headless=new", f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}"]
    command = [str(program), url, "--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}",
               f"--chrome-flags={' '.join(flags)}"]  # fmt: skip
    command += ["--preset=desktop"] if form == "desktop" else []
    done = subprocess.run(
        command, env={**os.environ, "CHROME_PATH": browser}, check=True, capture_output=True, text=True
    )
    categories = json.loads(done.stdout)["categories"]
    return {name.replace("-", "_"): round(100 * categories[name]["score"]) for name in CATEGORIES}


def serve(database: str) -> tuple[subprocess.Popen[bytes], str]:
    """`timeline serve` over a database, and its address, when it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    timeline = [sys.executable, "-c", "from timeline.cli import main; main()"]
    server = subprocess.Popen(
        [*timeline, "serve", "--db", database, "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            urlopen(f"{url}/readyz").close()
            return server, url
        except URLError:
            time.sleep(0.1)
    server.terminate()
    raise SystemExit("timeline serve does not answer")


def main() -> None:
    """Everything."""
    browser, npm = chromium.find() or chromium.install(), shutil.which("npm")
    if not browser or not npm:
        raise SystemExit("Lighthouse needs Chromium and npm: apt-get install chromium npm")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([npm, "install", "--silent", "--prefix", folder, "lighthouse@12"], check=True, stdout=sys.stderr)
        program = Path(folder) / "node_modules" / ".bin" / "lighthouse"
        database = f"sqlite:///{folder}/demo.db"
        timeline = [sys.executable, "-c", "from timeline.cli import main; main()"]
        subprocess.run(
            [*timeline, "ingest", "fixtures/articles", "--db", database], cwd=ROOT, check=True, stdout=sys.stderr
        )
        server, url = serve(database)
        try:
            article = json.load(urlopen(f"{url}/v1/documents?limit=1"))["items"][0]["id"]
            for path in ("/", f"/documents/{article}", "/docs"):
                for form in ("phone", "desktop"):
                    for scheme in SCHEMES:
                        scores = measure(program, browser, url + path, form, scheme)
                        report = {"page": path.replace(article, "ID"), "form": form, "scheme": scheme, **scores}
                        print(json.dumps(report), flush=True)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
