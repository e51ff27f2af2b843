"""Who a session belongs to."""

from allauth.account.auth_backends import AuthenticationBackend

from .models import User


class PersonBackend(AuthenticationBackend):
    """django-allauth's signing in; the account of a session comes with her own record, which every page asks for."""

    def get_user(self, user_id: int) -> User | None:
        return User.objects.select_related("teacher").filter(pk=user_id, is_active=True).first()
