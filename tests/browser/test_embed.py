"""`<event-timeline>` in pages of other sites."""

import http.server
import socket
import threading

import pytest

from tests.browser import made_up
from tests.browser.conftest import PATIENCE
from tests.browser.test_access import violations

ITEMS = "event-timeline .events li"


@pytest.fixture
def elsewhere(browser, site, watch, tmp_path):
    """`elsewhere(html)`: a page of another origin with that in it."""
    handler = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *given: handler(*given, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(PATIENCE)
    head = "<!doctype html><html lang=en><meta charset=utf-8><link rel=icon href='data:,'><title>Elsewhere</title>"

    def open_page(html):
        (tmp_path / "index.html").write_text(f"{head}<main><h1>My paper</h1>{html}</main>")
        page = context.new_page()
        own = f"http://localhost:{server.server_port}/"
        watch.on(page, site.url, own)
        page.goto(f"{own}index.html")
        return page

    yield open_page
    context.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_take_away_offers_works_in_a_page_of_another_origin(site, open_page, elsewhere):
    page = open_page(site, "/?type=meeting&panel=take")
    other = elsewhere(page.get_by_label("HTML to embed").input_value())
    other.locator(ITEMS).first.wait_for()
    assert other.locator(ITEMS).count() == 20
    other.locator("event-timeline .band").focus()
    other.keyboard.press("ArrowDown")
    other.get_by_role("link", name="See the proof").wait_for()
    for theme in ("light", "dark"):
        other.locator("event-timeline").evaluate("(element, theme) => element.setAttribute('theme', theme)", theme)
        other.evaluate("(theme) => { document.body.style.background = theme === 'dark' ? '#111' : '#fff' }", theme)
        assert violations(other, "event-timeline") == [], theme


def test_from_44_bc_to_2100_and_nothing_in_a_text_runs(site, elsewhere):
    script = f"<script src='{site.url}/embed/event-timeline.js' async></script>"
    other = elsewhere(f"{script}<event-timeline src='{site.url}/v1/events' limit=1000></event-timeline>")
    other.locator(ITEMS).first.wait_for()
    rows = other.locator(ITEMS).all_inner_texts()
    assert len(rows) == 368
    assert rows[0].split("\n")[0].startswith("15 March 44 BC") and made_up.BC in rows[0]
    assert "2100" in rows[-1] and made_up.OPEN in rows[-1]
    assert any(made_up.SCRIPT in row for row in rows)
    other.locator("event-timeline .band").focus()
    other.keyboard.press("Home")
    other.keyboard.press("ArrowDown")
    other.locator("event-timeline .detail", has_text=made_up.BC).wait_for()
    assert other.evaluate("window.harmed") is None


def test_a_server_that_is_not_there_is_told(site, elsewhere, watch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{free.getsockname()[1]}"
    watch.allowed = ("ERR_CONNECTION_REFUSED",)
    watch.hosts = (dead,)
    other = elsewhere(
        f"<script src='{site.url}/embed/event-timeline.js'></script>"
        f"<event-timeline src='{dead}/v1/events'></event-timeline><event-timeline></event-timeline>"
    )
    other.get_by_text("The timeline’s server cannot be reached.").wait_for()
    other.get_by_text("event-timeline needs src, the address of a query.").wait_for()
