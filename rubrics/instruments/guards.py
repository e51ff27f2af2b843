"""Who may open an instrument and who may change it; the reasons are what the page 403 says."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accompaniment.access import AuthedRequest, deny, get_visible_or_404, require
from rubrics.instruments.models.instruments import Instrument
from rubrics.instruments.models.versions import FROZEN, InstrumentVersion


def require_maker(request: AuthedRequest) -> None:
    require(Instrument.makeable_by(request.user))


def version_or_404(request: AuthedRequest, code: str, number: int) -> InstrumentVersion:
    """Return a version that the person may read."""
    require(Instrument.readable_by(request.user))
    visible = InstrumentVersion.objects.visible_to(request.user).select_related("instrument__ugel")
    return get_visible_or_404(visible, instrument__code=code, number=number)


def managed_version(request: AuthedRequest, code: str, number: int) -> InstrumentVersion:
    """Return a version of an instrument that the user keeps; 403 for one that the user only reads."""
    version = version_or_404(request, code, number)
    if not Instrument.objects.managed_by(request.user).filter(pk=version.instrument_id).exists():
        deny(_("Puedes leer este instrumento y copiarlo; lo cambia quien lo hizo."))
    return version


def draft_or_refused(request: AuthedRequest, code: str, number: int) -> InstrumentVersion:
    """Return a draft that the person keeps; 403 for a version already published."""
    version = managed_version(request, code, number)
    if version.is_frozen:
        deny(FROZEN)
    return version
