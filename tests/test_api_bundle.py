"""The embeddable element comes as one script of the page's own modules."""

import re

from api import bundle
from api.app import create_app
from tests.api_support import extract
from timeline.store import Store


def test_every_module_is_in_it_once_and_none_is_imported():
    script = bundle.script().decode()
    names = re.findall(r"^const _(\w+) = \(\(\) => \{$", script, re.MULTILINE)
    assert len(names) == len(set(names)) and {"band", "series", "calendar", "embed"} <= set(names)
    assert names[-1] == "embed" and names.index("calendar") < names.index("band")
    assert not re.search(r"^\s*(import|export) ", script, re.MULTILINE)
    assert "--diplomacy: #" in script and "prefers-color-scheme: dark" in script


def test_every_module_of_the_page_is_asked_for_at_once():
    alone = {"app.js", "embed.js", "theme.js", "docs.js", "document.js"}
    assert set(bundle.imported("app.js")) == {path.name for path in bundle.STATIC.glob("*.js")} - alone


def test_any_page_may_load_it_and_keep_it():
    with Store.open("sqlite://", create=True) as store:
        client = create_app(store, extract=extract).test_client()
        answer = client.get("/embed/event-timeline.js")
        assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        again = client.get("/embed/event-timeline.js", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
