"""Reading dates: text to time expressions (`tagger.tag`), and the notations that dates are written in."""
