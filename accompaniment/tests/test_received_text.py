"""What text is once received: one form of line ends, and nothing that a database can't hold, wherever it comes from."""

from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.lib.drafts import writer_token
from accompaniment.lib.text import storable
from accompaniment.middleware import ReceivedTextMiddleware

ODD = st.text(st.sampled_from("a ñ😀\r\n\v\f\t\0\x01\x1f\x7f\x85\u2028\ud800\udfff\ufffe"), max_size=12)


def received(request):
    """The request as a view gets it."""
    door = ReceivedTextMiddleware(lambda request: HttpResponse())
    door(request)
    door.process_view(request, None, (), {})
    return request


@given(ODD)
def test_what_is_kept_has_one_form_of_line_ends_and_fits_everywhere(text):
    kept = storable(text)
    assert storable(kept) == kept
    assert not set(kept) & set("\r\v\f\0\x01\x1f\x85\u2028\ufffe")
    kept.encode("utf-8")
    assert [c for c in kept if c in "añ😀\t\x7f"] == [c for c in text if c in "añ😀\t\x7f"]


@given(ODD)
def test_one_text_is_the_same_by_every_form_of_its_line_ends(text):
    by_script = storable(text)
    assert {storable(by_script.replace("\n", end)) for end in ("\n", "\r\n", "\r")} == {by_script}


def test_fields_and_their_names_are_clean_posted_or_asked():
    typed = {"no\0te": ["a\r\nb\0", "c\rd"], "plain": ["x"]}
    asked, urlencoded = "/?q=%00Rosa%0D%0A", "application/x-www-form-urlencoded"
    by_hand = RequestFactory().post(asked, urlencode(typed, doseq=True), content_type=urlencoded)
    for form in (by_hand, RequestFactory().post(asked, typed)):
        request = received(form)
        assert dict(request.POST.lists()) == {"note": ["a\nb", "c\nd"], "plain": ["x"]}
        assert request.GET["q"] == "Rosa\n"
        assert request.get_full_path() == "/?q=%00Rosa%0D%0A", "what leads back to this page is as it was asked"


def test_names_that_become_one_keep_all_their_values():
    request = received(RequestFactory().get("/?q=a&q%00=b"))
    assert request.GET.getlist("q") == ["a", "b"]


def test_what_was_received_is_not_changed_by_a_view():
    request = received(RequestFactory().get("/?q=%00"))
    with pytest.raises(AttributeError):
        request.GET["q"] = "other"
    assert request.GET.copy() == request.GET


def test_files_come_as_they_are():
    request = received(RequestFactory().post("/", {"file": SimpleUploadedFile("a.csv", b"x\r\n\0")}))
    assert request.FILES["file"].read() == b"x\r\n\0"


def test_a_body_is_not_read_before_its_page_is_found():
    door = ReceivedTextMiddleware(lambda request: HttpResponse())
    request = RequestFactory().post("/", {"a": "b"})
    door(request)
    assert not hasattr(request, "_post")


def test_a_connection_that_breaks_is_left_to_the_check_of_the_token():
    class Broken:
        def read(self, *size):
            raise OSError

    request = RequestFactory().post("/", {"a": "b"})
    request._stream = Broken()
    assert not received(request).POST


@pytest.mark.parametrize(
    "url", ["/see-as/?q=%00", "/people/?q=%00", "/roles/?q=a%00b", "/visits/calendar/A%00B.ics", "/people/?ki%00nd=%00"]
)
def test_a_nul_in_an_address_is_no_error(client, cast, url):
    client.force_login(cast.alma)
    assert client.get(url).status_code in (200, 403, 404)


def test_a_nul_in_a_cookie_is_no_error(client, cast):
    cookie = f'sessionid="{"a" * 20}\\000"'  # newer Pythons write none such, but a browser may
    assert client.get("/people/", headers={"cookie": cookie}).status_code == 302


def test_a_signed_out_page_keeps_and_brings_back_clean_text(cast):
    """The page of an expired token repeats what was typed."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ana)
    page = client.post(reverse("teacher_new"), {"writer": writer_token(cast.ana), "last_names": "uno\r\ndos\0"})
    assert page.status_code == 403
    assert ("last_names", "uno\ndos") in page.context["fields"]
