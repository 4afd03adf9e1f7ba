"""ARCHITECTURE.md names every module of the core and the API (the import contract itself is `make imports`)."""

from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_architecture_names_every_module() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    modules = [
        path.relative_to(ROOT)
        for package in ("timeline", "api")
        for path in (ROOT / package).rglob("*.py")
        if path.name != "__init__.py" and "versions" not in path.parts
    ]
    missing = [str(path) for path in modules if f"`{path.name}`" not in text]
    assert not missing, f"ARCHITECTURE.md does not name {missing}"
