"""A visit as it is written: what was sent, of which visit it is, and how it is received."""
