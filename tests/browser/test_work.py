"""What editors and publishers do: try a text, keep it, correct, review, merge, split, undo; take away, embed, empty."""

import json
import re

import pytest

from tests.api_support import ARTICLE, TEXT, extract
from tests.browser.conftest import settled
from tests.browser.test_page import ROWS, count, titles, until
from timeline.model import Document


@pytest.fixture
def stocked(own_site):
    """The three events of the article."""
    own_site.store.add([(ARTICLE, extract(ARTICLE))])
    return own_site


def ids(site):
    return [json.loads(item)["id"] for item in site.store.events_of(ARTICLE.id)]


def event(site, number=0):
    return json.loads(site.store.event(ids(site)[number]))


def tools(page, site, number=0):
    """The open event with its tools unfolded."""
    page.goto(f"{site.url}/?event={ids(site)[number]}")
    page.get_by_text("Correct this event").click()
    return page.locator("#evidence")


def test_a_text_is_tried_then_kept(own_site, open_page):
    page = open_page(own_site)
    page.get_by_role("button", name="Try it", exact=True).click()
    page.wait_for_url("**panel=try**")
    page.get_by_placeholder("Paste an article here").fill(TEXT)
    page.get_by_label("Published on").fill("2025-08-13")
    page.get_by_label("Headline").fill("Pasted")
    page.get_by_role("button", name="Find the events").click()
    page.get_by_role("heading", name="3 events").wait_for()
    assert page.locator(".try-result mark.trigger").all_text_contents() == ["met in", "met again", "summit"]
    assert own_site.store.revision() == 0
    page.get_by_role("button", name="Keep these events").click()
    page.get_by_text("3 events kept.").wait_for()
    settled(page)
    assert count(page) == 3 and "document=doc_" in page.url


def test_a_dropped_file_is_read_and_a_bad_one_refused(own_site, open_page, tmp_path):
    page = open_page(own_site, "/?panel=try")
    good, bad, binary = tmp_path / "a.json", tmp_path / "b.json", tmp_path / "c.txt"
    good.write_text(json.dumps({"text": TEXT, "published": "2020-01-02", "title": "From a file"}))
    bad.write_text("{")
    binary.write_bytes(b"\0\1\2")
    choose = page.locator("#try-file")
    choose.set_input_files(bad)
    page.get_by_text("b.json is not valid JSON.").wait_for()
    choose.set_input_files(binary)
    page.get_by_text("c.txt is no text.").wait_for()
    choose.set_input_files(good)
    until(page, "document.querySelector('[name=title]').value === 'From a file'")
    assert page.get_by_label("Published on").input_value() == "2020-01-02"


def test_an_event_is_corrected_as_people_write_and_the_change_taken_back(stocked, open_page):
    page = open_page(stocked)
    tools(page, stocked).get_by_role("button", name="Edit").click()
    page.get_by_label("Date, as you would write it").fill("16 July 2018")
    page.get_by_text("2018-07-16 means 16 July 2018").wait_for()
    page.get_by_label("Title").fill("Helsinki summit")
    page.get_by_label("Country code").fill("fi")
    page.get_by_label("Why").fill("The paper said so")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    page.locator("#evidence h2", has_text="Helsinki summit").wait_for()
    now = event(stocked)
    assert (now["title"], now["date"]["edtf"], now["place"]["country"]) == ("Helsinki summit", "2018-07-16", "FI")
    settled(page)
    assert "Helsinki summit" in titles(page)
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Taken back.").wait_for()
    now = event(stocked)
    assert (now["title"], now["date"]["edtf"]) == ("Trump and Putin meet in Helsinki", "2018")
    page.get_by_text("Correct this event").click()
    page.get_by_role("button", name="History").click()
    assert "The paper said so" in page.get_by_role("dialog").inner_text()


def test_a_date_that_is_none_is_refused_before_it_is_sent(stocked, open_page, watch):
    watch.allowed = ("status of 422",)
    page = open_page(stocked)
    tools(page, stocked).get_by_role("button", name="Edit").click()
    page.get_by_label("Date, as you would write it").fill("xyzzy")
    page.get_by_text("not a date").wait_for()
    page.get_by_role("button", name="Save").click()
    settled(page)
    assert event(stocked)["version"] == 1


def test_review_and_reject(stocked, open_page):
    page = open_page(stocked)
    tools(page, stocked).get_by_role("button", name="Mark as reviewed").click()
    page.get_by_text("Marked as reviewed.").wait_for()
    assert event(stocked)["review"] == "reviewed"
    page.get_by_text("Correct this event").click()
    page.get_by_role("button", name="Reject").click()
    page.get_by_text("Rejected.", exact=True).wait_for()
    assert event(stocked)["review"] == "rejected"


def test_two_events_merge_and_split_again(stocked, open_page):
    import dataclasses

    later = Document("They met in Osaka on June 28, 2019.", ARTICLE.published, title="Again", url="https://x.example/2")
    again = dataclasses.replace(extract(ARTICLE)[1], id="ev_again", title="Another report of Osaka")
    stocked.store.add([(later, (again,))])
    page = open_page(stocked)
    tools(page, stocked, 1).get_by_role("button", name="Merge").click()
    page.get_by_role("checkbox", name=re.compile("Another report")).check()
    page.get_by_role("dialog").get_by_role("button", name="Merge").click()
    page.get_by_text("Merged.").wait_for()
    page.get_by_text("The proof, in 2 places").wait_for()
    settled(page)
    assert count(page) == 3
    page.get_by_text("Correct this event").click()
    page.get_by_role("button", name="Split").click()
    page.get_by_role("dialog").get_by_role("checkbox").nth(1).check()
    page.get_by_role("dialog").get_by_role("button", name="Split").click()
    page.get_by_text("Split in two.").wait_for()
    settled(page)
    assert count(page) == 4


def test_a_key_is_asked_for_where_one_is_needed(stocked, open_page, watch):
    watch.allowed = ("status of 401",)
    secret = stocked.store.keys.create("desk")
    page = open_page(stocked)
    tools(page, stocked).get_by_role("button", name="Mark as reviewed").click()
    page.get_by_role("textbox", name="Key").fill("wrong")
    page.get_by_role("button", name="Use this key").click()
    page.get_by_text("There is no such key").wait_for()
    page.get_by_role("textbox", name="Key").fill(secret)
    page.get_by_role("button", name="Use this key").click()
    page.get_by_text("Marked as reviewed.").wait_for()
    assert event(stocked)["review"] == "reviewed"
    assert page.evaluate("localStorage.length") == 0


def test_every_export_of_the_view_can_be_had(site, open_page):
    page = open_page(site, "/?q=Helsinki+Trump&panel=take")
    links = page.locator(".downloads a").evaluate_all("links => links.map(link => link.href)")
    assert len(links) == 8
    for link in links:
        answer = page.request.get(link)
        assert answer.ok and "Trump and Putin meet in Helsinki" in answer.text(), link
    assert page.get_by_role("link", name="in a calendar").get_attribute("href").startswith("webcal://")


def test_the_demo_is_emptied_by_one_click(own_site, open_page):
    import dataclasses

    demo = dataclasses.replace(ARTICLE, tags=("demo",))
    own_site.store.add([(demo, extract(ARTICLE))])
    page = open_page(own_site)
    page.get_by_role("button", name="Empty it and begin with your own").click()
    page.get_by_text("No events yet").wait_for()
    assert page.locator("#demo").count() == 0
    page.reload()
    page.get_by_text("No events yet").wait_for()
    assert page.locator(ROWS).count() == 0


def test_ten_thousand_events_on_one_day(own_site, open_page):
    from tests.browser import made_up

    own_site.store.add(made_up.crowd())
    page = open_page(own_site)
    settled(page)
    assert count(page) == 10_000
    page.locator(".band").focus()
    for _ in range(4):
        page.keyboard.press("+")
    settled(page)
    assert count(page) == 10_000
