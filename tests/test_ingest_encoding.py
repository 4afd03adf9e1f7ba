import pytest

from timeline.errors import InvalidInput
from timeline.ingest.encoding import decode_page


@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("utf-8", "", None),
        ("utf-8", '<meta charset="windows-1251">', None),  # a wrong label
        ("utf-8", "", "iso-8859-1"),  # a wrong header
        ("cp1252", '<meta charset="iso-8859-1">', None),
        ("cp1252", "", "windows-1252"),
        ("cp1252", '<meta charset="no-such-thing">', "iso-8859-1"),
        ("utf-16", "", None),
        ("utf-8-sig", '<meta charset="latin1">', None),
    ],
)
def test_encodings(encoding: str, declared: str, charset: str | None) -> None:
    text = f"<html><head>{declared}</head><body>Größe „Café“ naïve élève</body></html>"
    assert "„Café“ naïve élève" in decode_page(text.encode(encoding), charset)


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    raw = "<html><body>Größe élève, déjà vu, où ça, là-bas, très été</body></html>".encode() + b"\xe9\xff"
    assert "déjà vu" in decode_page(raw)


@pytest.mark.parametrize(
    ("language", "encoding", "text"),
    [
        ("de", "cp1252", "Größe"),
        ("ru", "cp1251", "Встреча состоялась"),
        ("ja", "cp932", "会議は東京で開かれた"),
        ("pl", "iso8859-2", "Łódź"),
    ],
)
def test_the_language_tells_the_encoding_where_nothing_else_does(language: str, encoding: str, text: str) -> None:
    assert text in decode_page(f"<html lang={language}><body>{text}</body></html>".encode(encoding))


def test_without_any_sign_the_bytes_are_judged() -> None:
    text = "<html><body>" + "Встреча президентов состоялась во вторник в Хельсинки. " * 5 + "</body></html>"
    assert "Встреча президентов" in decode_page(text.encode("koi8-r"))


def test_binary_data_is_refused() -> None:
    with pytest.raises(InvalidInput, match="binary"):
        decode_page(b"\x89PNG\0\0")
