"""Made-up articles and events for the browser: many, of every precision and status, and some that mean harm."""

import random
from dataclasses import replace
from datetime import date, timedelta

from tests.api_support import ARTICLE, extract, make_event
from timeline.model import EVENT_TYPES, STATUSES, Document, Event, Flag, Participant, Place

HELSINKI = "Trump and Putin meet in Helsinki"
SCRIPT = "<script>window.harmed = true</script><img src=x onerror='window.harmed = true'>"
RIGHT_TO_LEFT = "اجتماع القادة في القاهرة (Cairo) بشأن النيل"
LONG = "A very long headline that goes on " * 9
BC = "Caesar is killed in Rome"
OPEN = "The harbour strike begins"

_PLACES = (("Helsinki", "FI"), ("Geneva", "CH"), ("Lagos", "NG"), ("Kyiv", "UA"), ("Osaka", "JP"), ("Lomé", "TG"))
_PEOPLE = ("Vladimir Putin", "Angela Merkel", "Ngozi Okonjo-Iweala", "Kofi Annan", "Christine Lagarde")
_MATTERS = ("the harbour treaty", "a rail bridge", "the coalition", "the budget", "the fishing quota", "the canal")

Batch = list[tuple[Document, tuple[Event, ...]]]


def _article(lines: list[str], published: date, title: str, number: int) -> Document:
    return Document(
        text="\n".join(lines),
        published=published,
        title=title,
        url=f"https://news.example/{number}",
        publisher=("The Example", "Harbour Post", "Le Quotidien")[number % 3],
    )


def _when(pick: random.Random, year: int) -> str:
    month, day = pick.randint(1, 12), pick.randint(1, 28)
    return pick.choices(
        (f"{year}-{month:02d}-{day:02d}", f"{year}-{month:02d}", f"{year}", f"{year // 10}X", f"{year}/..",
         f"{year}-22", f"{year}-03-02/{year}-05-19", f"{year}~"),
        (50, 20, 15, 3, 3, 3, 3, 3),
    )[0]  # fmt: skip


def many(articles: int = 60, each: int = 6, seed: int = 4) -> Batch:
    """Articles with events over some decades, always the same."""
    pick = random.Random(seed)
    batch: Batch = []
    for number in range(articles):
        lines = [
            f"{pick.choice(_PEOPLE)} spoke of {pick.choice(_MATTERS)} as point {number}.{line}." for line in range(each)
        ]
        document = _article(lines, date(1995, 1, 1) + timedelta(days=pick.randrange(11_000)), f"Part {number}", number)
        events = []
        for line, words in enumerate(lines):
            year = min(2027, max(1950, round(pick.gauss(2006, 12))))
            who, matter = words.split(" spoke of ")
            name, country = pick.choice(_PLACES)
            events.append(
                make_event(
                    document,
                    f"point {number}.{line}",
                    _when(pick, year),
                    title=f"{who.split()[-1]} on {matter.split(' as ')[0]} in {name}",
                    type=pick.choice(EVENT_TYPES),
                    status="planned" if year > 2025 else pick.choice(STATUSES + ("occurred",) * 12),
                    participants=(Participant(who, "person"),),
                    place=Place(name, name, country, 60.17, 24.94),
                )
            )
        batch.append((document, tuple(events)))
    return batch


def hostile() -> Batch:
    """What text must never do: run, break the layout, or get lost."""
    lines = [f"{SCRIPT} was marked one.", f"{LONG} was marked two.", f"{RIGHT_TO_LEFT} three.", "Marked four.", "Five."]
    document = Document(
        text="\n".join(lines),
        published=date(2001, 1, 1),
        title=SCRIPT,
        url="https://news.example/'%22><script>",
        publisher=f"{SCRIPT} & Sons",
    )
    flag = Flag("weekday-mismatch", SCRIPT)
    harm = {"place": Place(SCRIPT, SCRIPT, None, None, None), "participants": (Participant(SCRIPT, "group"),)}
    twice = make_event(document, "marked one", "2001-05-05", title=SCRIPT, flags=(flag,), tags=(SCRIPT,), **harm)
    twice = replace(twice, evidence=twice.evidence + make_event(document, "Five", "2001-05-05").evidence)
    return [
        (
            document,
            (
                twice,
                make_event(document, "marked two", "1999", title=LONG, type="legal"),
                make_event(document, "three", "2010-02", title=RIGHT_TO_LEFT),
                make_event(document, "Marked four", "-0043-03-15", title=BC, type="death"),
                make_event(document, "Five", "2100/..", title=OPEN, type="protest", status="planned"),
            ),
        )
    ]


def crowd(events: int = 10_000) -> Batch:
    """So many events on one day."""
    lines = [f"Report {number:05d} came in." for number in range(events)]
    document = Document(text="\n".join(lines), published=date(2005, 6, 2), title="A long day")
    at = {line: 23 * number for number, line in enumerate(lines)}
    assert len(at) == events
    template = make_event(document, "Report 00000", "2005-06-01", title="Report 00000", type="other")
    return [(document, tuple(_numbered(template, number) for number in range(events)))]


def _numbered(template: Event, number: int) -> Event:
    return replace(template, id=f"ev_crowd{number:05d}", title=f"Report {number:05d}")


def everything() -> Batch:
    """The usual store of the browser tests."""
    return [*many(), *hostile(), (ARTICLE, extract(ARTICLE))]
