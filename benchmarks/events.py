"""Accuracy and speed of event extraction, with simple baselines in the same run.

    python benchmarks/events.py gold [PATH …] [--errors] [--lenient]   # gold JSONL, or folders of fixtures/gold
    python benchmarks/events.py calibration [PATH …]                   # share of right events by confidence
    python benchmarks/events.py semeval FOLDER …                       # corpus folders of SemEval-2015 task 4
    python benchmarks/events.py meantime FOLDER …                      # trigger words (see benchmarks/meantime.py)
    python benchmarks/events.py speed [PATH …]                         # articles a second and core, profile by stage

A gold JSONL line is an article {"id", "published", "text", "events": [{"quote", "from", "to", "place", "who", "status",
"type", "shares_trigger"?}], "optional": […]}; the fixtures hold the same in files (fixtures/README.md).

An event pairs with a gold event when one of its triggers lies inside the gold quote (its time, where the gold shares
its trigger), one to one, equal dates first; --lenient: overlaps it, which baselines that only point at sentences need.
found: paired; dated: paired with both bounds equal; place, who, status, type: over the dated pairs. Events that touch
an optional one are forgiven.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import time
import tomllib
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from timeline.dates import edtf, tagger  # noqa: E402
from timeline.events.dating import Dating  # noqa: E402
from timeline.events.reading import readings  # noqa: E402
from timeline.events.tense import Tenses  # noqa: E402
from timeline.events.triggers import noun_mentions, verb_mentions  # noqa: E402
from timeline.model import Document  # noqa: E402
from timeline.pipeline import extract  # noqa: E402
from timeline.schemas import event_json  # noqa: E402
from timeline.text import lexicon, syntax  # noqa: E402
from timeline.text.retag import Retagged  # noqa: E402

Json = dict[str, Any]
Extractor = Callable[[Document], list[Json]]


@dataclass(frozen=True, slots=True)
class Article:
    """A document with the events that a person marked in it."""

    id: str
    document: Document
    events: list[Json]
    optional: list[Json]


# --- gold ------------------------------------------------------------------------------------------------------------


def read_gold(paths: Iterable[Path]) -> list[Article]:
    """Articles of gold JSONL files and of folders of the fixtures' form."""
    return [article for path in paths for article in (_folder(path) if path.is_dir() else _lines(path))]


def _lines(path: Path) -> Iterator[Article]:
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        document = Document(row["text"], date.fromisoformat(row["published"]), row.get("title"))
        yield Article(row["id"], document, row["events"], row.get("optional", []))


def _folder(path: Path) -> Iterator[Article]:
    for gold in sorted(path.glob("*.json")):
        source = path.parent.parent / "articles" / f"{gold.stem}.txt"
        known = tomllib.loads(source.with_suffix(".toml").read_text("utf-8"))
        document = Document(source.read_bytes().decode(), date.fromisoformat(str(known["published"])))
        yield Article(gold.stem, document, **json.loads(gold.read_text("utf-8")))


# --- scoring ---------------------------------------------------------------------------------------------------------


def pairs(article: Article, gold: Sequence[Json], events: Sequence[Json], lenient: bool) -> list[tuple[int, int]]:
    """One-to-one pairs of gold and predicted events, equal dates first."""
    candidates = sorted(
        (not same_date(g, e), i, j)
        for i, g in enumerate(gold)
        for j, e in enumerate(events)
        if touches(article.document.text, g, e, lenient)
    )
    taken_gold: set[int] = set()
    taken_events: set[int] = set()
    found = []
    for _, i, j in candidates:
        if i not in taken_gold and j not in taken_events:
            taken_gold.add(i)
            taken_events.add(j)
            found.append((i, j))
    return found


def same_date(gold: Json, event: Json) -> bool:
    """Whether an event has exactly the bounds of a gold one."""
    return bool((gold["from"], gold["to"]) == (event["date"]["earliest"], event["date"]["latest"]))


def _same_name(gold: str, name: str | None) -> bool:
    a, b = gold.lower().strip(), (name or "").lower().strip()
    return bool(a and b) and (a in b or b in a)


def touches(text: str, gold: Json, event: Json, lenient: bool) -> bool:
    """Whether an event has a trigger in the quote of a gold one (its time, where the gold shares its trigger)."""
    start = text.index(gold["quote"])
    end = start + len(gold["quote"])
    part = "time" if gold.get("shares_trigger") and not lenient else "trigger"
    spans = [evidence[part] for evidence in event["evidence"] if evidence[part]]
    if lenient:
        return any(span["start"] < end and start < span["end"] for span in spans)
    return any(start <= span["start"] and span["end"] <= end for span in spans)


@dataclass
class Score:
    """Counts over articles, and the figures they give."""

    count: Counter[str]
    errors: list[str]

    def figures(self) -> dict[str, float]:
        """Each measure by name, 0 to 1."""
        n = self.count

        def share(part: str, whole: str) -> float:
            return n[part] / n[whole] if n[whole] else 0.0

        both = n["gold"] + n["events"]
        return {
            "found F1": 2 * n["found"] / both if both else 0.0,
            "dated F1": 2 * n["dated"] / both if both else 0.0,
            "precision": share("dated", "events"),
            "recall": share("dated", "gold"),
            "place": share("place", "places"),
            "who": share("who", "names"),
            "status": share("status", "dated"),
            "type": share("type", "dated"),
        }


def score(articles: Sequence[Article], predicted: Sequence[list[Json]], lenient: bool = False) -> Score:
    """Score predicted events of articles, in the same order, against their gold."""
    n: Counter[str] = Counter()
    errors = []
    for article, events in zip(articles, predicted, strict=True):
        found = pairs(article, article.events, events, lenient)
        used = {j for _, j in found}
        left = [event for j, event in enumerate(events) if j not in used]
        wrong = [e for e in left if not any(touches(article.document.text, o, e, lenient) for o in article.optional)]
        n.update(gold=len(article.events), events=len(events) - len(left) + len(wrong), found=len(found))
        for i, j in found:
            _count(n, errors, article, article.events[i], events[j])
        matched = {i for i, _ in found}
        errors += [f"missed\t{article.id}\t{g['quote']}" for i, g in enumerate(article.events) if i not in matched]
        errors += [f"spurious\t{article.id}\t{e['title']}\t{e['date']['edtf']}" for e in wrong]
    return Score(n, errors)


def _count(n: Counter[str], errors: list[str], article: Article, gold: Json, event: Json) -> None:
    if not same_date(gold, event):
        errors.append(f"date\t{article.id}\t{gold['quote']}\t{gold['from']}/{gold['to']}\t{event['date']['edtf']}")
        return
    names = [participant["name"] for participant in event["participants"]]
    n["dated"] += 1
    n["status"] += gold["status"] == event["status"]
    n["type"] += gold["type"] == event["type"]
    n["names"] += len(gold["who"])
    n["who"] += sum(any(_same_name(who, name) for name in names) for who in gold["who"])
    if gold["place"]:
        n["places"] += 1
        n["place"] += _same_name(gold["place"], (event["place"] or {}).get("name"))


# --- extractors ------------------------------------------------------------------------------------------------------


def ours(document: Document) -> list[Json]:
    """This project."""
    return [event_json(event) for event in extract(document)]


def with_dateparser(document: Document) -> list[Json]:
    """Every date that dateparser finds in a sentence, taken for an event of the sentence; bare years widened."""
    from dateparser.search import search_dates

    settings = {"RELATIVE_BASE": _noon(document.published), "PREFER_DAY_OF_MONTH": "first"}
    events = []
    for sentence in syntax.split(document.text):
        quote = document.text[sentence.start : sentence.end]
        for words, found in search_dates(quote, languages=["en"], settings=settings) or ():
            year = re.fullmatch(r"(?:in )?(\d{4})", words.strip())
            value = year[1] if year else found.date().isoformat()
            events.append(_bare_event(sentence.start, sentence.end, value))
    return events


def with_publication_date(document: Document) -> list[Json]:
    """Every sentence an event of the publication date."""
    value = document.published.isoformat()
    return [_bare_event(sentence.start, sentence.end, value) for sentence in syntax.split(document.text)]


def with_nearest_date(document: Document) -> list[Json]:
    """Every trigger word of a sentence with a date, dated by the nearest one."""
    words = lexicon.load(document.language)
    sentences = Retagged(syntax.parse(document.text), words)
    expressions = tagger.tag(document.text, document.published, tenses=Tenses(sentences))
    read = tuple(readings(document.text, sentences, expressions))
    events = []
    for reading in read:
        times = [t for t in reading.times if t.expression.temporal and t.expression.type in ("DATE", "TIME")]
        verbs = map(verb_mentions(reading), range(len(reading.clauses)))
        mentions = [m for m in verbs if m and m.eventive] + noun_mentions(reading)
        for mention in {m.first: m for m in mentions}.values() if times else ():
            nearest = min(times, key=lambda t: abs(t.first - mention.first)).expression.temporal
            assert nearest is not None
            first, last = reading.tokens[mention.first], reading.tokens[mention.last - 1]
            events.append(_bare_event(first.start, last.end, nearest.edtf))
    return events


def _noon(day: date) -> Any:
    from datetime import datetime

    return datetime(day.year, day.month, day.day, 12)


def _bare_event(start: int, end: int, value: str) -> Json:
    bounds = edtf.bounds(value)
    when = {"edtf": value, "earliest": bounds[0], "latest": bounds[1]}
    evidence = [{"trigger": {"start": start, "end": end}, "time": None}]
    bare = {"title": "", "status": "occurred", "type": "other", "place": None, "participants": []}
    return {**bare, "date": when, "evidence": evidence}


BASELINES: dict[str, Extractor] = {
    "dateparser, each sentence": with_dateparser,
    "publication date": with_publication_date,
    "nearest date, each trigger": with_nearest_date,
}


# --- commands --------------------------------------------------------------------------------------------------------


def gold_command(options: argparse.Namespace) -> None:
    """Accuracy on each path, strict and lenient, with the baselines (lenient)."""
    for path in options.paths:
        articles = read_gold([path])
        predicted = [ours(article.document) for article in articles]
        result = score(articles, predicted, options.lenient)
        print(f"{path}: {len(articles)} articles, {result.count['gold']} events, {result.count['events']} predicted")
        _print_row("this project", result)
        _print_row("this project, lenient", score(articles, predicted, lenient=True))
        for name, baseline in BASELINES.items():
            _print_row(f"{name}, lenient", score(articles, [baseline(a.document) for a in articles], lenient=True))
        if options.errors:
            print(*result.errors, sep="\n")


def _print_row(name: str, result: Score) -> None:
    print(f"  {name:38}" + "  ".join(f"{key} {value:.3f}" for key, value in result.figures().items()))


def calibration_command(options: argparse.Namespace) -> None:
    """Share of right events (paired, dated) by confidence; those that touch optional events only are left out."""
    bins: dict[int, list[bool]] = {}
    articles = read_gold(options.paths)
    for article in articles:
        events = ours(article.document)
        found = pairs(article, article.events, events, lenient=False)
        right = {j for i, j in found if same_date(article.events[i], events[j])}
        used = {j for _, j in found}
        for j, event in enumerate(events):
            if j not in used and any(touches(article.document.text, o, event, False) for o in article.optional):
                continue
            bins.setdefault(min(int(event["confidence"] * 10), 9), []).append(j in right)
    for tenth in sorted(bins):
        share = sum(bins[tenth]) / len(bins[tenth])
        print(f"  confidence {tenth / 10:.1f} to {(tenth + 1) / 10:.1f}: {share:.2f} right of {len(bins[tenth])}")
    sure = [right for tenth, rights in bins.items() if tenth >= 8 for right in rights]
    print(f"  above 0.8: {sum(sure) / len(sure):.2f} right of {len(sure)}" if sure else "  none above 0.8")


def semeval_command(options: argparse.Namespace) -> None:
    """Share of the dated gold mentions of SemEval-2015 task 4 whose date is exactly the gold one."""
    total: Counter[str] = Counter()
    for folder in options.paths:
        documents = dict(_semeval_documents(folder))
        if not documents:
            raise SystemExit(f"{folder}: no corpus_trackA_TimeML/*.tml in it or below")
        for id, sentence, words, gold in sorted(_semeval_gold(folder)):
            if id not in documents:
                continue
            dating, published, places = documents[id]
            start, text = places.get(sentence, (0, ""))
            at = text.find(words) if words in text else text.find(words.split()[0])
            if at < 0:
                total["not found in the text"] += 1
                continue
            dated = dating.at(start + at)
            found = dated.expression.value[:10] if dated.expression else published
            nearest = _first_value(dating, start, text)
            total["mentions"] += 1
            total["this project"] += found == gold
            total["publication date"] += published == gold
            total["a date of the sentence, else publication"] += (nearest or published) == gold
            total[f"{dated.how}: right"] += found == gold
            total[f"{dated.how}: all"] += 1
    for name in ("this project", "publication date", "a date of the sentence, else publication"):
        print(f"  {name:44}{total[name] / max(total['mentions'], 1):.3f} of {total['mentions']}")
    print(" ", {name: number for name, number in total.items() if ":" in name or "found" in name})


def _first_value(dating: Dating, start: int, text: str) -> str | None:
    """The first date named in a sentence, whatever its clause."""
    values = [e.value[:10] for e in dating.expressions if start <= e.start < start + len(text) and e.temporal]
    return values[0] if values else None


def _semeval_documents(folder: Path) -> Iterator[tuple[str, tuple[Dating, str, dict[int, tuple[int, str]]]]]:
    for path in sorted(folder.glob("**/corpus_trackA_TimeML/*.tml")):
        root = ElementTree.parse(path).getroot()
        published = _iso_day(root.findtext("DCT/TIMEX3") or "")
        text, places = "", {}
        for sentence in root.iterfind("TEXT/s"):
            words = "".join(sentence.itertext())
            places[int(sentence.get("id", "0"))] = (len(text), words)
            text += words + "\n"
        dating = Dating(Document(text, date.fromisoformat(published)))
        yield root.findtext("DOCID") or path.stem, (dating, published, places)


def _iso_day(text: str) -> str:
    """An ISO day; the corpus writes one of its dates as day-month-year."""
    day = re.fullmatch(r"(\d\d)-(\d\d)-(\d{4})", text)
    return f"{day[3]}-{day[2]}-{day[1]}" if day else text[:10]


def _semeval_gold(folder: Path) -> set[tuple[str, int, str, str]]:
    """Dated mentions: document, sentence, words, date as far as it is known."""
    found = set()
    for path in folder.glob("**/TimeLines_Gold_Standard/*.txt"):
        for line in path.read_text("utf-8").splitlines()[1:]:
            _, when, *mentions = (*line.split("\t"), "", "")
            for mention in mentions:
                place = re.match(r"(\d+)-(\d+)-(.+)", mention.strip())
                if place and when and not when.startswith("XXXX"):
                    found.add((place[1], int(place[2]), place[3].replace("_", " "), when.replace("-XX", "")))
    return found


def meantime_command(options: argparse.Namespace) -> None:
    """Trigger words, by the benchmark of the models."""
    script = Path(__file__).with_name("meantime.py")
    subprocess.run([sys.executable, str(script), *map(str, options.paths)], check=True)


def speed_command(options: argparse.Namespace) -> None:
    """Articles of 3,000 characters a second on one core, the share of each stage, memory and start-up."""
    bare, first = _processor_time("pass"), _processor_time(_FIRST)
    texts = [article.document for article in read_gold(options.paths)]
    for document in texts:
        extract(document)  # vocabulary and patterns that are kept
    characters = sum(len(document.text) for document in texts)
    repeats = max(1, 600_000 // characters)
    began = time.process_time()
    for _ in range(repeats):
        for document in texts:
            extract(document)
    seconds = time.process_time() - began
    rate = characters * repeats / 3_000 / seconds
    print(f"  {rate:.0f} articles of 3,000 characters a second on one core")
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"  {resident} MB resident at most; {first - bare:.2f} s to import and read a first line")
    for stage, share in _profile(texts).items():
        print(f"    {stage:20}{share:5.0%}")


_FIRST = """
from datetime import date
from timeline.model import Document
from timeline.pipeline import extract
extract(Document("Trump met Putin in Helsinki on 16 July 2018.", date(2018, 7, 17)))
"""


def _processor_time(code: str) -> float:
    """Seconds of processor time that Python takes to run some code, the least of three runs."""
    seconds = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(seconds)


def _profile(documents: Sequence[Document]) -> dict[str, float]:
    """Share of time by module, from a profile of one pass."""
    import cProfile
    import pstats

    profile = cProfile.Profile()
    profile.enable()
    for document in documents:
        extract(document)
    profile.disable()
    total: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        inside = "timeline/" in file
        total[file.split("timeline/")[-1] if inside else "libraries and built-ins"] += own
    whole = sum(total.values())
    return {name: seconds / whole for name, seconds in total.most_common(14)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one of the measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="gold|calibration|semeval|meantime|speed")
    for name, command in (
        ("gold", gold_command),
        ("calibration", calibration_command),
        ("semeval", semeval_command),
        ("meantime", meantime_command),
        ("speed", speed_command),
    ):
        sub = commands.add_parser(name, help=(command.__doc__ or "").splitlines()[0])
        sub.set_defaults(command=command)
        needed = name in ("semeval", "meantime")
        sub.add_argument("paths", nargs="+" if needed else "*", type=Path)
        if name == "gold":
            sub.add_argument("--errors", action="store_true", help="list what was missed, spurious or misdated")
            sub.add_argument("--lenient", action="store_true", help="pair by overlap in the list of errors")
    options = parser.parse_args(arguments)
    options.paths = options.paths or sorted(path for path in (ROOT / "fixtures" / "gold").iterdir() if path.is_dir())
    options.command(options)


if __name__ == "__main__":
    main()
