from django.urls import path

from . import pages

urlpatterns = [  # /system/
    path("", pages.system_state, name="system_state"),
    path("letters/send-again/", pages.letters_send_again, name="letters_send_again"),
]
probe_urls = [  # without a session, for whatever watches the site
    path("healthz", pages.alive, name="alive"),
    path("readyz", pages.ready, name="ready"),
]
