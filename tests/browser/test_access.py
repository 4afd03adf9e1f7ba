"""axe-core finds nothing, in any view, in either scheme, on wide screen and phone."""

from importlib.resources import files

import pytest

from tests.api_support import ARTICLE, extract
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


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(site, open_page, watch, view, size):
    watch.allowed = ("status of 404", "status of 422")
    path = VIEWS[view].format(event=extract(ARTICLE)[0].id, document=ARTICLE.id)
    page = open_page(site, path, wait="documents" not in path, viewport=size, reduced_motion="reduce", bypass_csp=True)
    settled(page)
    page.add_script_tag(content=AXE.read_text())
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        told = [
            (one["id"], one["nodes"][0]["target"], one["nodes"][0]["failureSummary"]) for one in found["violations"]
        ]
        assert told == [], scheme
