"""`/v1/histogram` and `/v1/facets` count what `/v1/events` lists."""

import pytest

from api.app import create_app
from tests.api_support import ARTICLE, extract
from tests.test_api_exports import many
from timeline.store import Store


@pytest.fixture(scope="module")
def client():
    with Store.open("sqlite://", create=True) as store:
        store.add([(ARTICLE, extract(ARTICLE)), *many(200)])
        yield create_app(store, extract=extract).test_client()


@pytest.mark.parametrize("bucket", ["day", "month", "year", "decade"])
@pytest.mark.parametrize(
    "asked", ["", "from=2018&to=2020", "status=planned", "q=Helsinki&match=within&from=2018&to=2018"]
)
def test_the_histogram_counts_every_event_once(client, bucket, asked):
    counts = client.get(f"/v1/histogram?bucket={bucket}&{asked}").json
    listed = client.get(f"/v1/events?limit=1000&count=true&{asked}").json
    assert counts["count"] == listed["page"]["count"] == len(listed["items"])
    assert counts["count"] == sum(bar["count"] for bar in counts["items"]) + counts["undated"]
    bounds = [bar["earliest"] for bar in counts["items"] if not bar["earliest"].startswith("-")]
    assert bounds == sorted(bounds) and all(bar["count"] for bar in counts["items"])


def test_facets_count_values(client):
    facets = client.get("/v1/facets").json["facets"]
    assert set(facets) >= {"type", "status", "participant", "place", "country", "flag"}
    assert facets["flag"] == [{"value": "place-country-mismatch", "count": 1}]
    one = client.get("/v1/facets?facet=status&facet=country&limit=1&from=2018&to=2018").json["facets"]
    assert set(one) == {"status", "country"} and all(len(values) == 1 for values in one.values())
    for kind, values in facets.items():
        for value in values[:2]:
            if "," not in value["value"]:
                found = client.get("/v1/events", query_string={kind: value["value"], "count": "1"}).json
                assert found["page"]["count"] == value["count"], (kind, value)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/histogram?bucket=week",
        "/v1/histogram?limit=3",
        "/v1/histogram?from=2020&to=2018",
        "/v1/facets?facet=title",
        "/v1/facets?limit=101",
        "/v1/facets?cursor=x",
    ],
)
def test_bad_parameters_are_named(client, path):
    answer = client.get(path)
    assert answer.status_code == 422 and answer.json["errors"][0]["in"] == "query"


@pytest.mark.parametrize("path", ["/v1/histogram?bucket=decade", "/v1/facets"])
def test_unchanged_counts_are_not_made_again(client, path, monkeypatch):
    tag = client.get(path).headers["ETag"]
    for name in ("histogram", "facets"):
        monkeypatch.setattr(Store, name, lambda *_, **__: pytest.fail("a 304 must not count"))
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
