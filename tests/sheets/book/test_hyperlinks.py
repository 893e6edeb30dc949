"""Links in a worksheet: as many as Excel takes, beside those that stand there."""

import pytest

from batchgen.sheets.book import part
from batchgen.sheets.book.write import hyperlinks, rowpatch

HEAD = '<worksheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheetData>'
PAGE = "https://tavus.video/v"
RELS = (
    '<Relationships><Relationship Id="r1" Target="a"/><Relationship Id="rIdBg1" Target="b"/></Relationships>'
)


def frame(after: str, head: str = HEAD, prefix: str = "") -> part.Frame:
    return part.Frame("s.xml", "utf-8", head, f"</{prefix}sheetData>{after}", prefix, False, 2)


def linker(*rows: int, replacing: bool = True) -> hyperlinks.Linker:
    made = hyperlinks.Linker([("hosted_url", "C"), ("gif_url", "D")], replacing=replacing)
    for number in rows:
        made.add(number, {"hosted_url": f"{PAGE}{number}", "gif_url": f"{PAGE}{number}.gif"})
    return made


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://a.example/" + "a" * (2_079 - 18), True),
        ("https://a.example/" + "a" * (2_080 - 18), False),
        ("HTTP://a.example", True),
        ("file:///home/a.mp4", True),
        ("ftp://a.example", False),
        ("https://a.example/ä", False),
        ("https://a.example/a b", False),
        ("see https://a.example", False),
        ("", False),
    ],
)
def test_only_what_excel_opens_is_a_link(text: str, *, is_one: bool) -> None:
    assert hyperlinks.is_link(text) == is_one


@pytest.mark.parametrize(
    ("standing", "expected", "left_out"),
    [(0, ["C2", "C3", "C4"], 5), (1, ["C2", "C3"], 6), (3, [], 8), (9, [], 8)],
)
def test_the_more_useful_links_are_kept_where_not_all_fit(
    monkeypatch: pytest.MonkeyPatch, standing: int, expected: list[str], left_out: int
) -> None:
    monkeypatch.setattr(hyperlinks, "MOST", 3)
    found = linker(2, 3, 4, 5)

    assert [reference for reference, _ in found.chosen(standing)] == expected
    assert found.left_out == left_out


def test_what_is_no_link_takes_no_room() -> None:
    found = hyperlinks.Linker([("hosted_url", "C")])
    found.add(2, {"hosted_url": "soon"})
    found.add(3, {})

    assert (found.chosen(0), found.left_out, found.written) == ([], 0, {"C2", "C3"})


def test_links_come_where_the_order_of_a_worksheet_wants_them() -> None:
    tail, rels = hyperlinks.patch(frame("<dataValidations/><pageMargins/></worksheet>"), "", linker(2))

    assert tail == (
        '</sheetData><dataValidations/><hyperlinks><hyperlink ref="C2" r:id="rIdBg1"/>'
        '<hyperlink ref="D2" r:id="rIdBg2"/></hyperlinks><pageMargins/></worksheet>'
    )
    assert rels.startswith("<?xml")
    assert rels.endswith('Target="https://tavus.video/v2.gif" TargetMode="External"/></Relationships>')


def test_links_of_the_user_stay_and_ours_are_replaced() -> None:
    standing = (
        '<hyperlink ref="A2" r:id="r1"/><hyperlink ref="C2" r:id="rIdBg1"/><hyperlink ref="$D$2" r:id="r1"/>'
    )

    tail, rels = hyperlinks.patch(
        frame(f"<hyperlinks>{standing}</hyperlinks> <x/></worksheet>"), RELS, linker(2)
    )

    assert tail == (
        '</sheetData><hyperlinks><hyperlink ref="A2" r:id="r1"/><hyperlink ref="C2" r:id="rIdBg2"/>'
        '<hyperlink ref="D2" r:id="rIdBg3"/></hyperlinks> <x/></worksheet>'
    )
    assert 'Id="r1"' in rels
    assert 'Id="rIdBg1"' not in rels
    assert rels.count("<Relationship ") == 3


def test_a_link_that_is_no_more_goes_and_so_does_an_empty_element() -> None:
    gone = linker()
    gone.add(2, {})

    tail, rels = hyperlinks.patch(
        frame('<hyperlinks><hyperlink ref="C2" r:id="rIdBg1"/></hyperlinks></worksheet>'), RELS, gone
    )

    assert tail == "</sheetData></worksheet>"
    assert rels == '<Relationships><Relationship Id="r1" Target="a"/></Relationships>'


def test_a_worksheet_without_links_stays_as_it_is() -> None:
    before = frame('<hyperlinks><hyperlink ref="A2" r:id="r1"/></hyperlinks></worksheet>')

    assert hyperlinks.patch(before, RELS, linker()) == (before.tail, RELS)


def test_the_namespace_is_named_where_the_head_does_not() -> None:
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    other = frame("</x:worksheet>", f'<x:worksheet xmlns:x="u" xmlns:q="{strict}"><x:sheetData>', "x:")

    tail, rels = hyperlinks.patch(other, '<p:Relationships xmlns:p="u" />', linker(2))

    assert f'<x:hyperlink xmlns:r="{strict}" ref="C2" r:id="rIdBg1"/>' in tail
    assert rels.startswith('<p:Relationships xmlns:p="u"><p:Relationship Id="rIdBg1"')
    assert rels.endswith("</p:Relationships>")


def test_letters_of_more_than_one_byte_before_the_place_do_not_move_it() -> None:
    tail, _ = hyperlinks.patch(frame('<scenarios n="äö漢"/><pageMargins/></worksheet>'), "", linker(2))

    assert tail.startswith('</sheetData><scenarios n="äö漢"/><hyperlinks>')
    assert tail.endswith("</hyperlinks><pageMargins/></worksheet>")


def test_a_damaged_tail_is_not_touched() -> None:
    with pytest.raises(rowpatch.UnpatchableError):
        hyperlinks.patch(frame("<x></worksheet>"), "", linker(2))
