"""Documents in: files and their metadata, JSON, JSON lines."""

from timeline.ingest.documents import Refusal, decode, find_files, from_record, open_lines, read_file, read_text

__all__ = ["Refusal", "decode", "find_files", "from_record", "open_lines", "read_file", "read_text"]
