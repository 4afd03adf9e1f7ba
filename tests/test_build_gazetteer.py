"""The script that builds the gazetteer, on a small extract of GeoNames' form."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "tools" / "build_gazetteer.py"


def test_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    spec = importlib.util.spec_from_file_location("build_gazetteer", SCRIPT)
    assert spec and spec.loader
    builder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(builder)
    codes = {line[0] for line in builder.table("countries.tsv")}
    countries = {code: {"population": 1, "capital": "Helsinki" if code == "FI" else "-"} for code in codes}
    city = {
        "name": "Helsinki", "countrycode": "FI", "admin1code": "01", "latitude": 60.16952, "longitude": 24.93545,
        "population": 658864, "alternatenames": ["Helsingfors", "HEL", "Хельсинки"],
    }  # fmt: skip
    (tmp_path / "cities.json").write_text(json.dumps({"1": city}))
    (tmp_path / "countries.json").write_text(json.dumps(countries))
    (tmp_path / "rg.csv").write_text("lat,lon,name,admin1,admin2,cc\n60.16952,24.93545,Helsinki,Uusimaa,,FI\n")
    paths = [str(tmp_path / name) for name in ("cities.json", "countries.json", "rg.csv")]
    monkeypatch.setattr(sys, "argv", ["build_gazetteer.py", *paths, "--target", str(tmp_path / "places.tsv")])
    builder.main()
    lines = (tmp_path / "places.tsv").read_text().splitlines()
    assert "names" in capsys.readouterr().out
    assert [line for line in lines if "\tHelsinki\t" in line] == [
        "helsingfors\tHelsinki\tA\tFI\tuusimaa\t60.17\t24.94\t658864",
        "helsinki\tHelsinki\tK\tFI\tuusimaa\t60.17\t24.94\t658864",
    ]
    assert "uusimaa\tUusimaa\tR\tFI\tuusimaa\t60.17\t24.94\t200000" in lines
    assert "finnish\tFinland\tD\tFI\t\t60.17\t24.94\t1" in lines
    assert lines == sorted(lines, key=str.encode)
