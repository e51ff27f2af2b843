from django.urls import path

from . import pages

urlpatterns = [  # /visits/ideas/
    path("", pages.idea_list, name="ideas"),
    path("new/<uuid:commitment_id>/", pages.idea_new, name="idea_new"),
    path("<int:idea_id>/withdraw/", pages.idea_withdraw, name="idea_withdraw"),
]
