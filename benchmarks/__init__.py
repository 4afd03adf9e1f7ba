"""Benchmarks, each with its rivals in the same run; see docs/benchmarks.md."""
