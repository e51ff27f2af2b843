"""The columns of the registry that are read. DIRECTOR, TELEFONO and EMAIL are not here, so they are never kept."""

REQUIRED = ("COD_MOD", "ANEXO", "CEN_EDU", "NIV_MOD", "CODOOII")
OPTIONAL = (
    "CODLOCAL",
    "GESTION",
    "D_GESTION",
    "DIR_CEN",
    "CEN_POB",
    "DAREACENSO",
    "CODGEO",
    "D_PROV",
    "D_DIST",
    "D_REGION",
    "D_DREUGEL",
    "NLAT_IE",
    "NLONG_IE",
    "D_TIPOPROG",
    "ESTADO",
    "D_ESTADO",
)
WANTED = REQUIRED + OPTIONAL
