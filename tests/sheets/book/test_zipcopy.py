"""A zip file written anew from an old one, and every limit of its plain form."""

import io
import random
import struct
import zipfile

import pytest

from batchgen import errors
from batchgen.sheets.book.write import zipcopy

WHEN = (2026, 11, 27, 23, 59, 58)
TEXT = b"a part that packs well " * 100


def packed(*names: str, method: int = zipfile.ZIP_DEFLATED, extra: bytes = b"") -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as zipped:
        for name in names:
            info = zipfile.ZipInfo(name, WHEN)
            info.external_attr, info.extra, info.compress_type = 0o644 << 16, extra, method
            zipped.writestr(info, TEXT)
    return out


def copied(source: io.BytesIO, **written: bytes) -> zipfile.ZipFile:
    """Copy a zip file, with new content in some of its parts (`_` for `.`)."""
    out = io.BytesIO()
    copy = zipcopy.ZipCopy(out, source)
    for info in zipfile.ZipFile(source).infolist():
        new = written.get(info.filename.replace(".", "_"))
        if new is None:
            copy.copy(info)
        else:
            copy.write(info, [new[:3], new[3:]])
    copy.finish()
    return zipfile.ZipFile(out)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize("extra", [b"", struct.pack("<2H", 0x7075, 6) + b"\x01same\x00"])
def test_parts_keep_content_date_and_rights(method: int, extra: bytes) -> None:
    again = copied(packed("a.xml", "ä.xml", "b.xml", method=method, extra=extra), b_xml=b"other")

    assert again.testzip() is None
    assert [again.read(name) for name in ("a.xml", "ä.xml", "b.xml")] == [TEXT, TEXT, b"other"]
    for info in again.infolist():
        assert (info.date_time, info.external_attr) == (WHEN, 0o644 << 16)
        assert (info.create_version, info.extract_version) == (20, 20)
        assert info.compress_type == (zipfile.ZIP_DEFLATED if info.filename == "b.xml" else method)


def test_the_directory_ends_as_that_of_any_zip_file() -> None:
    source = packed("a.xml", "b.xml")
    again = copied(source).fp
    assert isinstance(again, io.BytesIO)

    assert again.getvalue()[-22:] == source.getvalue()[-22:]


def test_a_part_that_was_written_as_a_stream_has_its_sizes_before_it() -> None:
    class Pipe(io.RawIOBase):
        """An output that cannot be gone back in, so that sizes follow each part."""

        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.data += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("a.xml", TEXT)
        zipped.writestr("b.xml", TEXT)

    again = copied(io.BytesIO(pipe.data))

    assert [info.flag_bits & 0x08 for info in again.infolist()] == [0, 0]
    assert again.testzip() is None
    assert again.read("b.xml") == TEXT


def test_a_name_that_its_code_page_lacks_is_written_in_utf_8() -> None:
    source = packed("a.xml")
    out = io.BytesIO()
    copy = zipcopy.ZipCopy(out, source)

    copy.write(zipfile.ZipInfo("漢.xml", WHEN), [b"x"])
    copy.write(zipfile.ZipInfo("é.xml", WHEN), [b"y"])
    copy.finish()

    again = zipfile.ZipFile(out)
    assert [(info.filename, info.flag_bits) for info in again.infolist()] == [("漢.xml", 0x800), ("é.xml", 0)]
    assert again.testzip() is None


@pytest.mark.parametrize("place", [0, 3])
def test_a_part_that_does_not_begin_as_one_is_damaged(place: int) -> None:
    source = packed("a.xml", "b.xml")
    info = zipfile.ZipFile(source).infolist()[1]
    damaged = bytearray(source.getvalue())
    damaged[info.header_offset + place] ^= 0xFF

    with pytest.raises(errors.SheetError, match=r"b\.xml"):
        zipcopy.ZipCopy(io.BytesIO(), io.BytesIO(bytes(damaged))).copy(info)


@pytest.mark.parametrize("left", [4, 29, 40])
def test_a_part_that_ends_too_early_is_refused(left: int) -> None:
    source = packed("a.xml", "b.xml")
    info = zipfile.ZipFile(source).infolist()[1]
    cut = io.BytesIO(source.getvalue()[: info.header_offset + left])

    with pytest.raises(errors.SheetError, match=r"b\.xml"):
        zipcopy.ZipCopy(io.BytesIO(), cut).copy(info)


@pytest.mark.parametrize(("size", "is_refused"), [(99, False), (100, True), (101, True)])
def test_a_part_that_needs_the_64_bit_form_is_refused(
    size: int, *, is_refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipcopy, "_LIMIT", 100)
    copy = zipcopy.ZipCopy(io.BytesIO(), io.BytesIO())
    info = zipfile.ZipInfo("a.xml", WHEN)

    if is_refused:
        with pytest.raises(errors.SheetError, match=r"a\.xml"):
            copy.write(info, [b"a" * size])
    else:
        copy.write(info, [b"a" * size])


def test_a_part_that_grows_when_it_is_packed_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipcopy, "_LIMIT", 100)
    copy = zipcopy.ZipCopy(io.BytesIO(), io.BytesIO())

    with pytest.raises(errors.SheetError, match=r"a\.xml"):
        copy.write(zipfile.ZipInfo("a.xml", WHEN), [random.Random(1).randbytes(99)])


def test_a_whole_file_that_needs_the_64_bit_form_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    source = packed("a.xml")
    directory = len(source.getvalue()) - 22

    monkeypatch.setattr(zipcopy, "_LIMIT", directory + 1)
    copied(source)
    monkeypatch.setattr(zipcopy, "_LIMIT", directory)
    with pytest.raises(errors.SheetError):
        copied(source)


@pytest.mark.parametrize(("parts", "is_refused"), [(0xFFFE, False), (0xFFFF, True)])
def test_more_parts_than_16_bits_count_are_refused(parts: int, *, is_refused: bool) -> None:
    copy = zipcopy.ZipCopy(io.BytesIO(), io.BytesIO())
    copy.write(zipfile.ZipInfo("a.xml", WHEN), [b"x"])
    copy._entries *= parts

    if is_refused:
        with pytest.raises(errors.SheetError):
            copy.finish()
    else:
        copy.finish()


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1_000])
def test_many_short_texts_are_encoded_as_one(count: int) -> None:
    texts = [f"ä{i}" for i in range(count)]

    assert b"".join(zipcopy.encoded(texts, "utf-16")) == "".join(texts).encode("utf-16")
