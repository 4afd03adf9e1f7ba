"""The page as people use it: look, narrow, read the proof, go back."""

import re

import pytest

from tests.browser import made_up
from tests.browser.conftest import PATIENCE, PHONE, drawn, settled

ROWS = "#list .event"


def titles(page):
    return page.locator("#list .event h3").all_text_contents()


def count(page):
    return int(page.locator("#count strong").inner_text().split()[0].replace(",", ""))


def until(page, expression):
    """Wait for an expression to hold; Playwright's own way evaluates strings in the page, which the CSP forbids."""
    for _ in range(PATIENCE // 50):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}; at {page.url}")


def band(page):
    box = page.locator(".band").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_first_view_shows_everything(site, open_page):
    page = open_page(site)
    assert count(page) == 368
    assert page.locator(ROWS).count() >= 50
    assert page.locator("#legend button").count() == 7
    painted = page.evaluate(
        """() => { const c = document.querySelector('.band canvas');
        const data = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        const colours = new Set(); for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200)
          colours.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
        return colours.size; }"""
    )
    assert painted > 50


def test_the_list_grows_at_its_end_and_nothing_jumps(site, open_page):
    page = open_page(site)
    first = titles(page)
    top = page.locator(ROWS).nth(40)
    top.scroll_into_view_if_needed()
    before = top.bounding_box()["y"]
    until(page, "document.querySelectorAll('#list .event').length > 60")
    assert abs(top.bounding_box()["y"] - before) < 2
    assert titles(page)[: len(first)] == first
    page.mouse.move(720, 450)
    while page.get_by_role("button", name="Show more").is_visible():
        page.mouse.wheel(0, 6000)
        settled(page)
    ids = page.eval_on_selector_all(ROWS, "rows => rows.map(row => row.dataset.id)")
    assert len(set(ids)) == 368


@pytest.mark.parametrize("way", ["wheel", "keys", "button", "drag a range", "pinch"])
def test_zooming_narrows_window_list_and_address(site, open_page, way):
    page = open_page(site, "/?from=1980&to=2020", has_touch=way == "pinch")
    settled(page)
    all_of_it, (x, y) = count(page), band(page)
    if way == "wheel":
        page.mouse.move(x, y)
        page.mouse.wheel(0, -600)
    elif way == "keys":
        page.locator(".band").focus()
        for _ in range(3):
            page.keyboard.press("+")
    elif way == "button":
        page.get_by_role("button", name="Zoom in").click()
        page.get_by_role("button", name="Zoom in").click()
    elif way == "drag a range":
        strip = page.locator(".overview").bounding_box()
        page.mouse.move(strip["x"] + strip["width"] * 0.96, strip["y"] + 10)
        page.mouse.down()
        page.mouse.move(strip["x"] + strip["width"] * 0.958, strip["y"] + 10)
        page.mouse.move(strip["x"] + strip["width"] * 0.935, strip["y"] + 10, steps=5)
        page.mouse.up()
    else:
        session = page.context.new_cdp_session(page)
        session.send("Input.synthesizePinchGesture", {"x": x, "y": y, "scaleFactor": 3, "relativeSpeed": 2000})
    settled(page)
    until(page, "!new URLSearchParams(location.search).get('from').startsWith('1980')")
    assert 0 < count(page) < all_of_it
    assert (
        page.locator("#count").inner_text().endswith(page.locator(".band").get_attribute("aria-label").split(", ")[1])
    )


def test_dragging_pans_and_the_wheel_lets_the_page_scroll_at_the_end(site, open_page):
    page = open_page(site, "/?from=2000&to=2010")
    settled(page)
    x, y = band(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 400, y, steps=8)
    page.mouse.up()
    settled(page)
    assert re.search(r"from=200[2-5]", page.url)
    page.locator(".band").focus()
    page.keyboard.press("Home")
    settled(page)
    assert "from=" not in page.url
    page.mouse.move(x, y)
    page.mouse.wheel(0, 400)
    until(page, "scrollY > 100")


def test_an_event_opens_with_its_proof(site, open_page):
    page = open_page(site, "/?q=Helsinki+Trump")
    page.get_by_role("link", name=made_up.HELSINKI).click()
    panel = page.get_by_role("complementary", name="Evidence")
    panel.get_by_role("heading", name=made_up.HELSINKI).wait_for()
    assert panel.locator("mark.trigger").first.inner_text() == "met in"
    assert panel.locator("mark.time").first.inner_text() == "2018"
    assert "GeoNames has it in Finland" in panel.inner_text()
    assert "1 January 2018 to 31 December 2018" in panel.inner_text()
    assert "counted from 13 August 2025" in panel.inner_text()
    assert re.search(r"event=ev_\w+", page.url)
    article = panel.get_by_role("link", name="From Helsinki to Alaska")
    article.click()
    page.wait_for_url("**/documents/**")
    assert page.locator("mark:target").inner_text() == "met in"


def test_a_permalink_brings_everything_back_and_history_works(site, open_page):
    page = open_page(site)
    page.get_by_role("button", name="Conflict").click()
    page.wait_for_url("**type=attack**")
    settled(page)
    conflicts = count(page)
    page.locator(ROWS).first.get_by_role("link").click()
    page.locator("#evidence h2").wait_for()
    address, title = page.url, page.locator("#evidence h2").inner_text()
    other = open_page(site, address.removeprefix(site.url))
    other.locator("#evidence h2").wait_for()
    assert other.locator("#evidence h2").inner_text() == title
    assert count(other) == conflicts
    assert other.get_by_role("button", name="Conflict").get_attribute("aria-pressed") == "true"
    page.go_back()
    page.locator("#evidence").wait_for(state="hidden")
    assert page.get_by_role("button", name="Conflict").get_attribute("aria-pressed") == "true"
    page.go_back()
    settled(page)
    assert "type=" not in page.url and count(page) == 368
    page.go_forward()
    settled(page)
    assert count(page) == conflicts < 368


def test_the_search_box_reads_dates_and_words(site, open_page):
    page = open_page(site)
    box = page.get_by_role("searchbox")
    box.fill("2018 to 2019 Putin Helsinki")
    box.press("Enter")
    page.wait_for_url("**from=2018&to=2019")
    settled(page)
    assert "q=Putin+Helsinki" in page.url
    assert made_up.HELSINKI in titles(page)
    assert "was read as 2018 to 2019" in page.locator("#search-note").inner_text()
    page.get_by_role("button", name="Search for the words instead").click()
    until(page, "!location.search.includes('from=')")
    box.fill("March 2007")
    box.press("Enter")
    page.wait_for_url("**from=2007-03&to=2007-03")
    settled(page)
    assert page.locator(".band").get_attribute("aria-label").startswith("Timeline, 1 March 2007 – 31 March 2007")


def test_facets_filter_and_chips_undo(site, open_page):
    page = open_page(site)
    page.get_by_role("checkbox", name=re.compile("Angela Merkel")).check()
    page.wait_for_url("**participant=Angela+Merkel**")
    settled(page)
    merkel = count(page)
    assert 0 < merkel < 368
    page.get_by_role("checkbox", name=re.compile("Lagos")).check()
    settled(page)
    assert 0 < count(page) < merkel
    page.get_by_role("button", name="Remove Lagos").click()
    settled(page)
    assert count(page) == merkel
    page.get_by_role("button", name="Remove Angela Merkel").click()
    settled(page)
    assert count(page) == 368


def test_a_source_is_a_filter_too(site, open_page):
    page = open_page(site, "/?from=2003&to=2006")
    page.get_by_text("Source", exact=True).click()
    first = page.locator("#sources .facet").first
    name, number = first.locator(".value").inner_text(), int(first.locator(".count").inner_text())
    first.get_by_role("checkbox").check()
    settled(page)
    assert "document=doc_" in page.url and count(page) == number > 0
    assert all(name.endswith(said) for said in page.locator("#list .said").all_inner_texts())
    assert page.locator("#sources .facet").count() > 1  # another may be added
    page.get_by_role("button", name="Remove one article").click()
    settled(page)
    assert count(page) > number


def test_on_a_phone_the_filters_cover_the_list_and_close_again(site, open_page):
    page = open_page(site, viewport=PHONE)
    filters = page.get_by_role("button", name="Filters")
    filters.click()
    page.get_by_role("checkbox", name=re.compile("Angela Merkel")).check()
    settled(page)
    done = page.locator("#facet-done")
    merkel = count(page)
    assert 0 < merkel < 368 and done.inner_text() == f"Show {merkel} events"
    done.click()
    page.locator("#facet-panel").wait_for(state="hidden")
    assert filters.get_attribute("aria-expanded") == "false"
    filters.click()
    page.keyboard.press("Escape")
    page.locator("#facet-panel").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.id") == "facet-toggle"


def test_by_keyboard_alone(site, open_page):
    page = open_page(site)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the events"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.locator(".band").focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    settled(page)
    assert "from=" in page.url
    page.keyboard.press("ArrowDown")
    page.locator("#evidence h2").wait_for()
    first = page.locator("#evidence h2").inner_text()
    page.keyboard.press("ArrowDown")
    until(page, f"document.querySelector('#evidence h2').textContent !== {first!r}")
    page.keyboard.press("Escape")
    page.locator("#evidence").wait_for(state="hidden")
    page.get_by_role("link", name="Skip to the events").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#evidence h2").wait_for()


def test_the_scheme_can_be_turned_and_stays(site, open_page):
    page = open_page(site)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Use dark colours").click()
    assert page.evaluate(paper) != light
    page.reload()
    page.wait_for_selector(ROWS)
    assert page.evaluate(paper) != light
    page.get_by_role("button", name="Use light colours").click()
    assert page.evaluate(paper) == light


def test_reduced_motion_moves_at_once(site, open_page):
    page = open_page(site, "/?from=1990&to=2010", reduced_motion="reduce")
    page.locator(".band").focus()
    page.keyboard.press("+")
    drawn(page)  # a glide takes seven frames or more
    label = page.locator(".band").get_attribute("aria-label")
    assert "1990" not in label.split(",")[1].split("–")[0]
