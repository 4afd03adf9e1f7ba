"""What the page must stand: hostile texts, far centuries, nothing at all, a dead server, other readers, paper."""

import pytest

from tests.browser import made_up
from tests.browser.conftest import PHONE, WIDE, settled
from tests.browser.test_page import ROWS, count, titles, until

READ_BACK = "willReadFrequently"
"""What Chromium says when a test reads the canvas more than once."""


def test_nothing_in_a_text_runs_or_breaks_the_page(site, open_page):
    page = open_page(site, "/?from=1999&to=2001")
    settled(page)
    shown = page.locator("#list").inner_text()
    assert made_up.SCRIPT in shown and made_up.LONG.strip() in shown
    page.get_by_role("link", name=made_up.SCRIPT).click()
    page.locator("#evidence h2").wait_for()
    assert made_up.SCRIPT in page.locator("#evidence").inner_text()
    assert page.evaluate("window.harmed") is None
    page.goto(page.locator("#evidence .source a").first.get_attribute("href"))
    assert made_up.SCRIPT in page.locator("h1").inner_text()
    assert page.evaluate("window.harmed") is None
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{site.url}/?from=2010-02&to=2010-02")
        page.wait_for_selector(ROWS)
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    right_to_left = page.get_by_role("link", name=made_up.RIGHT_TO_LEFT)
    assert right_to_left.evaluate("link => getComputedStyle(link).direction") == "rtl"


def test_from_44_bc_to_2100(site, open_page, watch):
    watch.allowed = (READ_BACK,)
    page = open_page(site)
    assert page.locator(ROWS).first.inner_text().startswith("15 March 44 BC")
    page.goto(f"{site.url}/?from=-0100&to=2150&sort=-date")
    page.wait_for_selector(ROWS)
    settled(page)
    assert titles(page)[0] == made_up.OPEN
    opaque = """(year) => { const c = document.querySelector('.band canvas'), [from, to] = [-100, 2151];
      const x = Math.round((year - from) / (to - from) * c.width), axis = (c.height / c.clientHeight) * 26;
      return c.getContext('2d').getImageData(x, Math.round(c.height - axis - 2), 1, 1).data[3] > 150; }"""
    assert [page.evaluate(opaque, year) for year in (-42.8, 1100, 2005, 2100.5)] == [True, False, True, True]
    page.goto(f"{site.url}/?from=-0050&to=-0040")
    page.wait_for_selector(ROWS)
    settled(page)
    assert titles(page) == [made_up.BC]
    assert "51 BC" in page.locator("#count").inner_text()


def test_an_axis_counts_as_people_do(site, open_page):
    page = open_page(site)
    told = page.evaluate(
        """async () => { const {number, ticks, tickWords} = await import('/static/calendar.js');
        const told = (step, ...window) => ticks(step, ...window.map((year) => number(year, 1, 1)))
          .map((day) => tickWords(day, step, 'en-GB'));
        return [told(['year', 100], -250, 250), told(['year', 1], -1, 2), told(['year', 500], 1400, 2100)]; }"""
    )
    assert told == [["200 BC", "100 BC", "AD 1", "100", "200"], ["2 BC", "1 BC", "AD 1", "AD 2"], ["1500", "2000"]]


def test_an_empty_store_and_an_empty_answer_help(own_site, site, open_page):
    page = open_page(own_site)
    assert "No events yet" in page.locator("#list").inner_text()
    page = open_page(site, "/?q=zeppelin&from=2001&to=2002")
    page.get_by_role("button", name="look at all dates").click()
    until(page, "!location.search.includes('from=')")
    page.get_by_role("button", name="leave out the words “zeppelin”").click()
    page.wait_for_selector(ROWS)


def test_a_server_that_dies_is_told_and_tried_again(site, open_page, watch):
    watch.allowed = ("net::ERR_FAILED",)
    page = open_page(site)
    page.route("**/v1/**", lambda route: route.abort())
    page.get_by_role("button", name="Economy").click()
    page.get_by_text("The server cannot be reached.").wait_for()
    assert page.locator(ROWS).count() > 0
    page.unroute("**/v1/**")
    page.get_by_role("button", name="Try again").click()
    page.get_by_text("The server cannot be reached.").wait_for(state="hidden")
    settled(page)
    assert count(page) < 368


def test_without_a_script_it_is_a_list_with_links(site, open_page):
    page = open_page(site, "/?q=Helsinki+Trump", wait=False, java_script_enabled=False)
    assert made_up.HELSINKI in page.locator("#list").inner_text()
    assert "met in Helsinki" in page.locator("blockquote").first.inner_text()
    assert not page.locator(".js-only").first.is_visible()
    page.get_by_role("link", name=made_up.HELSINKI).click()
    assert page.locator("mark.trigger").count() > 0
    page.goto(site.url)
    page.get_by_role("searchbox", name="Words, names, places or dates").fill("Putin 2018 to 2019")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/?q=Putin&from=2018&to=2019")
    page.goto(site.url)
    page.get_by_role("link", name="Next page").click()
    assert page.locator(ROWS).count() == 50


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_shifts_while_it_loads(site, open_page, size):
    page = open_page(site, viewport=size)
    shifted = page.evaluate(
        """() => new Promise((done) => { let sum = 0;
        new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
          .observe({type: 'layout-shift', buffered: true});
        setTimeout(() => done(sum), 100); })"""
    )
    assert shifted < 0.02


def test_dates_and_numbers_are_the_readers_own(site, open_page):
    page = open_page(site, "/?from=-0050&to=-0040", locale="de-DE")
    assert page.locator(ROWS).first.inner_text().startswith("15. März 44 v. Chr.")
    assert "51 v. Chr." in page.locator("#count").inner_text()
    page.goto(f"{site.url}/?from=2007-03&to=2007-03")
    page.wait_for_selector(ROWS)
    settled(page)
    assert "1. März 2007 – 31. März 2007" in page.locator("#count").inner_text()


def test_paper_has_the_events_and_their_proof_in_black_on_white(site, open_page, watch):
    watch.allowed = (READ_BACK,)
    page = open_page(site, "/?q=Helsinki+Trump", color_scheme="dark")
    page.get_by_role("link", name=made_up.HELSINKI).click()
    page.locator("#evidence h2").wait_for()
    black = """() => { const c = document.querySelector('.band canvas');
      const data = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
      const dark = (i) => data[i + 3] > 200 && data[i] + data[i + 1] + data[i + 2] < 60;
      for (let i = 0; i < data.length; i += 4) if (dark(i)) return true;
      return false; }"""
    assert not page.evaluate(black)
    page.emulate_media(media="print", color_scheme="dark")
    until(page, f"({black})()")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    for kept in ("#list .event", "#evidence .quote", ".band canvas"):
        assert page.locator(kept).first.is_visible(), kept
    for screen_only in (".search", "#facet-panel", ".list-tools", ".overview", "#evidence button"):
        assert not page.locator(screen_only).first.is_visible(), screen_only
    assert page.evaluate("getComputedStyle(document.getElementById('evidence')).position") == "static"
    assert page.pdf().startswith(b"%PDF")
