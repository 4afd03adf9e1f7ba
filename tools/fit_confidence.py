"""Fit the weights of `timeline/events/confidence.py` to articles whose events were marked by hand.

    python tools/fit_confidence.py [PATH …] [--loss LOG_ODDS]

PATH are gold JSONL files or folders of `fixtures/gold` (default: tuned). Every event is right or wrong as
`benchmarks/events.py calibration` counts it; a logistic regression with a small ridge learns from its signs. Printed:
the weights, to be copied by hand, and the calibration with each article left out in turn: how many of the events that
get such a confidence are right. `--loss` lowers the constant by what rules lose on articles they were not written with.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from unittest import mock

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.events import Article, Json, ours, pairs, read_gold, same_date, touches  # noqa: E402
from timeline import pipeline  # noqa: E402
from timeline.events import confidence as measured  # noqa: E402
from timeline.events.anchoring import Anchor  # noqa: E402
from timeline.events.reading import Reading  # noqa: E402
from timeline.model import Status  # noqa: E402

RIDGE = 2.0
"""Weight of the squares of the weights, as if that many events spoke for each being zero."""
SURE = 0.8


@dataclass(frozen=True, slots=True)
class Told:
    """An event of an article by its number: its signs, the log-odds of its trigger, and whether it is right."""

    article: int
    signs: tuple[float, ...]
    right: bool


def events(articles: Sequence[Article], names: Sequence[str]) -> list[Told]:
    """The events of articles, those that only touch an optional one left out."""
    told = []
    for number, article in enumerate(articles):
        signs: dict[tuple[int, int], tuple[float, ...]] = {}
        found = _extracted(article, signs, names)
        paired = pairs(article, article.events, found, lenient=False)
        right = {j for i, j in paired if same_date(article.events[i], found[j])}
        for j, event in enumerate(found):
            free = j not in {j for _, j in paired}
            if free and any(touches(article.document.text, other, event, False) for other in article.optional):
                continue
            evidence = event["evidence"][0]
            told.append(Told(number, signs[evidence["trigger"]["start"], evidence["time"]["start"]], j in right))
    return told


def _extracted(article: Article, signs: dict[tuple[int, int], tuple[float, ...]], names: Sequence[str]) -> list[Json]:
    """The events of an article; the signs of each are noted by the places of its trigger and its time."""

    def noted(reading: Reading, anchor: Anchor, status: Status) -> float:
        found = measured.signs(reading, anchor, status)
        chance = min(max(reading.tokens[anchor.mention.first].trigger, 0.001), 0.999)
        key = reading.tokens[anchor.mention.first].start, anchor.time.expression.start
        signs[key] = (1.0, log(chance / (1 - chance)), *(float(found[name]) for name in names))
        return measured.confidence(reading, anchor, status)

    with mock.patch.object(pipeline, "confidence", noted):
        return ours(article.document)


def fit(told: Sequence[Told]) -> np.ndarray:
    """Weights of a logistic regression, the constant first, by Newton's method."""
    x, y = np.array([t.signs for t in told]), np.array([t.right for t in told], dtype=float)
    ridge = np.diag([0.0] + [RIDGE] * (x.shape[1] - 1))
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        p = _chances(x, weights)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + ridge + 1e-9 * np.eye(len(weights))
        weights = weights + np.linalg.solve(hessian, x.T @ (y - p) - ridge @ weights)
    return weights


def _chances(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-(x @ weights))))


def left_out(told: Sequence[Told], loss: float) -> list[tuple[float, bool]]:
    """Confidence of each event by weights that never saw its article, and whether it is right."""
    found = []
    for article in sorted({t.article for t in told}):
        weights = fit([t for t in told if t.article != article])
        weights[0] -= loss
        mine = [t for t in told if t.article == article]
        found += list(zip(_chances(np.array([t.signs for t in mine]), weights), [t.right for t in mine], strict=True))
    return found


def ranked(held: Sequence[tuple[float, bool]]) -> float:
    """How often a right event is surer than a wrong one (area under the curve)."""
    right = np.array([chance for chance, ok in held if ok])
    wrong = np.array([chance for chance, ok in held if not ok])
    return float((right[:, None] > wrong[None, :]).mean() + 0.5 * (right[:, None] == wrong[None, :]).mean())


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, and print weights and calibration."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--loss", type=float, default=0.0, help="what the constant is lowered by")
    options = parser.parse_args(arguments)
    folder = ROOT / "fixtures" / "gold"
    told = events(read_gold(options.paths or [folder / "tuned"]), list(measured.WEIGHTS))
    print(f"{len(told)} events, {sum(t.right for t in told)} right")
    for name, weight in zip(("constant", "trigger", *measured.WEIGHTS), fit(told), strict=True):
        print(f"  {name:16}{weight:6.2f}")
    held = left_out(told, options.loss)
    print(f"each article left out: right above wrong {ranked(held):.2f}")
    for tenth in range(10):
        ok = [right for chance, right in held if tenth <= chance * 10 < tenth + 1]
        if ok:
            print(f"  confidence {tenth / 10:.1f} to {(tenth + 1) / 10:.1f}: {np.mean(ok):.2f} right of {len(ok)}")
    sure = [right for chance, right in held if chance > SURE]
    print(f"  above {SURE}: {np.mean(sure):.2f} right of {len(sure)}")


if __name__ == "__main__":
    main()
