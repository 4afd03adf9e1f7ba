"""Build `timeline/data/first_names.tsv`: given names and whose they mostly are.

    python tools/build_first_names.py DIST.MALE.FIRST DIST.FEMALE.FIRST

The two files are the name lists of the US census of 1990 (public domain), as the PyPI package `names` ships them;
`tools/gazetteer/given_names.tsv` adds names from elsewhere. One line a name: name, "m", "f" or "u" where neither is
five times as usual as the other.
"""

import argparse
from pathlib import Path

SOURCE = Path(__file__).parent / "gazetteer" / "given_names.tsv"
TARGET = Path(__file__).parent.parent / "timeline" / "data" / "first_names.tsv"
CLEAR = 5.0


def census(path: Path) -> dict[str, float]:
    """Share of a sex that has each name, in percent."""
    rows = (line.split() for line in path.read_text(encoding="ascii").splitlines())
    return {row[0].capitalize(): float(row[1]) for row in rows if len(row) > 1}


def gender(male: float, female: float) -> str:
    """Whose name it mostly is, from the share of men and of women who have it."""
    if male >= CLEAR * female:
        return "m"
    return "f" if female >= CLEAR * male else "u"


def main() -> None:
    """Command line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("male", type=Path)
    arguments.add_argument("female", type=Path)
    arguments.add_argument("--target", type=Path, default=TARGET)
    given = arguments.parse_args()
    male, female = census(given.male), census(given.female)
    known = {name: gender(male.get(name, 0), female.get(name, 0)) for name in male | female}
    for line in SOURCE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            sex, names = line.split("\t")
            known.update(dict.fromkeys(names.split(), sex))
    lines = sorted(f"{name}\t{sex}\n" for name, sex in known.items())
    given.target.write_text("".join(lines), encoding="utf-8")
    print(f"{len(lines)} names")


if __name__ == "__main__":
    main()
