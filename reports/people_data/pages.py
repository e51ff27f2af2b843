"""What is kept about the user who signed in, to take away."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accompaniment.audit.services import log_access
from accompaniment.lib.drafts import login_required
from accompaniment.models import AccessLogEntry, Teacher

from .own_export import archive_of

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest


@login_required
@require_POST
def my_data(request: "AuthedRequest") -> HttpResponse:
    """The user's own data as a ZIP. It asks for a form, so that no link in an e-mail sets it off."""
    archive = archive_of(request.user)
    teacher = Teacher.objects.filter(user=request.user).first()
    log_access(by=request.user, what=AccessLogEntry.What.EXPORT, teacher=teacher, about=_("sus propios datos"))
    name = _("mis-datos-%(day)s.zip") % {"day": timezone.localdate().isoformat()}
    return HttpResponse(
        archive,
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
