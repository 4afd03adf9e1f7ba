"""What happened, when, whether, to whom and where: from sentences and time expressions to events."""
