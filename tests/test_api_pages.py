"""The plain page: a list that links each event to its marked sentence, with nothing that a script could use."""

import re
from dataclasses import replace

import pytest

from api.app import create_app
from api.pages import marked, source_title
from tests.api_support import ARTICLE, TEXT, extract, make_event
from timeline.schemas import event_json
from timeline.store import Store


@pytest.fixture
def store():
    with Store.open("sqlite://", create=True) as store:
        store.add([(ARTICLE, extract(ARTICLE))])
        yield store


@pytest.fixture
def client(store):
    return create_app(store, extract=extract).test_client()


def test_the_list_links_each_event_to_its_sentence(client):
    page = client.get("/").get_data(as_text=True)
    links = re.findall(r'<a dir="auto" href="(/documents/doc_\w+)#(ev_\w+)">', page)
    assert len(links) == 3
    for address, anchor in links:
        document = client.get(address).get_data(as_text=True)
        assert re.search(rf'<mark class="[a-z ]*trigger[a-z ]*" id="{anchor}">(met|summit)', document)
    assert '<mark class="sentence time">2018</mark>' in client.get(links[0][0]).get_data(as_text=True)


def test_the_form_filters_and_forgives_empty_boxes(client):
    assert client.get("/?from=2018&to=2018&q=").get_data(as_text=True).count("<h3>") == 1
    wrong = client.get("/?from=2019&to=2018")
    assert wrong.status_code == 422 and "is after" in wrong.get_data(as_text=True)
    assert "Nothing here" in client.get("/?from=2030").get_data(as_text=True)


def test_the_list_goes_on(client):
    first = client.get("/?limit=2").get_data(as_text=True)
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert "Summit in Alaska" in client.get(following).get_data(as_text=True)


def test_nothing_is_inline_and_the_policy_forbids_it(client):
    for path in ("/", f"/documents/{ARTICLE.id}"):
        answer = client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert not re.search(
            r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", answer.get_data(as_text=True)
        )
    with client.get("/static/style.css") as style:
        assert style.mimetype == "text/css"


def test_markup_in_every_field_stays_text(client, store):
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}'
    document = replace(ARTICLE, text=f"{evil} met", title=evil, publisher=evil, url=f"https://x.example/{evil}")
    store.add([(document, [make_event(document, "met", "2018", title=evil)])])
    for path in ("/", f"/documents/{document.id}", "/?q=%22%3E%3Cscript%3E&from=%22%3E%3Cscript%3E"):
        page = client.get(path).get_data(as_text=True)
        assert "<script>" not in page and "<img" not in page and "49" not in page.replace("2249", "")


@pytest.mark.parametrize(
    ("title", "url", "name"),
    [
        ("A title", "https://a.example/1", "A title"),
        ("", "https://a.example:8000/1", "a.example"),
        (None, "https://[", "Article of 13 August 2025"),
        (None, None, "Article of 13 August 2025"),
    ],
)
def test_a_source_without_a_title_has_a_name(title, url, name):
    assert source_title({"title": title, "url": url, "published": "2025-08-13"}) == name


def test_an_article_without_a_title_is_headed_by_its_first_words(client, store):
    document = replace(ARTICLE, title=None, url=None, publisher=None)
    store.add([(document, extract(document))])
    page = client.get(f"/documents/{document.id}").get_data(as_text=True)
    assert '<h1 dir="auto">Mr. Trump and Mr. Putin met in Helsinki (France) in 2018. They met again in …</h1>' in page
    assert "Article of 13 August 2025" in client.get("/").get_data(as_text=True)


def test_years_head_the_list_unless_it_is_in_another_order(client, store):
    store.add([(ARTICLE, (make_event(ARTICLE, "met", "199X"), make_event(ARTICLE, "summit", "-0043-03-15")))])
    heads = re.compile(r'<h2 class="year">(.*?)</h2>')
    assert heads.findall(client.get("/").get_data(as_text=True)) == ["44 BC", "1990s"]
    assert heads.findall(client.get("/?sort=-published").get_data(as_text=True)) == []


def test_marks_give_the_text_back_whole():
    events = [event_json(event) for event in extract(ARTICLE)]
    paragraphs = marked(TEXT, events, ARTICLE.id)
    assert "".join(mark.text for paragraph in paragraphs for mark in paragraph) == TEXT
    assert [mark.text for mark in paragraphs[0] if "trigger" in mark.classes] == ["met in"]
    assert all("sentence" in mark.classes for paragraph in paragraphs for mark in paragraph if mark.text.strip())


def test_marks_of_other_documents_are_left_out():
    other = replace(ARTICLE, url="https://other.example/")
    events = [event_json(event) for event in extract(other)]
    assert not any(mark.classes for paragraph in marked(TEXT, events, ARTICLE.id) for mark in paragraph)


def test_marking_is_linear():
    text = "They met.\n" * 20_000
    document = replace(ARTICLE, text=text)
    event = event_json(make_event(document, "met", "2018"))
    [proof] = event["evidence"]
    events = [
        {
            **event,
            "id": f"ev_{at}",
            "evidence": [{**proof, "start": at, "end": at + 9, "trigger": {"start": at + 5, "end": at + 8}}],
        }
        for at in range(0, len(text), 10)
    ]
    paragraphs = marked(text, events, document.id)
    assert len(paragraphs) == 20_000 and [mark.text for mark in paragraphs[-1]] == ["They ", "met", ".", "\n"]
