#!/usr/bin/env python3
"""Time expressions: accuracy on annotated documents and speed, beside its peers, in one run.

    python -m benchmarks.timex FOLDER… [--megabytes 20] [--peers dateparser,chrono-node] [--parts]

FOLDER holds TimeML (*.tml, TIMEX3) or WikiWars (*.key.xml, TIMEX2) files. Accuracy is that of TempEval-3 task A: F1 of
identical spans (strict), of overlapping ones (relaxed), and relaxed F1 times the share whose value is the gold one.
`--parts` gives documents by the first byte of the SHA-256 of their name: those that leave 1 when divided by four were
only ever counted, the others were tuned on (at first the even ones, later those that leave 3 as well). Speed is the
CPU time of one process over all texts repeated to so many megabytes, tag to values, after a pass that warms up.

dateparser comes with the project. chrono-node is used where `npm install chrono-node` was run in --npm (default: the
current folder) and Node is on the path.
"""

import argparse
import hashlib
import html
import json
import re
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from timeline.dates.tagger import iterate

TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>|<!--.*?-->|<[?!][^>]*>", re.S)
ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")

Span = tuple[int, int, str]  # start, end, TIMEX3 value


@dataclass(frozen=True)
class Gold:
    """A document's name, creation day (None where it has none), text and outermost gold expressions."""

    name: str
    published: date | None
    text: str
    spans: tuple[Span, ...]


Reader = Callable[[str, date | None], Iterable[Span]]


def read(path: Path) -> Gold:
    """A TimeML or WikiWars document."""
    raw = path.read_text(encoding="utf-8-sig", errors="replace").replace("\r\n", "\n")
    body = re.search(r"<TEXT\b[^>]*>(.*)</TEXT>", raw, re.S)
    if not body:
        raise SystemExit(f"{path}: no TEXT element")
    creation = re.search(r"<(?:DCT|DATETIME)\b[^>]*>.*?<TIMEX[23]\b([^>]*)>", raw[: body.start()], re.S)
    day = re.match(r"\d{4}-\d\d-\d\d", _value(creation[1])) if creation else None
    text, spans, open_tags, at = "", [], [], 0
    for tag in TAG.finditer(body[1]):
        text += html.unescape(body[1][at : tag.start()])
        at = tag.end()
        if (tag[2] or "").upper() not in ("TIMEX2", "TIMEX3") or tag[3].rstrip().endswith("/"):
            continue
        if not tag[1]:
            open_tags.append((len(text), tag[3]))
        elif open_tags:
            start, attributes = open_tags.pop()
            words = text[start:]
            if not open_tags and words.strip():
                begin = start + len(words) - len(words.lstrip())
                spans.append((begin, begin + len(words.strip()), _value(attributes)))
    text += html.unescape(body[1][at:])
    return Gold(path.name.split(".key.xml")[0], date.fromisoformat(day[0]) if day else None, text, tuple(spans))


def _value(attributes: str) -> str:
    found = {name.lower(): html.unescape(a or b) for name, a, b in ATTRIBUTE.findall(attributes)}
    return found.get("value", found.get("val", ""))


def score(gold: Iterable[tuple[tuple[Span, ...], list[Span]]]) -> dict[str, float]:
    """Strict, relaxed and value F1 in per cent; pairs are one to one, identical spans first, then by overlap."""
    total = strict = relaxed = value = 0
    for wanted, found in gold:
        total += len(wanted) + len(found)
        overlaps = sorted(
            (one[:2] != two[:2], max(one[0], two[0]) - min(one[1], two[1]), one[0], two[0], i, j)
            for i, one in enumerate(wanted)
            for j, two in enumerate(found)
            if max(one[0], two[0]) < min(one[1], two[1])
        )
        used: tuple[set[int], set[int]] = (set(), set())
        for differ, *_, i, j in overlaps:
            if i in used[0] or j in used[1]:
                continue
            used[0].add(i)
            used[1].add(j)
            relaxed += 1
            strict += not differ
            value += wanted[i][2] == found[j][2]
    return {name: 200 * n / max(total, 1) for name, n in (("strict", strict), ("relaxed", relaxed), ("value", value))}


def ours(text: str, published: date | None) -> list[Span]:
    """This project."""
    return [(one.start, one.end, one.value) for one in iterate(text, published)]


def dateparser_search(text: str, published: date | None) -> list[Span]:
    """dateparser's scanner; it gives no granularity, so a date is taken as fine as its words show."""
    from dateparser.search import search_dates

    base = datetime.combine(published or date(2000, 1, 1), datetime.min.time())
    found = search_dates(text, languages=["en"], settings={"RELATIVE_BASE": base}) or []
    spans, at = [], 0
    for words, moment in found:
        start = text.find(words, at)
        if start >= 0:
            at = start + len(words)
            spans.append((start, at, _as_fine_as(words, moment)))
    return spans


def _as_fine_as(words: str, moment: datetime) -> str:
    if re.fullmatch(r"\D*\d{4}\D*", words) and not re.search(r"[a-z]{3}", words, re.I):
        return f"{moment:%Y}"
    if re.search(r"\b\d{1,2}\b|day|ago", words):
        return f"{moment:%Y-%m-%d}"
    return f"{moment:%Y-%m}" if re.search(r"[A-Z][a-z]{2}", words) else f"{moment:%Y-%m-%d}"


CHRONO = r"""
const chrono = require(process.argv[1] + '/node_modules/chrono-node');
const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const pad = (n, w = 2) => String(n).padStart(w, '0');
const value = c => {
  let v = pad(c.get('year'), 4);
  if (c.isCertain('month') || c.isCertain('day') || c.isCertain('weekday')) v += '-' + pad(c.get('month'));
  if (c.isCertain('day') || c.isCertain('weekday')) v += '-' + pad(c.get('day'));
  if (c.isCertain('hour')) v += 'T' + pad(c.get('hour')) + ':' + pad(c.get('minute'));
  return v;
};
const read = d => chrono.parse(d.text, d.published ? new Date(d.published + 'T12:00:00') : new Date())
  .map(r => [r.index, r.index + r.text.length, value(r.start)]);
const out = input.docs.map(read);
const start = process.cpuUsage();
for (let i = 0; i < input.repeat; i++) input.docs.forEach(read);
const used = process.cpuUsage(start);
console.log(JSON.stringify({ spans: out, seconds: (used.user + used.system) / 1e6 }));
"""


def run_chrono(documents: list[Gold], repeat: int, npm: Path) -> tuple[list[list[Span]], float] | None:
    """chrono-node's spans and its CPU seconds for so many passes; None where it is not installed."""
    if not (npm / "node_modules" / "chrono-node").is_dir():
        return None
    docs = [{"text": d.text, "published": d.published.isoformat() if d.published else None} for d in documents]
    answer = subprocess.run(
        ["node", "-e", CHRONO, str(npm.resolve())],
        input=json.dumps({"docs": docs, "repeat": repeat}),
        capture_output=True,
        text=True,
        check=True,
    )
    data = json.loads(answer.stdout)
    # JavaScript counts UTF-16 units; these corpora hold nothing outside the basic plane.
    return [[(a, b, value) for a, b, value in spans] for spans in data["spans"]], data["seconds"]


def run(reader: Reader, documents: list[Gold], repeat: int) -> tuple[list[list[Span]], float]:
    """Spans of every document, and CPU seconds for so many further passes over them all."""
    found = [list(reader(d.text, d.published)) for d in documents]
    start = time.process_time()
    for _ in range(repeat):
        for d in documents:
            for _ in reader(d.text, d.published):
                pass
    return found, time.process_time() - start


def tuned(name: str) -> bool:
    """Whether a document's errors were looked at: a rule fixed before anything was measured."""
    return hashlib.sha256(name.removesuffix(".tml").encode()).digest()[0] % 4 != 1


def main() -> None:
    """Print a table for each folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument("--peers", default="dateparser,chrono-node")
    parser.add_argument("--npm", type=Path, default=Path())
    parser.add_argument("--parts", action="store_true")
    options = parser.parse_args()
    for folder in options.folders:
        paths = sorted(p for p in folder.rglob("*") if p.name.endswith((".tml", ".key.xml")))
        if not paths:
            raise SystemExit(f"{folder}: no *.tml or *.key.xml")
        documents = [read(path) for path in paths]
        size = sum(len(d.text) for d in documents)
        repeat = max(1, round(options.megabytes * 1e6 / size))
        print(f"{folder.name}: {len(documents)} documents, {size} characters, repeated {repeat} times")
        results = {"timeline": (*run(ours, documents, repeat), repeat)}
        if "chrono" in options.peers and (chrono := run_chrono(documents, repeat, options.npm)):
            results["chrono-node"] = (*chrono, repeat)
        if "dateparser" in options.peers:
            results["dateparser"] = (*run(dateparser_search, documents, 1), 1)
        parts = {"all": documents}
        if options.parts:
            parts |= {part: [d for d in documents if tuned(d.name) == (part == "tuned")] for part in ("tuned", "rest")}
        for name, (found, seconds, passes) in results.items():
            for part, members in parts.items():
                chosen = [(d.spans, spans) for d, spans in zip(documents, found, strict=True) if d in members]
                figures = "  ".join(f"{key} {number:5.1f}" for key, number in score(chosen).items())
                print(f"  {name:12} {part:6} {figures}  {passes * size / seconds / 1e6:6.2f} M characters/s")


if __name__ == "__main__":
    main()
