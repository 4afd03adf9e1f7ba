"""Documents in: files, HTML, feeds; executors."""
