"""A sheet with one trouble of each kind, for the review: the real sheet's text, altered."""

ALTERATIONS = (
    ("Signataires\n", "Signataires\nVersion provisoire du contrat\n"),
    ("Nom de la structure porteuse", "Nom de la structrue porteuse"),
    ("SIREN : 242100410, nature : METRO", "SIREN : 242100411, nature : METRO"),
    ("Réalisation d'un diagnostic initial du territoire", None),
    ("en dépenses d'investissement : 78.00M€", "en dépenses d'investissement : environ 78 M€"),
    (
        "Montant total prévisionnel en euros des cofinancements européens",
        "Montant des subventions de la DETR : 12.00M€\n"
        "Montant total prévisionnel en euros des cofinancements européens",
    ),
)


def troubled(text: str) -> str:
    """The text of the real sheet with its troubles; a part that is not there is an error."""
    for before, after in ALTERATIONS:
        if before not in text:
            raise ValueError(f"not in the sample: {before}")
        if after is None:
            lines = text.splitlines(keepends=True)
            text = "".join(line for line in lines if not line.startswith(before))
        else:
            text = text.replace(before, after, 1)
    return text
