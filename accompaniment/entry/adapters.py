"""How people enter: django-allauth with signing up closed; accounts are made by the UGEL."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accompaniment.accounts.way_in_letters import Changed, tell
from accompaniment.accounts.ways_in import choose_password, end_sessions
from accompaniment.lib.addresses import client_address

from . import attempts
from .failures import note_failure
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

    def get_client_ip(self, request: HttpRequest) -> str:
        """Every limit of django-allauth counts by this."""
        return client_address(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The library's own would count what is typed: every spelling of an e-mail would bring attempts of its own."""
        return attempts.key_from_here(request, credentials)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        if not attempts.may_try(request, credentials):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        account = attempts.account_named(credentials)
        attempts.count_failure(request, account, credentials)
        note_failure(request, account=account, credentials=credentials)

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
        attempts.begin_again(self.request, user)

    def send_notification_mail(self, template_prefix: str, user: Any, context: Any = None, email: Any = None) -> None:
        """What allauth itself changes of how somebody enters; passwords pass through `set_password`."""
        changed = {"mfa": Changed.SECOND_STEP, "socialaccount": Changed.PROVIDER}.get(template_prefix.split("/")[0])
        if changed:
            tell(user, changed)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")
