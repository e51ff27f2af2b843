"""How many contacts were made under an assignment: beside its visits, never among them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from .models import Contact


def with_contacts_made(assignments: Any) -> Any:
    """Annotate `contacts`, the closed ones of each assignment that were not annulled."""
    told = Contact.objects.told().filter(assignment=OuterRef("pk")).order_by().values("assignment")
    n = Subquery(told.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return assignments.annotate(contacts_made=Coalesce(n, Value(0)))


def with_any_contact(rows: Any, teacher: str = "teacher") -> Any:
    """Annotate `has_contacts`: most people have none, and are then asked about no further."""
    return rows.annotate(has_contacts=Exists(Contact.objects.filter(teacher=OuterRef(teacher))))
