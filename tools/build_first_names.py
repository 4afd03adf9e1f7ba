"""Build `timeline/data/first_names.tsv`: given names and whose they mostly are.

    python tools/build_first_names.py DIST.MALE.FIRST DIST.FEMALE.FIRST FAKER

The two files are the name lists of the US census of 1990 (public domain), as the PyPI package `names` ships them;
FAKER is the folder that holds the package `faker` (MIT licence), whose providers have the given names of some eighty
countries; `tools/gazetteer/given_names.tsv` adds others. One line a name: name, "m", "f" or "u" where neither is five
times as usual as the other. Of the names from elsewhere those that are words of English or well-known places besides
are left out.
"""

import argparse
import pkgutil
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from timeline.entities.places import gazetteer
from timeline.text.vocabulary import classes

SOURCE = Path(__file__).parent / "gazetteer" / "given_names.tsv"
TARGET = Path(__file__).parent.parent / "timeline" / "data" / "first_names.tsv"
CLEAR = 5.0
WELL_KNOWN = 200_000


def census(path: Path) -> dict[str, float]:
    """Share of a sex that has each name, in percent."""
    rows = (line.split() for line in path.read_text(encoding="ascii").splitlines())
    return {row[0].capitalize(): float(row[1]) for row in rows if len(row) > 1}


def gender(male: float, female: float) -> str:
    """Whose name it mostly is, from the share of men and of women who have it."""
    if male >= CLEAR * female:
        return "m"
    return "f" if female >= CLEAR * male else "u"


def elsewhere(folder: Path) -> dict[str, str]:
    """Given names of the countries that Faker knows, in Latin letters, with whose they are."""
    sys.path.insert(0, str(folder))
    person = import_module("faker.providers.person")
    male: Counter[str] = Counter()
    female: Counter[str] = Counter()
    either: set[str] = set()
    for module in pkgutil.iter_modules(person.__path__):
        provider = import_module(f"faker.providers.person.{module.name}").Provider
        male.update(_names(provider, "first_names_male"))
        female.update(_names(provider, "first_names_female"))
        either.update(_names(provider, "first_names"))
    for name in either - male.keys() - female.keys():
        male[name] = female[name] = 1
    return {name: gender(male[name], female[name]) for name in male | female if not _means_more(name)}


def _names(provider: type, kind: str) -> Iterator[str]:
    names = getattr(provider, kind, None)
    for name in set(names) if isinstance(names, list | tuple | dict) else ():
        if len(name) > 2 and name.isalpha() and name[0].isupper() and max(name) < "ɐ":
            yield name


def _means_more(name: str) -> bool:
    """Whether a name is a word of English or a place that everybody knows as well."""
    entries = gazetteer().entries(name)
    return bool(classes(name.lower())) or any(e.kind in "NRKP" or e.population > WELL_KNOWN for e in entries)


def main() -> None:
    """Command line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("male", type=Path)
    arguments.add_argument("female", type=Path)
    arguments.add_argument("faker", type=Path)
    arguments.add_argument("--target", type=Path, default=TARGET)
    given = arguments.parse_args()
    male, female = census(given.male), census(given.female)
    known = elsewhere(given.faker)
    known |= {name: gender(male.get(name, 0), female.get(name, 0)) for name in male | female}
    for line in SOURCE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            sex, names = line.split("\t")
            known.update(dict.fromkeys(names.split(), sex))
    lines = sorted(f"{name}\t{sex}\n" for name, sex in known.items())
    given.target.write_text("".join(lines), encoding="utf-8")
    print(f"{len(lines)} names")


if __name__ == "__main__":
    main()
