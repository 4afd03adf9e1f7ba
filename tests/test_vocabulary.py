"""What the vocabulary says of words that nobody would argue about."""

from timeline.text.vocabulary import classes


def test_words_of_one_kind_share_a_cluster() -> None:
    def cluster(word: str) -> str:
        return next(name for name in classes(word) if name.startswith("b="))

    assert cluster("fell") == cluster("plunged") != cluster("Paris")
    assert cluster("Paris") == cluster("Vienna")


def test_wordnet_classes_come_from_base_forms() -> None:
    assert {"v1=motion", "v=social"} <= set(classes("met"))
    assert {"n1=act", "nv1"} <= set(classes("merger"))


def test_name_lists_count_only_with_a_capital() -> None:
    assert {"first", "last", "place"} <= set(classes("Paris"))
    assert not {"first", "last", "place"} & set(classes("paris"))
    assert "people" in classes("French")


def test_unknown_words_have_no_class() -> None:
    assert classes("qwzzx") == classes("") == classes("\t") == []
