"""Who is who in an article: fullest names, titles and offices, surnames, pronouns, pairs, leaders."""

import pytest

from timeline.entities.people import Cast, cast
from timeline.text import syntax


def read(text: str, year: int = 2020) -> tuple[Cast, list[list[str]]]:
    """The cast of a text, and for each mention its words and whom they stand for."""
    sentences = syntax.parse(text)
    people = cast(sentences, year)
    said = []
    for mention in people.mentions:
        tokens = sentences[mention.sentence].tokens
        words = text[tokens[mention.first].start : tokens[mention.last - 1].end]
        said.append([words, " + ".join(people.entities[e].name for e in mention.entities)])
    return people, said


@pytest.mark.parametrize(
    ("text", "words", "meant"),
    [
        ("Gareth Pomfret was jailed on Monday. Pomfret stole the money.", "Pomfret", "Gareth Pomfret"),
        ("Judge Helen Arkwright passed sentence. The judge spoke softly.", "The judge", "Helen Arkwright"),
        ("Maria Lopez left the hall. She took a taxi.", "She", "Maria Lopez"),
        ("Peter Jones met Anna Smith in May. He was late.", "He", "Peter Jones"),
        ("Peter Jones met Anna Smith in May. She was late.", "She", "Anna Smith"),
        ("Mr. Jones met Peter Brown. Mr. Brown was late. Mr. Jones left.", "Mr. Brown", "Peter Brown"),
        ("Alice Martin and Robert Klein signed a deal. They left at noon.", "They", "Alice Martin + Robert Klein"),
        ("Trump met Putin in Helsinki. The two leaders met again in 2019.", "The two leaders", "Trump + Putin"),
        ("Norway and Iceland signed an accord. Both sides agreed to meet.", "Both sides", "Norway + Iceland"),
        (
            "Brackenfield Supplies Ltd bought the mill. The company closed it.",
            "The company",
            "Brackenfield Supplies Ltd",
        ),
        ("The Wharfe Valley Trust bought a house. The trust sold it in May.", "The trust", "Wharfe Valley Trust"),
        ("The European Central Bank met on Thursday. The ECB cut rates.", "ECB", "European Central Bank"),
        ("Airbus sold jets. It built the Airbus A350. Airbus won.", "Airbus", "Airbus"),
        ("The Museu da Foz shut in May. The museum reopened in June.", "The museum", "Museu da Foz"),
        (
            "The minister, Ana Ruiz, met her counterpart, Leo Falk. Max Orr sang. The two ministers left.",
            "The two ministers",
            "Ana Ruiz + Leo Falk",
        ),
        ("Riot police fired tear gas on Monday.", "Riot police", "Riot police"),
    ],
)
def test_what_stands_for_whom(text: str, words: str, meant: str) -> None:
    assert [words, meant] in read(text)[1]


def test_a_title_and_a_surname_name_a_leader_of_the_day() -> None:
    people, _ = read("Mr. Trump met Mr. Putin. Trump and Putin shook hands.", 2018)
    assert {entity.name for entity in people.entities} == {"Donald Trump", "Vladimir Putin"}


@pytest.mark.parametrize("text", ["Trump, a shoemaker, sold boots.", "Johnson won the race.", "Mr. Pomfret left."])
def test_a_surname_alone_names_no_leader(text: str) -> None:
    people, _ = read(text, 2018)
    assert all(" " not in entity.name for entity in people.entities)


def test_kinds_and_names_without_titles_or_possessives() -> None:
    people, _ = read("President Anna Smith's party left. Ministry of Health officials met Kestrel Coatings in Norway.")
    assert [(e.name, e.participant().kind) for e in people.entities if e.kind != "group"] == [
        ("Anna Smith", "person"),
        ("Ministry of Health", "organization"),
        ("Kestrel Coatings", "organization"),
        ("Norway", "country"),
    ]


def test_months_and_openers_are_no_names() -> None:
    people, _ = read("Copper was taken in March. On Friday copper came back.")
    assert people.entities == ()


def test_mentions_within_tokens() -> None:
    people, _ = read("Alice Martin left. Robert Klein stayed.")
    assert [m.first for m in people.within(1, 0, 2)] == [0]
    assert people.within(1, 3, 9) == ()


@pytest.mark.parametrize(
    "text", ["", "x", "\ud800", "THE END", "A " * 3000, "Mr. " * 2000, "John Smith and " * 1500, "— — —"]
)
def test_any_text_is_read(text: str) -> None:
    read(text)
