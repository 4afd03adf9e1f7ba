"""An app over hand-made events, for the tests of the API."""

from datetime import date

from timeline.dates import edtf
from timeline.model import Document, DocumentRef, Event, Evidence, Flag, Participant, Place, TextSpan, digest

TEXT = (
    "Mr. Trump and Mr. Putin met in Helsinki (France) in 2018.\n"
    "They met again in Osaka on June 28, 2019.\n"
    "A summit in Alaska is planned.\n"
)
ARTICLE = Document(
    text=TEXT,
    published=date(2025, 8, 13),
    title="From Helsinki to Alaska",
    url="https://news.example/alaska",
    publisher="The Example",
    authors=("A. Writer",),
)


def span(text: str, words: str, start: int = 0) -> TextSpan:
    """The words in the text."""
    at = text.index(words, start)
    return TextSpan(at, at + len(words), words)


def make_event(document: Document, trigger: str, when: str, **more: object) -> Event:
    """An event whose evidence is the line of the trigger; `time` is the date's words there, if any."""
    text = document.text
    found = span(text, trigger)
    start = text.rfind("\n", 0, found.start) + 1
    end = (text + "\n").index("\n", start)
    words = more.pop("time", None)
    evidence = Evidence(
        document=DocumentRef.of(document),
        quote=text[start:end],
        prefix=text[max(0, start - 10) : start],
        suffix=text[end : end + 10],
        start=start,
        end=end,
        trigger=found,
        time=span(text, str(words), start) if words else None,
        rule="year",
        anchor=document.published.isoformat(),
        anchoring="clause",
        extractor="test 1",
    )
    fields: dict = {"title": f"{trigger} {when}", "type": "meeting", "status": "occurred", **more}
    identity = "ev_" + digest(f"{document.id} {found.start}")
    return Event(identity, date=edtf.parse(when), evidence=(evidence,), **fields)


PEOPLE = (Participant("Donald Trump", "person"), Participant("Vladimir Putin", "person"))
HELSINKI = Place("Helsinki", "Helsinki (France)", "FI", 60.17, 24.94)


def extract(document: Document) -> tuple[Event, ...]:
    """The three events of ARTICLE's text; none for other texts but one for each word "met"."""
    if not document.text.startswith(TEXT):
        return (make_event(document, "met", "2018"),) if "met" in document.text else ()
    flag = Flag("place-country-mismatch", "The text puts Helsinki in France; GeoNames has it in Finland.")
    return (
        make_event(document, "met in", "2018", title="Trump and Putin meet in Helsinki", place=HELSINKI,
                   participants=PEOPLE, flags=(flag,), time="2018"),
        make_event(document, "met again", "2019-06-28", title="Trump and Putin meet in Osaka", participants=PEOPLE,
                   place=Place("Osaka", "Osaka", "JP", 34.69, 135.5), time="June 28, 2019"),
        make_event(document, "summit", "2025-08-13/..", title="Summit in Alaska", status="planned", confidence=0.5),
    )  # fmt: skip
