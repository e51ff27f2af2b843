from django.urls import path

from .key_pages import keys
from .search_pages import search

urlpatterns = [  # /
    path("search/", search, name="search"),
    path("keys/", keys, name="keys"),
]
