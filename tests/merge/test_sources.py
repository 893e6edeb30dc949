"""Template files: plain text is read, every other kind of document is named."""

import io
import zipfile

import mergekit
import openpyxl
import pytest

from batchgen import errors, merge


def zipped(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return buffer.getvalue()


def opened(folder, data):
    (folder / "script.txt.j2").write_bytes(data)
    merge.Merger(mergekit.from_folder(folder, "script.txt.j2"), mergekit.columns())


DOCUMENTS = [
    (b"{\\rtf1\\ansi Hi \\{\\{ first_name \\}\\}}", "an RTF document"),
    (b"\n {\\rtf1 Hi}", "an RTF document"),
    (b"\xef\xbb\xbf{\\rtf1 Hi}", "an RTF document"),
    (zipped(word__document="Hi"), "a Word document"),
    (zipped(_rels__rels="Hi"), "a Word document"),
    (zipped(mimetype="application/vnd.oasis.opendocument.text"), "an OpenDocument file"),
    (zipped(Index="Pages"), "a document in a ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a Word document"),
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF"),
    (b"<!DOCTYPE html><html><body>Hi {{ first_name }}</body></html>", "a web page (HTML)"),
    (b"<html>Hi", "a web page (HTML)"),
    (b"  <p>Hi {{ first_name }},</p>", "a web page (HTML)"),
    (b"<!-- saved -->\n<div>Hi</div>", "a web page (HTML)"),
    (b"Hi {{ first_name }},<br>\n<p>how are you?</p>", "a web page (HTML)"),
    (b'<?xml version="1.0"?>\n<html xmlns="x">Hi</html>', "a web page (HTML)"),
    (b'<?xml version="1.0"?><office:document>Hi</office:document>', "an XML document"),
    (b"MIME-Version: 1.0\nContent-Type: multipart/related", "a web page"),
]


@pytest.mark.parametrize(("data", "what"), DOCUMENTS)
def test_a_document_that_is_not_plain_text_is_named(tmp_path, data, what):
    with pytest.raises(errors.TemplateError) as caught:
        opened(tmp_path, data)

    assert caught.value.message.startswith(f"The template script.txt.j2 is {what}")
    assert "plain text" in caught.value.hint


def test_a_workbook_is_named_too(tmp_path):
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)

    with pytest.raises(errors.TemplateError, match="is a"):
        opened(tmp_path, buffer.getvalue())


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfHi {{ first_name }}.",
        b"Hi {{ first_name }}, 3 < 5 and 5 > 3.",
        b"{% if city %}Hi{% endif %} you.",
        b"{# rtf #}Hi you.",
        b"Hello <b>you</b> there.",
        b"PDF or Word, {{ first_name }}?",
        b"I <3 you.",
    ],
)
def test_plain_text_is_read(tmp_path, data):
    opened(tmp_path, data)
