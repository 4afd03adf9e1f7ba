"""A real Dask scheduler and workers, and PostgreSQL: the small form of benchmarks/ingest_kills.py."""

from pathlib import Path

import orjson
import pytest

from benchmarks.articles import make
from benchmarks.ingest_kills import campaign
from tests.conftest import new_database


@pytest.mark.slow
def test_killed_on_a_cluster_the_next_run_completes_it(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    articles.write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in make(40)))
    clean, *runs = [new_database(request, "postgresql", tmp_path) for _ in range(3)]
    assert campaign(tmp_path, runs, clean, articles, 1, ("worker", "scheduler")) == []
