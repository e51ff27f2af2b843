"""Identifiers in whatever digits they are typed: one way of writing is kept, and everything else refused."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.accounts.ways_in import only_digits
from accompaniment.entry.identity_provider import person_of
from accompaniment.entry.validators import OwnPasswordValidator
from accompaniment.lib.identifiers import clean_document, compact, repair_digits, validate_phone
from accompaniment.merging.comparison import known_of
from accompaniment.merging.suspects import Evidence, suspicions
from accompaniment.models import Institution, Teacher, User
from accompaniment.people.forms import TeacherForm
from accompaniment.people.models.merged_records import pair_of
from accompaniment.territory.models import digits
from accompaniment.tests.roster.files import as_csv, outcomes, preview, row
from conftest import PASSWORD

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
EIGHT = st.text("0123456789", min_size=8, max_size=8)


@given(EIGHT, st.sampled_from(["", " ", "-", ".", "\u00a0", "\u2011", "\u200b", "–"]))
def test_a_document_is_the_same_in_wide_digits_and_with_anything_between_them(number, between):
    assert clean_document("dni", between.join(number.translate(WIDE))) == number
    assert clean_document("dni", f"{number[:7]}{number[7].translate(WIDE)}") == number


@given(EIGHT, st.sampled_from([ARABIC, DEVANAGARI]), st.integers(0, 7))
def test_digits_of_another_alphabet_are_refused(number, alphabet, at):
    typed = number[:at] + number[at].translate(alphabet) + number[at + 1 :]
    for kind, text in (("dni", typed), ("ce", f"{typed}1")):
        with pytest.raises(ValidationError):
            clean_document(kind, text)
    with pytest.raises(ValidationError):
        validate_phone(f"9{typed}")
    with pytest.raises(ValidationError):
        digits(8)(typed)
    with pytest.raises(ValueError):
        repair_digits(typed, 8)
    assert only_digits(f"{typed}12") == ""


def test_an_identifier_ends_with_its_last_digit():
    with pytest.raises(ValidationError):
        digits(6)("150101\n")


@given(st.text(max_size=12))
def test_compact_is_letters_and_digits_alone_and_changes_nothing_twice(text):
    once = compact(text)
    assert compact(once) == once
    assert once == "" or once.isalnum()


@pytest.mark.parametrize("typed", ["９８７６５４３２１", "987 654 321", "987-654-321", "(987) 654321"])
def test_a_telephone_is_kept_as_its_nine_digits(typed):
    assert TeacherForm.base_fields["phone"].clean(typed) == "987654321"


def test_one_document_is_registered_once_whatever_its_digits(client, cast):
    client.force_login(cast.berta)
    person = {"document_type": "dni", "first_names": "Rosa", "last_names": "Díaz", "kind": "classroom"}
    post = {"institution": "９９００００１", "ages": ["3"], "starts_on": cast.today.isoformat()}
    for number in ("７１０００２０８", "71000208"):
        answer = client.post(reverse("teacher_new"), {**person, **post, "document_number": number})
    assert Teacher.objects.get(last_names="Díaz").document_number == "71000208"
    assert "document_number" in answer.context["form"].errors


def test_a_file_says_the_same_person_in_wide_digits(cast):
    rows = [row(cast, document_number="７１０００２０８"), row(cast, document_number="71000208")]
    assert outcomes(preview(cast.berta, as_csv(rows)))[0] == "new"
    companion = row(cast, companion=cast.ana.username.translate(WIDE), document_number="71000209")
    assert outcomes(preview(cast.berta, as_csv([companion]))) == ["new"]


def test_she_enters_in_wide_digits(client, cast):
    cast.ana.set_password(PASSWORD)
    cast.ana.save()
    login = cast.ana.username.translate(WIDE)
    assert client.post(reverse("account_login"), {"login": login, "password": PASSWORD}).status_code == 302


def test_a_provider_may_vouch_in_wide_digits(cast, settings):
    settings.OIDC_DOCUMENT_CLAIM = "dni"
    assert person_of({"dni": cast.ana.username.translate(WIDE)}) == cast.ana


def test_an_ubigeo_is_of_our_digits(cast):
    place = Institution(name="x", kind="jardin", level_code="A2", ugel=cast.ugel, modular_code="9" * 7, ubigeo="١50101")
    with pytest.raises(ValidationError, match="6 dígitos"):
        place.full_clean()


def test_numbers_of_a_password_are_numbers_in_any_alphabet(cast):
    with pytest.raises(ValidationError):
        OwnPasswordValidator().validate("4821773015".translate(ARABIC), cast.berta)


def test_what_was_kept_in_wide_digits_becomes_ours_unless_somebody_has_it(cast):
    cast.tania.document_number, cast.tania.phone = "71000208".translate(WIDE), "987654321".translate(WIDE)
    cast.tania.save()
    twin = Teacher.objects.create(
        document_number=cast.petra.document_number.translate(WIDE), first_names="X", last_names="Y", kind="classroom"
    )
    User.objects.filter(pk=cast.ana.pk).update(username="71000209".translate(WIDE))
    import_module("accompaniment.migrations.0025_keep_digits_as_ours").keep_digits_as_ours(apps, None)
    for kept in (cast.tania, twin, cast.ana):
        kept.refresh_from_db()
    assert (cast.tania.document_number, cast.tania.phone, cast.ana.username) == ("71000208", "987654321", "71000209")
    assert twin.document_number == cast.petra.document_number.translate(WIDE), "two records of one person: to be joined"
    assert suspicions([known_of(twin), known_of(cast.petra)]) == {
        pair_of(twin.pk, cast.petra.pk): [Evidence.DOCUMENT],
    }
