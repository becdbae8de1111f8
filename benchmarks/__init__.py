"""How fast womconf is, beside a ceiling of the same run. `make bench`, or one of them: `make bench ONLY=imports`."""
