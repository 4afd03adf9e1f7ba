"""A real Chromium against a real server: every test's page reports what went wrong behind its back."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.browser import made_up
from timeline.store import Store
from tools import browser as chromium

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 20_000
"""Milliseconds that nothing takes unless it fails, also where other work keeps every core busy."""


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    path = chromium.find()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(chromium.HOW)
        pytest.skip(chromium.HOW)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield running
        running.close()


@dataclass(frozen=True)
class Site:
    """A server of its own over a store of its own."""

    url: str
    store: Store
    process: subprocess.Popen


def serve(store: Store, url: str) -> Iterator[Site]:
    """Serve a database from a process of its own."""
    command = [sys.executable, "-m", "tests.browser.server", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Site(f"http://127.0.0.1:{int(process.stdout.readline())}", store, process)
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The made-up events; read only."""
    url = f"sqlite:///{tmp_path_factory.mktemp('site') / 'site.db'}"
    with Store.open(url, create=True) as store:
        store.add(made_up.everything())
        yield from serve(store, url)


@pytest.fixture
def own_site(tmp_path):
    """A store to write to."""
    url = f"sqlite:///{tmp_path / 'own.db'}"
    with Store.open(url, create=True) as store:
        yield from serve(store, url)


def drawn(page):
    """Wait until what has just been done is drawn: the page hears of a wheel or a step back with its next frame."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def settled(page):
    """Wait until nothing is under way: no request, no window in motion, no address to be written."""
    drawn(page)
    page.wait_for_selector("html:not(.busy)")


@dataclass
class Watch:
    """What a page must not do: errors, requests to other hosts."""

    problems: list[str] = field(default_factory=list)
    allowed: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()

    def on(self, page, *urls):
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("console", lambda message: self.note(message))
        page.on("request", lambda request: self.foreign(request, urls))

    def note(self, message):
        if message.type in ("error", "warning") and not any(part in message.text for part in self.allowed):
            self.problems.append(f"console: {message.text}")

    def foreign(self, request, urls):
        if not request.url.startswith((*urls, *self.hosts, "data:", "blob:")):
            self.problems.append(f"request to another host: {request.url}")


@pytest.fixture
def watch():
    """What the test's pages did; at its end there must be nothing."""
    watch = Watch()
    yield watch
    assert watch.problems == []


@pytest.fixture
def open_page(browser, watch):
    """`open_page(site, "/?q=…", **context options)`: a page that has drawn all of it, unless `wait` is false."""
    contexts = []

    def open_page(site, path="/", *, wait=True, **options):
        context = browser.new_context(**{"viewport": WIDE, "locale": "en-GB", **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watch.on(page, site.url)
        page.goto(site.url + path)
        if wait:
            page.wait_for_selector("#list .list-body")
            settled(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
