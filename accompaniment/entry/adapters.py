"""How people enter: django-allauth with signing up closed; accounts are made by the UGEL."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accompaniment.accounts.services import link_days
from accompaniment.accounts.ways_in import choose_password, end_sessions

from .sessions import count_password_as_just_asked, remember_sign_in

MUST_CHOOSE = "must_choose_password"  # in a session: the account that has yet to choose a password of its own


NO_CODE = _("Ese código no es correcto o ya pasó. Escribe el que tu celular muestra ahora.")


# One sentence whatever was wrong: it must not reveal whether somebody has an account.
NO_ENTRY = _("El DNI o correo, o la clave, no son correctos. Revísalos y vuelve a intentar.")


class AccountAdapter(DefaultAccountAdapter):
    """Nobody registers alone: a specialist or an administrator registers the person."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": NO_ENTRY,
        "email_password_mismatch": NO_ENTRY,
        "enter_current_password": _("Esta no es tu clave de ahora."),
        "too_many_login_attempts": _(
            "Hubo muchos intentos seguidos. Espera cinco minutos y vuelve a intentar; si este aviso sigue saliendo,"
            " espera hasta mañana. Si olvidaste tu clave, pide un enlace nuevo a tu UGEL."
        ),
        "rate_limited": _(
            "Hubo muchos intentos seguidos. Espera cinco minutos y vuelve a intentar; si este aviso sigue saliendo,"
            " espera hasta mañana."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponse | None:
        """Before every further step, so that no second factor hides that the user entered with a printed code."""
        response: HttpResponse | None = super().pre_login(request, user, **details)
        request.session.pop(MUST_CHOOSE, None)
        if response is None and user.must_choose_password:
            request.session[MUST_CHOOSE] = user.pk
        return response

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        remember_sign_in(request, user)
        count_password_as_just_asked(request)

    def set_password(self, user: Any, password: str) -> None:
        """Through a link or on the page of the password: a printed code serves no more, and other sessions end."""
        choose_password(account=user, password=password)
        end_sessions(of=[user], keep=self.request.session.session_key or "")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def render_mail(self, template_prefix: str, email: Any, context: dict[str, Any], headers: Any = None) -> Any:
        """The days that a link lasts are the setting's, in every e-mail that carries one."""
        return super().render_mail(template_prefix, email, {**context, "link_days": link_days()}, headers)
