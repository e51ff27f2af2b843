"""Who somebody is, as forms ask it and services take it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PersonData:
    """Who gets an account: the document is the user name."""

    document_number: str
    first_names: str
    last_names: str
    email: str = ""
