import uuid, json
from datetime import timedelta
import pytest
from django.urls import get_resolver, URLPattern
from visits.models import Visit
from accompaniment.models import *
from reports.models import *
def routes(patterns, ns=""):
    for p in patterns:
        if isinstance(p, URLPattern):
            yield (ns+p.name) if p.name else str(p.pattern)
        else:
            yield from routes(p.url_patterns, ns+(p.namespace+":" if p.namespace else ""))
def test_list(cast):
    print("\n".join(sorted(routes(get_resolver().url_patterns))))
