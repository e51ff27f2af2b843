"""What the notice of a UGEL says until it writes its own words."""

BANK = "Acompañamiento pedagógico"
LEGAL_BASIS = (
    "La UGEL trata estos datos en ejercicio de su función pública, por lo que la ley no pide tu consentimiento.\n"
    "Ley N.° 28044, Ley General de Educación\n"
    "Ley N.° 29944, Ley de Reforma Magisterial\n"
    "Ley N.° 29733, Ley de Protección de Datos Personales\n"
    "DS N.° 016-2024-JUS, Reglamento de la Ley N.° 29733"
)
PURPOSES = (
    "Planificar, registrar y mejorar el acompañamiento de tu trabajo con las niñas y los niños, y dejar constancia de"
    " lo que hiciste. No se usan para sancionar ni para publicar listas de personas. Lo necesario para saber quién eres"
    " y dónde trabajas es obligatorio; sin ello no se te puede acompañar. Lo demás lo das si quieres."
)
RECIPIENTS = (
    "Tú, quien te acompaña, tu directora o coordinadora y la especialista de la UGEL. La DRE y el Ministerio de"
    " Educación reciben cifras sin nombres. No se envían a otros ni fuera del Perú."
)
TERM = "Los plazos de esta página. Después se borran."
RIGHTS = (
    "Puedes pedir ver tus datos, corregirlos, completarlos o borrarlos, oponerte a un uso, impedir que se den a otros y"
    " llevarte una copia. Es gratis: por correo a la oficial de protección de datos o en la mesa de partes de la UGEL."
)
COMPLAINT = (
    "Si no te responden, o la respuesta no te parece, puedes reclamar ante la Autoridad Nacional de Protección de Datos"
    " Personales (ANPD), del Ministerio de Justicia y Derechos Humanos."
)
