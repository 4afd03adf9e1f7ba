from datetime import date
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from timeline.dates.tagger import tag
from timeline.dates.timex3 import timeml

PUBLISHED = date(2025, 8, 13)


def test_marks_the_expressions_in_line() -> None:
    text = "R&D <fell> in early 2019.\r\nMore on Tuesday."
    document = timeml(text, tag(text, PUBLISHED), PUBLISHED, "a&b")
    root = ElementTree.fromstring(document)
    body = root.find("TEXT")
    assert body is not None and "".join(body.itertext()) == text
    assert [(one.text, one.attrib) for one in body] == [
        ("early 2019", {"tid": "t1", "type": "DATE", "value": "2019", "mod": "START"}),
        ("Tuesday", {"tid": "t2", "type": "DATE", "value": "2025-08-12"}),
    ]
    assert root.findtext("DOCID") == "a&b"
    assert root.findtext("DCT/TIMEX3") == "2025-08-13"


@given(st.text())
def test_any_text_gives_well_formed_xml(text: str) -> None:
    body = ElementTree.fromstring(timeml(text, tag(text, None), None)).find("TEXT")
    assert body is not None and len("".join(body.itertext())) == len(text)
