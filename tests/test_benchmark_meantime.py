"""How the MEANTIME benchmark counts."""

from benchmarks.meantime import Count


def test_counts_add_up_to_precision_recall_and_f1() -> None:
    total = Count(right=3, predicted=4, found=2, gold=5) + Count(right=1, predicted=1, found=1, gold=1)
    assert (total.precision, total.recall) == (4 / 5, 3 / 6)
    assert total.f1 == 2 * 0.8 * 0.5 / 1.3
    assert Count().f1 == 0
