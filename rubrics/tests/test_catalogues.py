"""The frameworks that are shipped: whole, each with its source, and what they are called where they are chosen."""

from django.urls import reverse

from rubrics.catalogues.shipped import COMPETENCIES, catalogue, competency_name, curriculum_name


def test_the_framework_of_teaching_is_whole():
    domains = catalogue("mbdd")["domains"]
    competencies = [one for domain in domains for one in domain["competencies"]]
    performances = [one for competency in competencies for one in competency["performances"]]
    assert [one["code"] for one in competencies] == list(COMPETENCIES)
    assert [one["number"] for one in performances] == list(range(1, 41)) and len(domains) == 4


def test_the_curriculum_has_its_areas_and_each_code_once():
    areas = catalogue("cneb")["areas"]
    codes = [one["code"] for area in areas for one in area["competencies"]]
    assert len(codes) == len(set(codes)) == 14 and all(len(code) <= 8 for code in codes)
    assert competency_name("C4").startswith("C4 · ") and curriculum_name("MAT1").startswith("Matemática: ")
    assert (competency_name(""), curriculum_name("")) == ("", "")


def test_everybody_reads_them_with_their_source(client, cast):
    client.force_login(cast.petra.user)
    page = client.get(reverse("rubrics:catalogues")).text
    assert "0547-2012-ED" in page and "281-2016" in page and "Resuelve problemas de cantidad" in page
