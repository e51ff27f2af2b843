"""The printed plan: complete, safe against what a text contains, and readable when there is a lot of it."""

import hashlib
import io
import logging

import pytest
from pypdf import PdfReader

from accompaniment.campaigns.letterheads import keep_image
from accompaniment.campaigns.services import change_letterhead_image
from accompaniment.tests.pictures import picture
from reports.documents import pdf
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from visits.models import Commitment, Dialogue

DOCUMENT = {
    "number": "0007-2026",
    "code": "ABCDEFGHJKLM",
    "issued_on": "2026-11-23",
    "verify_url": "http://127.0.0.1:8000/reports/verify/ABCDEFGHJKLM/",
}


def printed(cast, teacher=None):
    plan = FOLLOW_UP_PLAN.gather(teacher or cast.tania, campaign=cast.campaign, by=cast.berta)
    plan["document"] = DOCUMENT
    return PdfReader(io.BytesIO(pdf.render_pdf(pdf.document_html(FOLLOW_UP_PLAN, plan))))


def text_of(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_it_holds_what_a_ugel_signs(cast):
    cast.campaign.norms.create(order=1, citation="Norma de prueba 1-2026")
    cast.closed_visit()
    reader = printed(cast)
    text = text_of(reader)
    for part in (
        "GOBIERNO REGIONAL DE PRUEBA",
        "Año de las pruebas",
        "PLAN DE SEGUIMIENTO N.° 0007-2026",
        "Jardín Los Cóndores",
        "9900001",
        "Tania Flores",
        "DNI 41000001",
        "Norma de prueba 1-2026",
        "Escucha con calma.",
        "Preguntas más abiertas.",
        "Hacer dos preguntas abiertas",
        "Cuaderno de planificación",
        "1 visita realizada de 6",
        "Diana Núñez",
        "ABCD EFGH JKLM",
        DOCUMENT["verify_url"],
        f"Página 1 de {len(reader.pages)}",
    ):
        assert part in text, part
    assert "Docente" in text and "Institución educativa" in text


def test_a_promoters_plan_speaks_of_a_programme(cast):
    cast.closed_visit(assignment=cast.promoter_assignment)
    text = text_of(printed(cast, cast.petra))
    assert "Promotora educativa comunitaria" in text and "Programa PRONOEI Semillitas" in text
    assert "Docente" not in text and "Institución educativa" not in text


def test_title_language_and_tags_are_in_the_file(cast):
    cast.closed_visit()
    reader = printed(cast)
    assert reader.metadata.title == "Plan de seguimiento N.° 0007-2026"
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "es" and root["/MarkInfo"]["/Marked"]
    assert {round(float(x)) for x in reader.pages[0].mediabox[2:]} == {595, 842}


def test_the_fonts_are_the_projects_own(cast):
    cast.closed_visit()
    fonts = set()
    for page in printed(cast).pages:
        fonts |= {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert len(fonts) == 2 and all("Liberation" in name or "Acompana" in name for name in fonts), fonts


def test_missing_data_is_a_dash(cast):
    visit = cast.closed_visit()
    Dialogue.objects.filter(visit=visit).delete()
    Commitment.objects.all().delete()
    assert "FORTALEZAS —" in text_of(printed(cast)).upper()


def test_long_texts_flow_over_pages_and_lose_nothing(cast):
    visit = cast.closed_visit()
    words = [f"palabra{n}" for n in range(1700)]
    Dialogue.objects.filter(visit=visit).update(strengths=" ".join(words)[:20000], needs="x" * 5000)
    Commitment.objects.update(action=" ".join(f"acción{n}" for n in range(400))[:4000])
    reader = printed(cast)
    text = text_of(reader)
    assert len(reader.pages) > 5
    assert all(word in text for word in words[::50])
    assert "acción350" in text
    for page in reader.pages:  # nothing is drawn beyond the right margin
        spots = []
        page.extract_text(
            visitor_text=lambda text, cm, tm, font, size, spots=spots: spots.append(cm[0] * tm[4] + cm[4])
        )
        assert max(spots) < 595 - 56


def test_what_a_text_contains_is_text(cast, caplog):
    attack = '<img src="file:///etc/passwd"><script>alert(1)</script><style>@import "http://127.0.0.1:9/x"</style>'
    visit = cast.closed_visit()
    Dialogue.objects.filter(visit=visit).update(strengths=attack)
    cast.tania.first_names = '<img src="file:///etc/passwd">'
    cast.tania.save()
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        text = text_of(printed(cast))
    assert "file:///etc/passwd" in text and "<script>" in text
    assert "root:" not in text
    assert "Failed to load" not in caplog.text  # nothing was even asked for


def test_an_emoji_of_one_or_several_parts_is_printed_in_a_font_of_the_projects(caplog):
    emoji = ["😀", "👩‍🏫", "👍🏽", "🇵🇪", "👨‍👩‍👧", "✅", "⭐", "🌽"]
    said = "".join(f"<p>Muy bien {one} sigue</p>" for one in emoji)
    [sheet] = PdfReader(io.BytesIO(pdf.render_pdf(f"<!doctype html><html lang=es><title>.</title>{said}"))).pages
    assert [one for one in emoji if f"Muy bien {one} sigue" not in sheet.extract_text()] == []
    fonts = [str(font.get_object()["/BaseFont"]) for font in sheet["/Resources"]["/Font"].values()]
    assert all("Acompana" in name for name in fonts), fonts
    assert not caplog.records, "a box in the place of a sign is told to the log"


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "https://example.com/", "data:text/plain,x", "ftp://x/y"]
)
def test_the_fetcher_refuses_everything_but_its_fonts(url):
    with pytest.raises(ValueError, match="nothing but their fonts"):
        pdf.FETCHER.fetch(url)


def test_even_unescaped_html_reaches_no_file(tmp_path, caplog):
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="9"><text y="8">SECRETO</text></svg>')
    with caplog.at_level(logging.ERROR, logger="weasyprint"):
        content = pdf.render_pdf(f'<!doctype html><html lang=es><title>x</title><p>hola<img src="{secret.as_uri()}">')
    text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert "hola" in text and "SECRETO" not in text


def test_fonts_are_handed_out():
    assert len(pdf.FONTS) == 2
    assert all(pdf.FETCHER.fetch(url).read(4) == b"\x00\x01\x00\x00" for url in (*pdf.FONTS, *pdf.EMOJI))


def test_nothing_in_the_plan_uses_style_attributes(cast):
    cast.closed_visit()
    plan = FOLLOW_UP_PLAN.gather(cast.tania, campaign=cast.campaign, by=cast.berta) | {"document": DOCUMENT}
    html = pdf.document_html(FOLLOW_UP_PLAN, plan)
    assert "style=" not in html and "<style" not in html


def test_the_letterheads_image_is_drawn_and_nothing_else_of_the_folder_can_be(cast):
    cast.campaign.letterhead_image = keep_image(picture((600, 200)))
    cast.campaign.save()
    cast.closed_visit()
    reader = printed(cast)
    assert [image.image.size for image in reader.pages[0].images] == [(600, 200)]
    for name in ("letterhead:../secreto", "letterhead:", f"letterhead:{'0' * 64}"):
        with pytest.raises(FileNotFoundError):
            pdf.FETCHER.fetch(name)


def test_an_issued_plan_keeps_its_image_when_the_campaign_changes_it(cast, issued):
    change_letterhead_image(campaign=cast.campaign, image=picture((600, 200)))
    document = issued()
    image = document.snapshot["campaign"]["image"]
    change_letterhead_image(campaign=cast.campaign, image=picture((300, 300)))
    change_letterhead_image(campaign=cast.campaign, image=None)
    document.refresh_from_db()
    with document.file.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == document.sha256
    assert document.snapshot["campaign"]["image"] == image
    drawn = PdfReader(io.BytesIO(pdf.render_pdf(pdf.document_html(FOLLOW_UP_PLAN, document.snapshot))))
    assert [image.image.size for image in drawn.pages[0].images] == [(600, 200)]
