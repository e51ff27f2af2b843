from django.urls import path

from . import pages

urlpatterns = [  # /visits/contacts/
    path("", pages.contact_list, name="contacts"),
    path("new/<int:assignment_id>/", pages.contact_new, name="contact_new"),
    path("<uuid:contact_id>/", pages.contact_detail, name="contact"),
    path("<uuid:contact_id>/edit/", pages.contact_edit, name="contact_edit"),
    path("<uuid:contact_id>/acknowledge/", pages.contact_acknowledge, name="contact_acknowledge"),
    path("<uuid:contact_id>/annul/", pages.contact_annul, name="contact_annul"),
]
