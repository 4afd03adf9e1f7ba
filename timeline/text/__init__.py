"""Sentences, words and clauses: what is read of a text before anything is known of events."""
