"""The embeddable element as one script: its modules, each in a scope of its own, and its style sheet.

The modules are this project's own and keep to a form that needs no parser: named imports from `./name.js` on a line,
declarations exported where they stand.
"""

import json
import re
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
ENTRY = "embed.js"

_IMPORT = re.compile(r"^import \{([^}]*)\} from '\./([\w.]+)';\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function|class|const|let)) (\w+)", re.MULTILINE)
_STYLE = "const STYLE = '';"


@lru_cache(maxsize=1)
def script() -> bytes:
    """The whole as one classic script, UTF-8."""
    parts: dict[str, str] = {}
    _collect(ENTRY, parts)
    return ("(() => {\n'use strict';\n" + "\n".join(parts.values()) + "\n})();\n").encode()


@lru_cache(maxsize=4)
def imported(entry: str) -> tuple[str, ...]:
    """Names of the modules that a module leads to, so that a browser may ask for all of them at once."""
    found = [entry]
    for name in found:  # grows while it is walked
        for _, inner in _IMPORT.findall((STATIC / name).read_text(encoding="utf-8")):
            if inner not in found:
                found.append(inner)
    return tuple(found[1:])


def _collect(name: str, parts: dict[str, str]) -> None:
    """Put a module after those it imports; each once."""
    if name in parts:
        return
    source = (STATIC / name).read_text(encoding="utf-8")
    for _, inner in _IMPORT.findall(source):
        _collect(inner, parts)
    body = _IMPORT.sub(lambda found: f"const {{{found[1].replace(' as ', ': ')}}} = {_scope(found[2])};\n", source)
    exported = ", ".join(found[1] for found in _EXPORT.findall(body))
    body = _EXPORT.sub(r"\1 \2", body)
    if name == ENTRY:
        body = body.replace(_STYLE, f"const STYLE = {json.dumps(style())};")
    parts[name] = f"const {_scope(name)} = (() => {{\n{body}\nreturn {{ {exported} }};\n}})();"


def _scope(name: str) -> str:
    return f"_{name.removesuffix('.js')}"


def style() -> str:
    """embed.css under the palette of style.css, which is the element's own there."""
    page = (STATIC / "style.css").read_text(encoding="utf-8")
    light, dark = (_block(page, selector) for selector in (":root {", ':root[data-theme="dark"] {'))
    return (
        f":host {{{light}}}\n@media (prefers-color-scheme: dark) {{ :host(:not([theme=light])) {{{dark}}} }}\n"
        f":host([theme=dark]) {{{dark}}}\n" + (STATIC / "embed.css").read_text(encoding="utf-8")
    )


def _block(css: str, selector: str) -> str:
    """What stands between the braces of a rule without inner braces."""
    start = css.index(selector) + len(selector)
    return css[start : css.index("}", start)]
