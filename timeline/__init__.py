"""Dated events from news text, each with the words that prove it."""

import os

# The matrices of the model are small: more threads cost several times what they bring, and workers fight over cores.
# OpenBLAS reads this when numpy is first imported; who wants it otherwise sets it before, or imports numpy first.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
