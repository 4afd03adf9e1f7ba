# ruff: noqa: E501 (templates read best on a line each)
"""Made articles in any number, for benchmarks: stories from templates, and paragraphs of the fixtures between them.

The same number and seed give the same articles.

    python benchmarks/articles.py 100000 > articles.jsonl
"""

import argparse
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson

FIXTURES = Path(__file__).parent.parent / "fixtures" / "articles"
FIRST, LAST = date(2015, 1, 1), date(2025, 12, 31)

PEOPLE = ["Anna", "Boris", "Carla", "Daniel", "Elena", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Karim", "Lucia", "Marek",
          "Nadia", "Oskar", "Petra", "Quentin", "Rosa", "Stefan", "Tamara", "Ugo", "Vera", "Wanda", "Yusuf", "Zora"]  # fmt: skip
SURNAMES = ["Adler", "Brandt", "Castro", "Dumont", "Eriksen", "Fischer", "Garcia", "Horvat", "Ivanov", "Jansen", "Kowalski",
            "Lindqvist", "Moreau", "Novak", "Okafor", "Petrov", "Quinn", "Rossi", "Silva", "Tanaka", "Ulrich", "Vargas",
            "Weber", "Yilmaz", "Zhang"]  # fmt: skip
CITIES = ["Helsinki", "Geneva", "Lima", "Osaka", "Nairobi", "Toronto", "Lisbon", "Vienna", "Jakarta", "Denver", "Marseille",
          "Glasgow", "Santiago", "Busan", "Tunis", "Riga", "Antwerp", "Bilbao", "Hamburg", "Mumbai"]  # fmt: skip
FIRMS = ["Alder Foods", "Brightfield", "Corvin Steel", "Delta Rail", "Eastgate Bank", "Farrow Energy", "Granite Telecom",
         "Halden Shipping", "Ironbridge Motors", "Juniper Labs"]  # fmt: skip
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

STORIES = [
    ["{firm} and {firm2} sign {money} deal in {city}",
     "{firm} agreed on {weekday} to buy a {share} per cent stake in {firm2} for {money}, the two companies said in {city}.",
     "Shareholders will vote on the agreement on {later}. {person}, who has led {firm} since {year}, called it a milestone."],
    ["{person} elected mayor of {city}",
     "{person} was elected mayor of {city} on {weekday} with {share} per cent of the vote, beating {person2}.",
     "{surname} will take office on {later}. Turnout was the highest since {year}."],
    ["Storm cuts power in {city}",
     "A storm hit {city} on {weekday}, cutting power to {number} homes and killing {small} people, officials said.",
     "Trains will not run until {later}. It was the worst storm in the region since {month} {year}."],
    ["Talks on {city} border end without agreement",
     "Ministers met in {city} on {weekday} for talks on the border but parted without an agreement after {small} hours.",
     "{person} and {person2} last met in {month} {year}. They will meet again on {later}, a spokesman said."],
    ["Court sentences {person} to {small} years",
     "A court in {city} sentenced {person} to {small} years in prison on {weekday} for fraud at {firm}.",
     "{surname} was arrested in {month} {year}. The defence said it would appeal by {later}."],
    ["Strike shuts port of {city}",
     "Dockers in {city} went on strike on {weekday} over pay, leaving {small} ships at anchor.",
     "The union rejected an offer of {share} per cent. The last strike at the port, in {year}, went on for {small} weeks."],
    ["{firm} launches satellite from {city}",
     "{firm} launched a satellite from its site near {city} on {weekday}, {small} months behind plan.",
     "A first attempt failed in {month} {year}. The next launch is set for {later}, said {person}."],
    ["Museum in {city} reopens",
     "The museum of {city} reopened on {weekday} after {small} years of work that cost {money}.",
     "{person}, its director, opened an exhibition that runs until {later}. The building was damaged by fire in {year}."],
]  # fmt: skip
DETAILS = [
    "“We have worked for this since {month} {year},” said {person}, adding that {number} people were affected.",
    "According to {firm}, costs rose by {share} per cent in {year} and will fall again next year.",
    "{person} of {city} told reporters that a decision would be made within {small} weeks.",
    "In {month} {year}, {person2} resigned after a report found {small} errors in the accounts of {firm2}.",
    "Police in {city} said {small} people were detained and released two days later.",
    "The council of {city} approved the plan in {month} {year} by {share} votes to {small}.",
    "Last year {number} visitors came to {city}, {share} per cent more than in {year}.",
    "{firm2} said it would publish a report on {later} and declined to comment until then.",
    "A spokeswoman for {person} said on {weekday} that talks with {firm} had begun three weeks ago.",
    "Residents of {city} had asked for a new inquiry after the accident of {month} {year}.",
]


def make(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Articles as records: title, text, published, url, publisher."""
    choose = random.Random(seed)
    background = paragraphs()
    for number in range(count):
        yield make_one(choose, number, background)


def make_one(choose: random.Random, number: int, background: list[str]) -> dict[str, Any]:
    """One article of about 2,000 characters."""
    day = FIRST + timedelta(days=choose.randrange((LAST - FIRST).days))
    title, *story = choose.choice(STORIES)
    slots = fill(choose, day)
    body = [line.format(**slots) for line in story]
    body += [line.format(**{**slots, **other(choose, day)}) for line in choose.sample(DETAILS, choose.randint(4, 7))]
    body += choose.sample(background, choose.randint(1, 3))
    return {
        "title": title.format(**slots),
        "text": "\n\n".join(body),
        "published": day.isoformat(),
        "url": f"https://news.example/{day:%Y/%m}/{number}",
        "publisher": f"The {choose.choice(CITIES)} Post",
        "language": "en",
    }


def fill(choose: random.Random, day: date) -> dict[str, str]:
    """Values for every slot of a template."""
    later = day + timedelta(days=choose.randint(10, 120))
    person = choose.choice(SURNAMES)
    return {
        "person": f"{choose.choice(PEOPLE)} {person}",
        "surname": person,
        "later": f"{later.day} {MONTHS[later.month - 1]}",
        "weekday": choose.choice(WEEKDAYS),
        "year": str(day.year - choose.randint(1, 20)),
        **other(choose, day),
    }


def other(choose: random.Random, day: date) -> dict[str, str]:
    """Slots that differ from sentence to sentence."""
    return {
        "person2": f"{choose.choice(PEOPLE)} {choose.choice(SURNAMES)}",
        "city": choose.choice(CITIES),
        "firm": choose.choice(FIRMS),
        "firm2": choose.choice(FIRMS),
        "money": f"${choose.randint(2, 900)} million",
        "share": str(choose.randint(2, 97)),
        "number": f"{choose.randint(1_000, 90_000):,}",
        "small": str(choose.randint(2, 30)),
        "month": choose.choice(MONTHS),
        "year": str(day.year - choose.randint(1, 20)),
    }


def paragraphs() -> list[str]:
    """Paragraphs of the fixture articles, of middling length."""
    found = [
        line.strip()
        for path in sorted(FIXTURES.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").split("\n\n")
    ]
    return [line for line in found if 100 <= len(line) <= 600]


def main() -> None:
    """Write articles as JSON lines on standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for article in make(given.count, given.seed):
        sys.stdout.buffer.write(orjson.dumps(article, option=orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    main()
