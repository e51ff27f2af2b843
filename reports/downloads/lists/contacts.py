"""Contacts between visits, a row each; never among the visits."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.downloads.filtering import OfContacts
from visits.contacts.models import Contact

from .base import Downloaded, Told, at, choice, code, day, number, text


class ContactsList(Downloaded):
    code = "contacts"
    title = _("contactos de seguimiento: una fila por contacto")
    file_name = "contactos"
    filter = OfContacts

    @property
    def found(self) -> Any:
        return Contact.objects.visible_to(self.user).told().order_by("contacted_on", "pk")

    def rows(self, found: Any) -> Any:
        return super().rows(found.select_related("teacher", "institution__network", "companion__user", "campaign"))

    @cached_property
    def told(self) -> list[Told]:
        return [
            code("ID_CONTACTO", lambda one: one.pk, width=38),
            number("AÑO", lambda one: one.campaign.year),
            *at(lambda one: one.institution),
            *self.person(lambda one: one.teacher),
            text("ACOMPANANTE", lambda one: str(one.companion), width=28),
            day("FECHA", lambda one: one.contacted_on),
            choice("MEDIO", Contact.Medium, lambda one: one.medium),
            number("MINUTOS", lambda one: one.minutes),
            text("DE_QUE_HABLARON", lambda one: one.talked, width=60),
            text("EN_QUE_QUEDARON", lambda one: one.agreed, width=60),
            text("ESTADO", lambda one: one.in_words),
        ]
