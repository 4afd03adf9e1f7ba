"""Meaning and anchor to a value, or None where the calendar has none or the words leave it open.

The door to the operators: importing it knows them all.
"""

from timeline.dates import clock, counted, lengths, named
from timeline.dates.operators import OPERATORS, Context, Direction, Reading, needs, resolve

__all__ = ["OPERATORS", "Context", "Direction", "Reading", "clock", "counted", "lengths", "named", "needs", "resolve"]
