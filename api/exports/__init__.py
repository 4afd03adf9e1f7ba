"""Events in the formats of other tools, streamed."""
