from django.urls import path

from . import copies, pages
from .region import pages as region
from .session_kinds import pages as session_kinds

urlpatterns = [  # /campaigns/
    path("", pages.campaign_list, name="campaigns"),
    path("new/", pages.campaign_new, name="campaign_new"),
    path("<int:campaign_id>/", pages.campaign_detail, name="campaign"),
    path("<int:campaign_id>/edit/", pages.campaign_edit, name="campaign_edit"),
    path("<int:campaign_id>/close/", pages.campaign_close, name="campaign_close"),
    path("<int:campaign_id>/reopen/", pages.campaign_reopen, name="campaign_reopen"),
    path("<int:campaign_id>/copy/", copies.campaign_copy, name="campaign_copy"),
    path("<int:campaign_id>/session-kinds/new/", session_kinds.session_kind_new, name="session_kind_new"),
    path(
        "<int:campaign_id>/session-kinds/<slug:code>/edit/", session_kinds.session_kind_edit, name="session_kind_edit"
    ),
    path("<int:campaign_id>/region/", region.campaign_catch_up, name="campaign_catch_up"),
    path("<int:campaign_id>/letterhead/", pages.campaign_image, name="campaign_image"),
    path("<int:campaign_id>/letterhead.png", pages.campaign_letterhead, name="campaign_letterhead"),
    path("regional/new/", region.regional_new, name="regional_new"),
    path("regional/<int:campaign_id>/", region.regional_detail, name="regional_campaign"),
    path("regional/<int:campaign_id>/edit/", region.regional_edit, name="regional_edit"),
    path("regional/<int:campaign_id>/publication/", region.regional_publication, name="regional_publication"),
    path("regional/<int:campaign_id>/start/", region.campaign_from_regional, name="campaign_from_regional"),
]
