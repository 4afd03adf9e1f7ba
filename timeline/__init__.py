"""Dated events from news text, each with the words that prove it."""

__version__ = "0.1.0"
