"""`make chaos`: people send through a real server while whatever can break breaks.

docs/receiving.md says what it does and how to read it.
"""
