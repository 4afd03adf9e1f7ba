"""Documents in: files, their metadata, field mapping, language, and what is set aside."""

from timeline.ingest.documents import Refusal, decode, from_record, open_lines, read_text
from timeline.ingest.items import Item, find_files, read_items
from timeline.ingest.parse import Reading, parse, parse_mapping, read_file

__all__ = [
    "Item",
    "Reading",
    "Refusal",
    "decode",
    "find_files",
    "from_record",
    "open_lines",
    "parse",
    "parse_mapping",
    "read_file",
    "read_items",
    "read_text",
]
