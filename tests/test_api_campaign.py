"""schemathesis over the whole document in its small form; `tools/soak.py` runs it for as long as one likes."""

import re

import pytest

from tests.server_support import serving
from tools.soak import run_campaign


@pytest.mark.slow
def test_schemathesis_finds_no_failure(tmp_path):
    database = f"sqlite:///{tmp_path / 't.db'}"
    with serving(database, tmp_path / "log") as server:
        body = {"text": "Mr. Putin and Mr. Trump met in Helsinki in 2018. They met again in Osaka in June 2019.",
                "published": "2025-08-13"}  # fmt: skip
        assert server.request("POST", "/v1/documents", body).status == 201
        done = run_campaign(
            server.url, database, "--phases", "examples,fuzzing,stateful", "--max-examples", "2", "--seed", "1"
        )
        assert server.get("/healthz").status == 200 and "Traceback" not in server.log.read_text()
    assert done.returncode == 0, done.stdout[-6000:]
    assert int(re.search(r"(\d+) generated", done.stdout)[1]) > 50
