#!/usr/bin/env python3
"""Pictures of the page for README and docs, taken of the demo in Chromium: `make screenshots`.

Debian's fonts-sil-charis and fonts-inter stand in for the fonts that readers' systems have (install them first).
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import browser as chromium  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
WIDE, PHONE = (1440, 900), (390, 844)
SERVER = """
import sys
from werkzeug.serving import WSGIRequestHandler, make_server
from api.app import create_app
from timeline.store import Store
WSGIRequestHandler.log = lambda *_, **__: None
server = make_server("127.0.0.1", 0, create_app(Store.open(sys.argv[1])), threaded=True)
print(server.server_port, flush=True)
server.serve_forever()
"""


@dataclass(frozen=True)
class Shot:
    """One picture: its file name, the address, the screen, the scheme, and what is done before."""

    name: str
    path: str
    size: tuple[int, int] = WIDE
    scheme: str = "light"
    act: Callable[[Any], None] = lambda page: None


def open_first(page: Any) -> None:
    """Open the first event of the list."""
    page.locator("#list .event h3 a").first.click()
    page.locator("#evidence .proof").first.wait_for()
    page.evaluate("scrollTo(0, 330)")  # the proof, and what of the band is still above it


def try_example(page: Any) -> None:
    """Read the example of "Try it"."""
    page.get_by_role("button", name="see an example").click()
    page.locator(".try-result mark").first.wait_for()
    page.locator(".try-result h3").scroll_into_view_if_needed()


SHOTS = (
    Shot("page", "/?from=1990&to=2026"),
    Shot("page-dark", "/?from=2008&to=2016", scheme="dark"),
    Shot("evidence", "/?q=Helsinki&from=2015&to=2026", act=open_first),
    Shot("evidence-dark", "/?q=Helsinki&from=2015&to=2026", scheme="dark", act=open_first),
    Shot("zoomed", "/?from=2019-03&to=2019-11"),
    Shot("try-it", "/?panel=try", act=try_example),
    Shot("phone", "/?from=1990&to=2026", PHONE),
    Shot("phone-evidence", "/?q=Helsinki&from=2015&to=2026", PHONE, "dark", open_first),
)


def main() -> None:
    """Take them all."""
    from playwright.sync_api import sync_playwright

    path = chromium.find() or chromium.install()
    if path is None:
        raise SystemExit(chromium.HOW)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/demo.db"
        program = [sys.executable, "-c", "from timeline.cli import main; main()"]
        subprocess.run([*program, "ingest", "fixtures/articles", "--db", url], cwd=ROOT, check=True)
        with subprocess.Popen(
            [sys.executable, "-c", SERVER, url], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout
            base = f"http://127.0.0.1:{int(server.stdout.readline())}"
            urlopen(f"{base}/readyz").close()
            try:
                with sync_playwright() as playwright:
                    running = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
                    for shot in SHOTS:
                        take(running, base, shot)
                    running.close()
            finally:
                server.terminate()


def take(running: Any, base: str, shot: Shot) -> None:
    """Take one."""
    width, height = shot.size
    context = running.new_context(
        viewport={"width": width, "height": height}, color_scheme=shot.scheme, locale="en-GB", reduced_motion="reduce",
        device_scale_factor=2 if shot.size == PHONE else 1,
    )  # fmt: skip
    page = context.new_page()
    page.goto(base + shot.path)
    page.locator("html.js #list .list-body > *").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.evaluate("document.getElementById('demo')?.remove()")
    shot.act(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / f"{shot.name}.png")
    print(f"{shot.name}.png", flush=True)
    context.close()


if __name__ == "__main__":
    main()
