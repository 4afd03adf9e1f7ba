"""`/openapi.json`: valid OpenAPI 3.1, with every route and parameter of the contract, and true in what it says."""

import json
import re
import subprocess

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.app import create_app
from api.exports import FORMATS
from tests.api_support import ARTICLE, extract
from tests.node_support import installed
from timeline.store import Store

ROUTES = {
    "/v1/events": "get post",
    "/v1/events/{event_id}": "get patch delete",
    "/v1/events/{event_id}/history": "get",
    "/v1/events/{event_id}/merge": "post",
    "/v1/events/{event_id}/split": "post",
    "/v1/histogram": "get",
    "/v1/facets": "get",
    "/v1/documents": "get post",
    "/v1/documents/{document_id}": "get delete",
    "/v1/documents/{document_id}/events": "get",
    "/v1/extract": "post",
    "/healthz": "get",
    "/readyz": "get",
    "/metrics": "get",
    **{f"/v1/events.{format.suffix}": "get" for format in FORMATS},
}
FILTERS = [
    "from", "to", "match", "axis", "open", "q", "type", "status", "review", "precision", "participant", "place",
    "country", "document", "tag", "flag", "min_confidence",
]  # fmt: skip


@pytest.fixture(scope="module")
def app():
    with Store.open("sqlite://", create=True) as store:
        store.add([(ARTICLE, extract(ARTICLE))])
        yield create_app(store, extract=extract)


@pytest.fixture(scope="module")
def document(app) -> dict:
    return app.test_client().get("/openapi.json").json


def parameters(document: dict, path: str, method: str = "get") -> list[str]:
    operation = document["paths"][path]
    listed = [*operation.get("parameters", ()), *operation[method].get("parameters", ())]
    return [one["name"] for one in listed if one["in"] == "query"]


def test_it_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_route_of_the_contract_is_in_it(document):
    described = {path: set(item) - {"parameters"} for path, item in document["paths"].items()}
    assert described == {path: set(methods.split()) for path, methods in ROUTES.items()}


def test_every_route_of_the_app_is_in_it_or_is_a_page(app, document):
    own = {"/", "/docs", "/openapi.json", "/static/<path:filename>"}
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        assert path in document["paths"] or rule.rule in own or rule.endpoint.startswith("pages."), rule


def test_every_parameter_of_the_contract_is_in_it(document):
    assert sorted(parameters(document, "/v1/events")) == sorted(
        [*FILTERS, "sort", "limit", "cursor", "fields", "count"]
    )
    for format in FORMATS:
        bom = ["bom"] if format.suffix == "csv" else []
        assert sorted(parameters(document, f"/v1/events.{format.suffix}")) == sorted([*FILTERS, "sort", "limit", *bom])
    assert sorted(parameters(document, "/v1/histogram")) == sorted([*FILTERS, "bucket"])
    assert sorted(parameters(document, "/v1/facets")) == sorted([*FILTERS, "facet", "limit"])
    assert sorted(parameters(document, "/v1/documents")) == ["cursor", "limit"]


def test_every_parameter_and_problem_is_explained_with_an_example(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            assert operation["summary"], (path, method)
            for one in operation.get("parameters", ()):
                schema = one.get("schema", {})
                assert one["description"], (path, one["name"])
                known = (
                    "example" in one
                    or schema.keys() & {"example", "enum", "default"}
                    or one["name"] in ("cursor", "limit", "bom", "count")
                )
                assert known or one["name"] == "version", (path, one["name"])
            for status, answer in operation["responses"].items():
                assert int(status) < 400 or answer["$ref"].startswith("#/components/responses/"), (path, status)
    for name, response in document["components"]["responses"].items():
        assert list(response["content"]) == ["application/problem+json"], name
        assert response["content"]["application/problem+json"]["example"]["detail"], name


def test_writes_say_that_they_need_a_key(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                needs = method in ("post", "patch", "delete") and path != "/v1/extract"
                assert (operation.get("security") == [{"key": []}]) == needs, (path, method)


def test_typescript_types_compile(document, tmp_path):
    folder = installed()
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    tool = folder / "node_modules" / ".bin"
    subprocess.run([tool / "openapi-typescript", tmp_path / "openapi.json", "-o", tmp_path / "timeline.d.ts"],
                   check=True, capture_output=True)  # fmt: skip
    (tmp_path / "example.ts").write_text(typescript_example())
    done = subprocess.run(
        [tool / "tsc", "--strict", "--noEmit", "--target", "es2022", "--lib", "es2022,dom", "--module", "esnext",
         "--moduleResolution", "bundler", tmp_path / "example.ts"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def typescript_example() -> str:
    """The TypeScript of docs/api.md."""
    from tests.test_architecture import ROOT

    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```ts\n(.*?)```", text, re.DOTALL)
    return str(code)
