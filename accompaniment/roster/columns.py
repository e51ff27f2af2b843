"""The columns of the roster's file: what each is called, what may be written in it, and which words mean what.

Headers and words of the file are one format, the same whatever the language of the screen.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from accompaniment.lib.identifiers import DocumentType
from accompaniment.lib.tables.columns import Choice, Column, Day, Identifier, Vocabulary, WholeNumber
from accompaniment.lib.tables.formats import Format
from accompaniment.lib.tables.limits import Limits
from accompaniment.lib.tables.spec import TableSpec
from accompaniment.people.assignments.models import Assignment
from accompaniment.people.models.posts import Teacher
from accompaniment.territory.models import Cycle

DOCUMENT_TYPES: Vocabulary = {
    DocumentType.DNI: ["DNI"],
    DocumentType.FOREIGNER: ["CE", "carné de extranjería", "carnet de extranjería"],
}
KINDS: Vocabulary = {
    Teacher.Kind.CLASSROOM: ["docente de aula", "docente", "profesora", "profesor"],
    Teacher.Kind.PROMOTER: [
        "promotora educativa comunitaria",
        "promotora educativa comunal",
        "promotora",
        "promotor",
        "PEC",
    ],
    Teacher.Kind.ASSISTANT: ["auxiliar de educación", "auxiliar"],
}
CONTRACTS: Vocabulary = {
    Teacher.Contract.TENURED: ["nombrada", "nombrado"],
    Teacher.Contract.HIRED: ["contratada", "contratado"],
    Teacher.Contract.VOLUNTEER: ["voluntaria con propina", "voluntaria", "voluntario"],
}
CYCLES: Vocabulary = {Cycle.FIRST: ["I", "1", "ciclo I"], Cycle.SECOND: ["II", "2", "ciclo II"]}
NUMBER = ("n", "no", "nro", "num", "numero")  # what a heading makes of «N°», «Nº», «Nro.»
MODALITIES: Vocabulary = {
    Assignment.Modality.EXTERNAL: ["externa"],
    Assignment.Modality.INTERNAL: ["interna"],
}


COLUMNS: tuple[Column, ...] = (
    Choice(
        "document_type",
        "Tipo de documento",
        DOCUMENT_TYPES,
        help=gettext_lazy("DNI o CE (carné de extranjería). Vacío: DNI."),
        example="DNI",
        others=["tipo documento", "tipo doc"],
    ),
    Identifier(
        "document_number",
        "Número de documento",
        help=gettext_lazy("El DNI, con sus 8 dígitos; el carné de extranjería, con sus 9."),
        example="01234567",
        others=[
            "dni",
            "documento",
            "número",
            "documento de identidad",
            "doc identidad",
            "número de documento de identidad",
            "num doc",
            "numdocum",
            *(f"{number} {of}" for number in NUMBER for of in ("documento", "de documento", "dni", "de dni")),
        ],
        is_required=True,
        width=20,
    ),
    Column(
        "last_names",
        "Apellidos",
        help=gettext_lazy("Los dos apellidos."),
        example="Flores Quispe",
        is_required=True,
        unless=["first_surname", "full_name"],
        width=24,
    ),
    Column(
        "first_names",
        "Nombres",
        help=gettext_lazy("Todos los nombres."),
        example="Tania",
        is_required=True,
        unless=["full_name"],
        width=22,
    ),
    Choice(
        "kind",
        "Cargo",
        KINDS,
        help=gettext_lazy("Necesario la primera vez. En un jardín o cuna, docente; en un PRONOEI, promotora."),
        example="docente de aula",
        others=["descargo"],
        width=30,
    ),
    Choice(
        "contract",
        "Condición",
        CONTRACTS,
        help=gettext_lazy("Vacío si no se sabe."),
        example="nombrada",
        others=["condición laboral", "situación laboral"],
        width=22,
    ),
    Identifier(
        "phone",
        "Celular",
        help=gettext_lazy("9 dígitos; empieza con 9."),
        example="987654321",
        others=["teléfono", "telefono celular", "número de celular"],
        width=12,
    ),
    Column(
        "mother_tongue",
        "Lengua materna",
        help=gettext_lazy("Por ejemplo, quechua."),
        example="quechua",
        others=["lengua"],
    ),
    Column(
        "email",
        "Correo",
        help=gettext_lazy("Si lo tiene: le sirve para entrar."),
        example="tania@example.pe",
        others=["correo electrónico", "e-mail", "email"],
        width=26,
    ),
    Identifier(
        "modular_code",
        "Código modular",
        7,
        help=gettext_lazy("El de la institución o programa donde trabaja. Vacío solo si ya está registrada."),
        example="0403691",
        others=["cod mod", "cod modular", "cód modular", "código"],
    ),
    Identifier("annex", "Anexo", 1, help=gettext_lazy("Un dígito. Vacío: 0."), example="0", width=8),
    Column(
        "section",
        "Sección",
        help=gettext_lazy("Como la llaman."),
        example="Los girasoles",
        others=["aula", "sección o aula"],
    ),
    Column(
        "ages",
        "Edades",
        help=gettext_lazy("De 0 a 5, separadas por «y» o coma; «3 a 5» son las tres."),
        example="3 y 4",
        others=["edad"],
        width=12,
    ),
    Choice(
        "cycle",
        "Ciclo",
        CYCLES,
        help=gettext_lazy("Vacío: el que dicen las edades o la institución."),
        example="II",
        width=8,
    ),
    Day(
        "starts_on",
        "Desde",
        help=gettext_lazy("Primer día en esa plaza: día, mes y año. Necesario si la plaza es nueva."),
        example="02/03/2026",
        others=["inicio", "fecha de inicio", "fecinicio"],
        width=12,
    ),
    Day(
        "ends_on",
        "Hasta",
        help=gettext_lazy("Último día; vacío si no se sabe."),
        others=["fin", "fecha de fin", "fecha de término", "fectermino"],
        width=12,
    ),
    Identifier(
        "companion",
        "Documento de la acompañante",
        help=gettext_lazy("El de una acompañante ya registrada en tu UGEL. Vacío: la asignas después."),
        example="07654321",
        others=["acompañante dni", "dni de la acompañante", "dni acompañante", "documento acompañante"],
        width=28,
    ),
    Choice(
        "modality",
        "Modalidad",
        MODALITIES,
        help=gettext_lazy("Vacío: la que corresponde a la acompañante."),
        example="externa",
        width=12,
    ),
    WholeNumber(
        "visits_owed",
        "Visitas programadas",
        help=gettext_lazy("De 1 a 60. Vacío: las que el año dice para ese cargo."),
        example="6",
        others=["visitas", "visitas programadas en el año"],
        width=20,
    ),
    Day(
        "assigned_on",
        "Acompañada desde",
        help=gettext_lazy("Vacío: desde hoy, o desde que empiece el año de acompañamiento o la plaza."),
        others=["inicio de la asignación"],
        width=18,
    ),
)
REASON = Column("reason", "Por qué no entró", width=60)
READING_AIDS = (  # columns that the list taken away adds for people
    Column("institution", "Institución", width=30),
    Column("companion_name", "Acompañante", width=30),
)
LISTED_ELSEWHERE = (  # columns of the lists that other systems give, NEXUS above all; `lists.py` turns them into ours
    Column("first_surname", "Apellido paterno", others=["primer apellido", "apellipat"]),
    Column("second_surname", "Apellido materno", others=["segundo apellido", "apellimat"]),
    Column("full_name", "Apellidos y nombres", others=["apellidos nombres"]),
    Identifier(
        "service_code", "Código modular de la IE", 7, others=["codmod ie", "codmod i e", "cod mod ie", "codmodce"]
    ),
    Column("worker", "Tipo de trabajador", others=["tipo trabajador", "desctipotrab"]),
    Column("level", "Nivel educativo", others=["nivel", "descniveduc"]),
)
MOST_ROWS = 1000  # twice a large UGEL; stored in one transaction of some ten seconds, and SQLite has one writer
ROSTER = TableSpec(
    columns=(*COLUMNS, *LISTED_ELSEWHERE),
    formats=frozenset({Format.CSV, Format.XLSX}),
    limits=Limits(rows=20 * MOST_ROWS),  # the whole list of a UGEL, of every level, of which few rows are taken
    aids=[column.heading for column in (*READING_AIDS, REASON)],
)


BY_KEY = {column.key: column for column in ROSTER.columns}


def column_heading(key: str) -> str:
    """Return the heading of a column, or nothing for what is no column."""
    return BY_KEY[key].heading if key in BY_KEY else ""
