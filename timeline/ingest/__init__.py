"""Documents in: files, feeds and pages to documents, their events into the store; what cannot be read is set aside."""
