"""What may go wrong with a whole table; the text of each error is one sentence that a person can act upon."""


class UnreadableTable(Exception):
    """The file is not a table that can be read, and nothing of it was kept."""
