"""What can be wrong with a source: each its own class, naming the file, with a hint."""

import contextlib
import io
import os
import pickle
import random
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from crte_extract import CrteError, extract, extract_all
from crte_extract import errors as e
from crte_extract.options import Reader
from crte_extract.reading import MAX_BYTES

SAMPLES = Path(__file__).parent.parent / "samples"
SHEETS = Path(__file__).parent / "sheets"
TEXT = SAMPLES / "fiche-crte-dijon-metropole.txt"
PDF = SAMPLES / "fiche-crte-dijon-metropole.pdf"


def every_class(root: type[CrteError]) -> list[type[CrteError]]:
    return [root, *(found for child in root.__subclasses__() for found in every_class(child))]


CLASSES = every_class(CrteError)


def refused(
    source: Path | str | bytes, reader: Reader = "auto", password: str | None = None
) -> CrteError:
    with pytest.raises(CrteError) as caught:
        extract(source, reader=reader, password=password)
    return caught.value


# The classes


@pytest.mark.parametrize("kind", CLASSES)
def test_an_error_survives_pickling(kind: type[CrteError]) -> None:
    error = kind("it is broken", "mend it").about("sheet.pdf")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert type(again) is kind
    assert (again.message, again.hint, again.source) == ("it is broken", "mend it", "sheet.pdf")
    assert str(again) == str(error) == "sheet.pdf: it is broken (mend it)"


@pytest.mark.parametrize("kind", [kind for kind in CLASSES if not kind.__subclasses__()])
def test_every_kind_of_error_has_a_hint_and_an_exit_code(kind: type[CrteError]) -> None:
    assert len(kind("x").hint.split()) > 2 or kind is e.WrongOption
    others = {
        e.OutputError: e.ExitCode.OUTPUT,
        e.MissingExtra: e.ExitCode.USAGE,
        e.SameFile: e.ExitCode.USAGE,
        e.WrongOption: e.ExitCode.USAGE,
    }
    assert kind.exit_code == others.get(kind, e.ExitCode.NO_RECORD)


def test_the_docstring_draws_the_whole_tree() -> None:
    named: list[type[CrteError]] = [
        CrteError,
        e.SourceError,
        *e.SourceError.__subclasses__(),
        e.OutputError,
    ]
    assert [kind.__name__ for kind in named if kind.__name__ not in str(e.__doc__)] == []


# Paths


def test_no_such_file(tmp_path: Path) -> None:
    (tmp_path / "dangling.pdf").symlink_to("nowhere.pdf")
    for name in ("nowhere.pdf", "no/where.pdf", "dangling.pdf"):
        error = refused(tmp_path / name)
        assert type(error) is e.NoSuchFile
        assert str(tmp_path / name) in str(error)


def test_a_folder(tmp_path: Path) -> None:
    assert type(refused(tmp_path)) is e.IsAFolder
    assert type(refused(str(tmp_path) + "/")) is e.IsAFolder


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    # In a process of its own: to open the pipe would be to wait for ever.
    command = [sys.executable, "-m", "crte_extract.command.cli", str(tmp_path / "pipe.pdf")]
    done = subprocess.run(command, capture_output=True, timeout=30, check=False)
    assert done.returncode == e.ExitCode.NO_RECORD
    assert b"pipe.pdf: " in done.stderr


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero"])
def test_a_device(device: str) -> None:
    assert type(refused(device)) is e.NotARegularFile


def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket may not be long
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.pdf")
        assert type(refused("socket.pdf")) is e.NotARegularFile


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_no_permission(tmp_path: Path) -> None:
    (tmp_path / "sheet.txt").write_bytes(TEXT.read_bytes())
    (tmp_path / "sheet.txt").chmod(0)
    assert type(refused(tmp_path / "sheet.txt")) is e.NoPermission


@pytest.mark.parametrize("name", ["x" * 300, "loop.pdf", "sheet.txt/x.pdf", "nul\0.pdf"])
def test_other_paths_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop.pdf").symlink_to("loop.pdf")
    (tmp_path / "sheet.txt").write_bytes(TEXT.read_bytes())
    error = refused(tmp_path / name)
    assert isinstance(error, e.UnreadableFile)
    assert error.source == str(tmp_path / name)
    assert error.hint


def test_a_file_over_the_cap(tmp_path: Path) -> None:
    with (tmp_path / "large.pdf").open("wb") as sparse:
        sparse.write(b"%PDF-1.7\n")
        sparse.truncate(MAX_BYTES + 1)
    error = refused(tmp_path / "large.pdf")
    assert type(error) is e.TooLarge
    assert f"{MAX_BYTES // 2**20} MiB" in error.message


# Bytes


@pytest.mark.parametrize(
    "data", [b"", b" ", b"\n\r\n\t\x0c", "\u00a0\u2009".encode(), b"\xef\xbb\xbf", b"\xff\xfe"]
)
def test_nothing_but_blanks(data: bytes) -> None:
    assert type(refused(data)) is e.EmptyFile


def a_zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("sheet.txt", TEXT.read_bytes())
    return packed.getvalue()


UNREADABLE = {
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)),
    "zip": a_zip(),
    "zeros": bytes(2000),
    "random": random.Random(1).randbytes(5000),
    "rtf": b"{\\rtf1\\ansi Informations g\\'e9n\\'e9rales}",
    "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
    "gzip": b"\x1f\x8b\x08" + random.Random(2).randbytes(99),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_bytes_that_are_neither_pdf_nor_text(kind: str, tmp_path: Path) -> None:
    (tmp_path / "sheet.txt").write_bytes(UNREADABLE[kind])
    error = refused(tmp_path / "sheet.txt")
    assert type(error) is e.UnreadableText
    assert error.source == str(tmp_path / "sheet.txt")


@pytest.mark.parametrize(
    "text", ["Un autre document.", "x", "%PD", "<html>Contrat</html>", "Région;Montant\n1;2\n" * 99]
)
def test_a_text_that_is_no_sheet(text: str) -> None:
    assert type(refused(text.encode())) is e.NotASheet


def test_several_sheets_where_one_was_asked_for() -> None:
    assert type(refused(TEXT.read_bytes() * 2)) is e.SeveralSheets
    assert len(extract_all(TEXT.read_bytes() * 2)) == 2


# PDF


def pdf(*pages: str, shape: bool = False) -> bytes:
    """A PDF with a line of text on each page, none for an empty line."""
    document = pypdfium2.PdfDocument.new()
    for words in pages:
        page = document.new_page(595, 842)
        if shape:
            path = pypdfium2.raw.FPDFPageObj_CreateNewRect(100, 100, 300, 300)
            pypdfium2.raw.FPDFPath_SetDrawMode(path, 1, True)
            pypdfium2.raw.FPDFPage_InsertObject(page, path)
        if words:
            text = pypdfium2.raw.FPDFPageObj_NewTextObj(document, b"Helvetica", 12.0)
            wide = (words + "\0").encode("utf-16-le")
            units = (pypdfium2.raw.FPDF_WCHAR * (len(wide) // 2)).from_buffer_copy(wide)
            pypdfium2.raw.FPDFText_SetText(text, units)
            pypdfium2.raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, 72, 700)
            pypdfium2.raw.FPDFPage_InsertObject(page, text)
        page.gen_content()
    made = io.BytesIO()
    document.save(made)
    document.close()
    return made.getvalue()


READERS: list[Reader] = ["auto", "pdfium", "pdfplumber"]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("shape", [False, True])
def test_a_scan(reader: Reader, shape: bool) -> None:
    error = refused(pdf("", "", shape=shape), reader)
    assert type(error) is e.PdfWithoutText
    assert "ocrmypdf -l fra scan.pdf sheet.pdf" in error.hint


@pytest.mark.parametrize("reader", READERS)
def test_a_pdf_that_is_no_sheet(reader: Reader) -> None:
    assert type(refused(pdf("Un autre document."), reader)) is e.NotASheet


@pytest.mark.parametrize("reader", READERS)
def test_a_pdf_without_pages(reader: Reader) -> None:
    assert isinstance(refused(pdf(), reader), e.PdfWithoutPages | e.DamagedPdf)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7", b"%PDF-1.7\n" + random.Random(3).randbytes(3000), PDF.read_bytes()[:600]],
    ids=["header", "garbage", "truncated"],
)
def test_a_damaged_pdf(data: bytes, reader: Reader) -> None:
    error = refused(data, reader)
    assert isinstance(error, e.PdfError)
    assert not isinstance(error, e.EncryptedPdf)
    assert error.hint


@pytest.mark.parametrize("place", [1443, 2036, 2717, 3613])
def test_text_that_stands_nowhere_is_damage(place: int) -> None:
    """One byte of a page's content is another: PDFium places some of the text at NaN."""
    data = bytearray((SHEETS / "wkhtmltopdf-valeur-dessous.pdf").read_bytes())
    data[place] = ord("Y")
    error = refused(bytes(data), "pdfium")
    assert type(error) is e.DamagedPdf
    assert "no place on the page" in error.message
    with contextlib.suppress(e.CrteError):  # pdfplumber may read what is left of it
        extract_all(bytes(data))


def test_a_damaged_pdf_tells_how_to_mend_it() -> None:
    error = refused(b"%PDF-1.7\n" + random.Random(3).randbytes(3000))
    assert type(error) is e.DamagedPdf
    assert "qpdf" in error.hint


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample behind a user's and an owner's password."""
    qpdf = shutil.which("qpdf")
    if qpdf is None:
        pytest.skip("qpdf, which encrypts the sample, is not installed")
    made = tmp_path_factory.mktemp("encrypted") / "sheet.pdf"
    subprocess.run([qpdf, "--encrypt", "secret 22", "owner", "256", "--", PDF, made], check=True)
    return made


def test_what_was_wrong_with_another_pdf_is_not_told_of_this_one(encrypted: Path) -> None:
    refused(encrypted, "pdfium")
    assert type(refused(pdf(), "pdfium")) is e.DamagedPdf


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("password", [None, "wrong"])
def test_an_encrypted_pdf_wants_its_password(
    encrypted: Path, reader: Reader, password: str | None
) -> None:
    error = refused(encrypted, reader, password)
    assert type(error) is e.EncryptedPdf
    assert "--password" in error.hint
    assert "wrong" not in str(error)


@pytest.mark.parametrize(
    ("reader", "password"),
    [("auto", "owner"), ("pdfium", "secret 22"), ("pdfplumber", "secret 22")],
)
def test_a_password_opens_an_encrypted_pdf(encrypted: Path, reader: Reader, password: str) -> None:
    fiche = extract(encrypted, reader=reader, password=password)
    assert fiche.plan_action == extract(PDF).plan_action


@pytest.mark.parametrize("password", ["", "unneeded"])
def test_a_pdf_without_a_password_needs_none(password: str) -> None:
    assert extract(PDF, password=password).plan_action == extract(PDF).plan_action
