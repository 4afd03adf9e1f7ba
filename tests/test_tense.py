"""Which way a weekday lies, by its verb."""

import pytest

from tests.reading_support import read_one


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("The board met on Friday.", "2025-08-08"),
        ("The board will meet on Friday.", "2025-08-15"),
        ("The board meets on Friday.", "2025-08-15"),
        ("The board is expected to meet on Friday.", "2025-08-15"),
        ("Results are expected on Friday.", "2025-08-15"),
        ("He was arrested on Friday.", "2025-08-08"),
        ("The board had met on Friday.", "2025-08-08"),
    ],
)
def test_direction(text: str, edtf: str) -> None:
    value = read_one(text).times[0].expression.temporal
    assert value is not None
    assert value.edtf == edtf
