"""How the benchmark of the learned layers counts names."""

from benchmarks.syntax import names


def test_whole_names_of_our_kinds_count() -> None:
    tags = ["B-person", "I-person", "O", "B-place", "B-place", "B-misc", "I-misc"]
    assert names(tags) == {(0, 1, "person"), (3, 3, "place"), (4, 4, "place")}
