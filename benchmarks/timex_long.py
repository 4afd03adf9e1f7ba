#!/usr/bin/env python3
"""Hostile texts for the date reader: is time linear in length, are offsets right, is memory flat?

    python -m benchmarks.timex_long [--megabytes 10]

Each piece is repeated to a tenth of the size and to the whole of it, with a date at the end that must be found where
it stands. A ratio of about 10 is linear; more than 20 fails. `resident` is the process's highest memory so far.
"""

import argparse
import resource
import sys
import time
from collections import deque
from datetime import date

from timeline.dates.tagger import iterate

PIECES = {
    "digits": "7",
    "digits and commas": "1,000,",
    "Monday": "Monday ",
    "brackets": "(((",
    "one long line": "The ship left on May 5 and came back in June 2019 with a load of salt. ",
    "spaces": " ",
    "line breaks": "\r\n",
    "and": "and ",
    "1999-": "1999-",
    "the the": "the the ",
    "of the": "the end of the ",
    "letters": "a",
    "emoji": "🙂 ",
    "combining marks": "e\u0301\u0323",
    "CRLF": "On Monday\r\nit rained\r\n",
    "numbers in words": "two hundred and ",
    "had": "had been ",
    "a story": "In 1975 it rose. By then the 1950 dam had burst, on 26 June. ",
}
END = "\n\nIt closed on June 5, 2019."
PUBLISHED = date(2025, 8, 13)
FACTOR, LIMIT = 10, 20


def seconds(piece: str, size: int) -> float:
    """CPU seconds to read a piece repeated to so many characters; SystemExit where the date at its end is lost."""
    text = piece * (size // len(piece)) + END
    start = time.process_time()
    ends = deque(iterate(text, PUBLISHED), maxlen=1)
    used = time.process_time() - start
    last = ends.pop() if ends else None
    if last is None or last.value != "2019-06-05" or text[last.start : last.end] != "June 5, 2019":
        raise SystemExit(f"{piece!r}: the date at the end was read as {last}")
    return used


def main() -> None:
    """Print a line for each piece; exit code 1 where time is not linear."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=10)
    size = int(parser.parse_args().megabytes * 1e6)
    seconds(PIECES["one long line"], size // FACTOR)  # warms up
    bad = []
    for name, piece in PIECES.items():
        short, long = seconds(piece, size // FACTOR), seconds(piece, size)
        ratio = long / max(short, 1e-3)
        resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name:18} {short:7.3f} s {long:7.2f} s  ratio {ratio:5.1f}  resident {resident:5.0f} MB", flush=True)
        bad += [name] if ratio > LIMIT else []
    if bad:
        sys.exit(f"not linear: {', '.join(bad)}")


if __name__ == "__main__":
    main()
