"""axe-core finds nothing, in any view or dialog, in either scheme, wide and narrow; and nobody needs a mouse."""

import json
from importlib.resources import files

import pytest

from tests.api_support import ARTICLE, TEXT, extract
from tests.browser import made_up
from tests.browser.conftest import PHONE, WIDE, settled

AXE = files("axe_playwright_python").joinpath("axe.min.js")

VIEWS = {
    "all": "/",
    "zoomed in, with facets": "/?from=2001&to=2004&type=meeting,travel&participant=Angela+Merkel",
    "evidence": "/?q=Helsinki+Trump&event={event}",
    "nothing found": "/?q=zeppelin",
    "a wrong address": "/?from=never",
    "no such event": "/?event=ev_none",
    "an article": "/documents/{document}",
}


def violations(page, inside="html"):
    """What axe-core finds in a part of a page."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text())
    found = page.evaluate("(part) => axe.run(part, {resultTypes: ['violations']})", inside)
    return [(one["id"], one["nodes"][0]["target"], one["nodes"][0]["failureSummary"]) for one in found["violations"]]


def assert_accessible(page, inside="html"):
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page, inside) == [], scheme


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(site, open_page, watch, view, size):
    watch.allowed = ("status of 404", "status of 422")
    path = VIEWS[view].format(event=extract(ARTICLE)[0].id, document=ARTICLE.id)
    page = open_page(site, path, wait="documents" not in path, viewport=size, reduced_motion="reduce")
    assert_accessible(page)


def test_axe_finds_nothing_in_an_empty_store_nor_without_a_server(own_site, open_page, watch):
    page = open_page(own_site, reduced_motion="reduce")
    assert_accessible(page)
    watch.allowed = ("ERR_CONNECTION_REFUSED",)
    own_site.process.kill()
    own_site.process.wait()
    page.get_by_role("button", name="Economy").click()
    page.get_by_text("The server cannot be reached.").wait_for()
    assert_accessible(page)


def test_axe_finds_nothing_in_any_dialog_and_nothing_runs_there(site, open_page):
    page = open_page(site, "/?from=2001-05-05&to=2001-05-05", reduced_motion="reduce")
    page.get_by_role("link", name=made_up.SCRIPT).click()
    page.get_by_text("Correct this event").click()
    for name in ("Edit", "Merge", "Split", "History"):
        page.locator(".edit-tools").get_by_role("button", name=name).click()
        page.get_by_role("dialog").wait_for()
        assert_accessible(page, "dialog")
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Take away").click()
    assert_accessible(page, "dialog")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Try it").click()
    page.get_by_placeholder("Paste an article here").fill(TEXT + made_up.SCRIPT)
    page.get_by_role("button", name="Find the events").click()
    page.get_by_role("heading", name="3 events").wait_for()
    assert_accessible(page, "dialog")
    assert page.evaluate("window.harmed") is None


def tab_to(page, name):
    """Press Tab until what is called so has the focus."""
    called = "(document.activeElement.ariaLabel || document.activeElement.innerText || '').trim()"
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate(called) == name:
            return
    raise AssertionError(f"the Tab key never comes to {name!r}")


def test_an_event_is_corrected_by_keyboard_alone(own_site, open_page):
    own_site.store.add([(ARTICLE, extract(ARTICLE))])
    first = extract(ARTICLE)[0]
    page = open_page(own_site, f"/?event={first.id}")
    tab_to(page, "Correct this event")
    page.keyboard.press("Enter")
    tab_to(page, "Edit")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Helsinki summit")
    page.keyboard.press("Tab")
    page.keyboard.type("16 July 2018")
    page.get_by_text("2018-07-16 means 16 July 2018").wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("Saved.").wait_for()
    settled(page)
    stored = json.loads(own_site.store.event(first.id))
    assert (stored["title"], stored["date"]["edtf"]) == ("Helsinki summit", "2018-07-16")
    assert page.evaluate("document.activeElement.textContent") == "Helsinki summit"
    tab_to(page, "Correct this event")
    page.keyboard.press("Enter")
    tab_to(page, "History")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.innerText") == "History"


def test_a_text_is_tried_and_kept_by_keyboard_alone(own_site, open_page):
    page = open_page(own_site)
    tab_to(page, "Try it")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.insert_text(TEXT)
    tab_to(page, "Find the events")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="3 events").wait_for()
    tab_to(page, "Keep these events")
    page.keyboard.press("Enter")
    page.get_by_text("3 events kept.").wait_for()
    settled(page)
    assert page.locator("#list .event").count() == 3
