"""Checks of a record against itself: what they add to a reading, and where."""

from dataclasses import replace
from datetime import date

from conftest import SAMPLES
from crte_extract.checking.checks import check
from crte_extract.document import Document
from crte_extract.reading import read
from crte_extract.record.building import Reading, build
from crte_extract.record.form import FORM
from crte_extract.record.states import states
from crte_extract.record.telling import place_of
from crte_extract.sections import split

TEXT = (SAMPLES / "fiche-crte-dijon-metropole.txt").read_text("utf-8")


def built(text: str) -> Reading:
    """What is built of a sheet before anything of it is checked."""
    document: Document = read(text.encode())
    return build(split(document, FORM)[0], document, {"nom": "-", "sha256": "0" * 64}, False)


def test_a_record_with_nothing_against_it_stays_as_it_is() -> None:
    reading = built(TEXT)
    assert check(reading) is reading


def test_what_a_check_tells_stands_in_its_place_and_gives_the_state() -> None:
    odd = TEXT.replace("@", " chez ").replace(
        "Date de signature du CRTE", "Date de ssignature du CRTE"
    )
    odd = f"En-tête\n{odd}\nLibellé de trop : des mots\n"
    reading = built(odd)
    checked = check(reading)
    added = set(checked.fiche.avertissements) - set(reading.fiche.avertissements)
    assert [(w.code, w.champ) for w in added] == [("valeur_invraisemblable", "email_contact")]
    told = checked.fiche.avertissements
    assert len(told) > 2
    assert told[0].champ == "email_contact"
    assert list(told) == sorted(told, key=place_of)
    assert reading.fiche.etats["informations_generales"]["email_contact"] == "lu"
    sections = checked.fiche.model_dump(include=set(checked.fiche.etats))
    values = {key: value for of in sections.values() for key, value in of.items()}
    assert checked.fiche.etats == states(values, told)


def test_the_day_of_the_file_is_held_against_the_days_in_it() -> None:
    reading = built(TEXT)
    signed = reading.fiche.informations_generales.date_signature
    assert signed is not None
    early = reading._replace(document=replace(reading.document, made=date(2021, 1, 4)))
    assert [w.champ for w in check(early).fiche.avertissements].count("date_signature") == 1
