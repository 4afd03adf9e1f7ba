"""Languages as data: one folder or file of TOML each, with words, rules and the examples that test them."""
