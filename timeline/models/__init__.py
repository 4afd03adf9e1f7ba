"""The trained weights, as numpy archives; NOTICE names the corpora they were trained from."""
