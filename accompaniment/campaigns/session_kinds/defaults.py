"""The kinds of group session that a year begins with, and others that a UGEL may add: data to be edited.

Three hours, who leads them and that a meeting takes no class hours is what accompaniment in the initial level asks for;
days of notice and the minutes of each moment are ours. A workshop is a day of its own.
"""

from __future__ import annotations

from datetime import time

from django.utils.translation import gettext_noop

from .data import Moment, SessionKindData

CLASSES_FROM, CLASSES_TO = time(8), time(13)  # when classes and visits take place, where nothing else is known

GIA = SessionKindData(
    name=gettext_noop("GIA"),
    led_by="companion",
    strategy="gia",
    classes_from=CLASSES_FROM,
    classes_to=CLASSES_TO,
    agenda=(
        Moment("Bienvenida, propósito y acuerdos", 10),
        Moment("Compromisos de la reunión anterior", 15),
        Moment("Lo que hacemos en el aula: relatos y evidencias", 30),
        Moment("Por qué lo hacemos así: análisis", 35),
        Moment("Lo que dicen el MBDD, el currículo y las lecturas", 30),
        Moment("Qué haremos distinto en el aula", 30),
        Moment("Compromisos", 15),
        Moment("Qué aprendimos hoy", 15),
    ),
)
RTC = SessionKindData(
    name=gettext_noop("RTC"),
    led_by="director",
    strategy="rtc",
    classes_from=CLASSES_FROM,
    classes_to=CLASSES_TO,
    asks_five_c=True,
    agenda=(
        Moment("Bienvenida y agenda", 10),
        Moment("Compromisos de la reunión anterior", 15),
        Moment("Lo que mostraron las visitas, sin nombres", 25),
        Moment("Análisis en grupos", 45),
        Moment("Una lectura o norma que ayuda", 25),
        Moment("Propuesta común y planificación", 35),
        Moment("Compromisos y responsables", 15),
        Moment("Cierre: las 5 C del equipo", 10),
    ),
)
WORKSHOP = SessionKindData(
    name=gettext_noop("taller"),
    led_by="specialist",
    strategy="workshops",
    notice_days=7,
    minutes=540,
    agenda=(
        Moment("Acogida", 15),
        Moment("De dónde partimos: evidencias de visitas y GIA", 45),
        Moment("Primer módulo", 90),
        Moment("Receso", 15),
        Moment("Segundo módulo", 90),
        Moment("Almuerzo", 60),
        Moment("Práctica", 90),
        Moment("Socialización", 45),
        Moment("Compromisos y evaluación", 30),
    ),
)
SESSION_KINDS = {"gia": GIA, "rtc": RTC, "workshop": WORKSHOP}

# What a UGEL can add with one touch, and change before it is saved.
OTHERS = {
    "microtaller": SessionKindData(
        name=gettext_noop("microtaller"),
        led_by="companion",
        strategy="gia",
        classes_from=CLASSES_FROM,
        classes_to=CLASSES_TO,
        agenda=(
            Moment("Acogida, juego y propósito", 20),
            Moment("Qué probamos: compromisos", 25),
            Moment("Vivencia: hacemos la actividad", 40),
            Moment("Qué hicimos y para qué", 25),
            Moment("Idea clave y material", 20),
            Moment("Planificamos la semana", 30),
            Moment("Compromisos", 10),
            Moment("Qué nos llevamos", 10),
        ),
    ),
    "asistencia": SessionKindData(
        name=gettext_noop("asistencia técnica"),
        led_by="specialist",
        notice_days=3,
        minutes=90,
        agenda=(
            Moment("Tema y consultas", 20),
            Moment("Orientación", 50),
            Moment("Acuerdos", 20),
        ),
    ),
    "jornada": SessionKindData(
        name=gettext_noop("jornada de reflexión"),
        led_by="director",
        minutes=120,
        agenda=(
            Moment("Propósito", 10),
            Moment("Los datos del periodo", 20),
            Moment("Trabajo por grupos", 40),
            Moment("Plenaria: las causas", 25),
            Moment("Compromisos de gestión", 15),
            Moment("Cierre", 10),
        ),
    ),
    "pasantia": SessionKindData(
        name=gettext_noop("pasantía"),
        led_by="companion",
        minutes=240,
        agenda=(
            Moment("Qué queremos mirar", 20),
            Moment("Observación en el aula que nos recibe", 120),
            Moment("Diálogo con la colega que nos recibe", 60),
            Moment("Qué llevaremos a nuestra aula", 40),
        ),
    ),
}
