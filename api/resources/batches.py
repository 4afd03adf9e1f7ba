"""`POST /v1/documents` as `application/x-ndjson`: documents in by lines, results out by lines, committed in batches."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import orjson
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from api.context import Context
from api.parsing import read_json
from api.problems import error, flatten
from timeline.errors import InvalidInput, TimelineError
from timeline.model import Document
from timeline.schemas import DocumentInSchema

BATCH = 100
"""Documents that are committed together."""
BATCH_CHARACTERS = 2_000_000
"""A batch is closed as soon as its texts are this long."""

_SCHEMA = DocumentInSchema()
Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of input: the document in it, or what is wrong with it."""

    number: int
    document: Document | None
    errors: list[dict[str, str]]


def results(context: Context, stream: IO[bytes]) -> Iterator[bytes]:
    """A result for each line of input, as lines; a result with status 201 or 200 is stored when it is sent."""
    batch: list[_Line] = []
    characters = 0
    last = 0
    try:
        for line in _lines(stream, context.settings.max_batch_line):
            last = line.number
            batch.append(line)
            characters += len(line.document.text) if line.document else 0
            if len(batch) >= BATCH or characters >= BATCH_CHARACTERS:
                yield _commit(context, batch)
                batch, characters = [], 0
        yield _commit(context, batch)
    except RequestEntityTooLarge:
        yield _commit(context, batch)
        yield _line(last + 1, 413, errors=[error("body", "", "too-long", "The batch is longer than allowed.")])
    except TimeoutError:
        yield _commit(context, batch)
        yield _line(last + 1, 408, errors=[error("body", "", "slow", "Nothing came for too long.")])
    except HTTPException as failure:  # the client went away
        yield _line(last + 1, 400, errors=[error("body", "", "broken", failure.description or "")])
    except TimelineError as failure:
        yield _line(last + 1, 503, errors=[error("body", "", "unavailable", str(failure))])


def _lines(stream: IO[bytes], longest: int) -> Iterator[_Line]:
    """The input by lines; one that is too long is skipped to its end without being kept."""
    reader = io.BufferedReader(stream, 256 * 1024)  # type: ignore[type-var]  # a raw stream in all but name
    number = 0
    while raw := reader.readline(longest + 1):
        number += 1
        if len(raw) > longest:
            while raw and not raw.endswith(b"\n"):
                raw = reader.readline(longest)
            message = f"The line is longer than {longest} bytes."
            yield _Line(number, None, [error("body", "", "too-long", message)])
        elif raw.strip():
            yield _read(number, raw)


def _read(number: int, raw: bytes) -> _Line:
    try:
        document: Document = _SCHEMA.load(read_json(raw.strip()))
    except ValidationError as failure:
        return _Line(number, None, list(flatten("body", failure.messages))[:20])
    except ValueError as failure:
        return _Line(number, None, [error("body", "", "malformed", str(failure))])
    return _Line(number, document, [])


def _commit(context: Context, batch: list[_Line]) -> bytes:
    """Store the batch's documents in one transaction and say what became of each line."""
    documents = {line.document.id: line.document for line in batch if line.document}
    known = context.store.known(list(documents.values()))
    fresh, refused = [], {}
    for name, document in documents.items():
        if name not in known:
            try:
                fresh.append((document, context.extract(document)))
            except InvalidInput as failure:
                refused[name] = [error("body", failure.field or "", "invalid", str(failure))]
    added = {one.id: one for one in context.store.add(fresh)} if fresh else {}
    context.metrics.count(added.values())
    return b"".join(_result(context, line, added, refused) for line in batch)


def _result(context: Context, line: _Line, added: dict[str, Any], refused: dict[str, Any]) -> bytes:
    if line.document is None:
        return _line(line.number, 422, errors=line.errors)
    name = line.document.id
    if name in refused:
        return _line(line.number, 422, errors=refused[name])
    one = added.pop(name, None)  # a document twice in a batch is new once
    if one is not None and one.status != "same":
        return _line(line.number, 201 if one.status == "new" else 200, id=name, events=len(one.events))
    return _line(line.number, 200, id=name, events=len(context.store.events_of(name)))


def _line(number: int, status: int, **more: Any) -> bytes:
    return orjson.dumps({"line": number, "status": status, **more}) + b"\n"
