"""Identity by key, and over all of Unicode: the same person is the same row, two people never are."""

import json
import unicodedata

import hypothesis
import mergekit
import pytest
from hypothesis import strategies

from batchgen import errors, identity, models

HEADERS = ("Email", "Name", "City")
COLUMNS = mergekit.columns(*HEADERS)
FIXED = hypothesis.settings(derandomize=True, deadline=None, database=None, max_examples=200)
CHARACTERS = strategies.one_of(
    strategies.characters(codec=None, categories=None),  # surrogates, NUL and unassigned ones included
    strategies.sampled_from(
        "\x00\x1d\x1e\x1f\ud800\udfff\u00e9\u0301e\ufb01\u0130\u0131\u00df\u1e9e\u200b \u3000"
    ),
)
TEXTS = strategies.text(CHARACTERS, max_size=12)
ROWS = strategies.lists(TEXTS, min_size=3, max_size=3).map(tuple)


def of_row(*cells: str, key: tuple[str, ...] = (), **options: object) -> identity.Mark:
    return identity.Identity(COLUMNS, key).mark(models.Row(2, cells, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("First Name", "first_name"),
        (" first-name ", "first_name"),
        ("FIRST__NAME", "first_name"),
        ("Kunde/Firma (neu)", "kunde_firma_neu"),
        ("What's new", "whats_new"),
        ("What\u2019s new", "whats_new"),
        ("\uff25mail", "email"),
        ("Stra\u00dfe", "strasse"),
        ("\u20ac 100", "100"),
        ("\u00bd", "1_2"),
        ("नाम", "नाम"),
        ("", ""),
        ("!?", ""),
    ],
)
def test_headers_are_matched_by_letters_and_digits(header: str, expected: str) -> None:
    assert identity.fold(header) == expected


@FIXED
@hypothesis.given(TEXTS)
def test_a_folded_header_stays_as_it_is(header: str) -> None:
    once = identity.fold(header)

    assert identity.fold(once) == once


@FIXED
@hypothesis.given(TEXTS)
def test_every_text_has_a_digest_of_32_hex_digits(text: str) -> None:
    found = identity.digest(text)

    assert len(found) == 32
    assert int(found, 16) >= 0


@FIXED
@hypothesis.given(TEXTS)
def test_a_key_is_the_same_in_every_normal_form(text: str) -> None:
    expected = identity.key_hash([text])

    for form in ("NFC", "NFD"):
        assert identity.key_hash([unicodedata.normalize(form, text)]) == expected
    assert identity.key_hash([f" {text}\n"]) == expected


@FIXED
@hypothesis.given(TEXTS)
def test_a_compared_key_stays_as_it_is(text: str) -> None:
    once = identity.normal(text)

    assert identity.normal(once) == once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["a\x1fb", "c"], ["a", "b\x1fc"]),
        (["a", "b"], ["a\x1fb"]),
        (["a\x1fb"], ["a", "b"]),
        (["a\x1fb", "c"], ["a", "b", "c"]),
        (["a\x1eb", "c"], ["a", "b\x1ec"]),
        (["a\x1f\ud800\udc00", "c"], ["a\x1f\U00010000", "c"]),
    ],
)
def test_keys_that_hold_separators_do_not_run_together(one: list[str], other: list[str]) -> None:
    assert identity.key_hash(one) != identity.key_hash(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("", "x", "a\x1femail\x1eb"), ("b", "x", "a")),
        (("b", "", "a\x1fname\x1ex"), ("b\x1fname\x1ex", "", "a")),
        (("b\x1fname\x1ex", "y", "a"), ("b", "x\x1fname\x1ey", "a")),
        (("b\x1fname\x1ex\x1fname\x1ey", "z", "a"), ("b", "x\x1fname\x1ey\x1fname\x1ez", "a")),
        (("a", "", "\x1f\x1ex"), ("a\x1fcity\x1e\x1f\x1ex", "", "")),
    ],
)
def test_rows_that_hold_separators_are_other_rows(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert of_row(*one).cells_hash != of_row(*other).cells_hash


@FIXED
@hypothesis.given(ROWS, ROWS)
def test_rows_with_other_cells_are_other_rows(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    def seen(cells: tuple[str, ...]) -> dict[str, str]:
        return {str(i): text for i, text in enumerate(cells) if text.strip()}

    assert (of_row(*one).cells_hash == of_row(*other).cells_hash) == (seen(one) == seen(other))


@FIXED
@hypothesis.given(ROWS, strategies.frozensets(strategies.integers(0, 2)))
def test_what_the_state_file_kept_has_the_identity_of_its_row(
    cells: tuple[str, ...], formulas: frozenset[int]
) -> None:
    row = models.Row(2, cells, formulas=formulas)
    marker = identity.Identity(COLUMNS, ["email"])

    kept = marker.cells(row)

    assert identity.stored_hash(kept) == marker.cells_hash(row)
    if 0 not in formulas:
        mark = marker.mark(row)
        assert identity.of_cells(kept, ["email"]) == (
            (mark.key, mark.key_hash) if mark.key_hash else ("", "")
        )


@FIXED
@hypothesis.given(strategies.lists(TEXTS, max_size=5), ROWS)
def test_a_ragged_line_is_never_a_row(fields: list[str], cells: tuple[str, ...]) -> None:
    ragged = models.Ragged("too many", tuple(fields))
    marker = identity.Identity(COLUMNS, ["email"])

    mark = marker.mark(models.Row(2, cells, ragged=ragged))

    assert (mark.key, mark.key_hash) == ("", "")
    assert mark.cells_hash.startswith("ragged-")
    assert mark.cells_hash != marker.cells_hash(models.Row(2, cells))
    assert marker.cells(models.Row(2, cells, ragged=ragged)) == "{}"


def test_empty_fields_at_the_end_of_a_ragged_line_do_not_count() -> None:
    def of_line(*fields: str) -> str:
        return of_row(ragged=models.Ragged("too many", fields)).cells_hash

    assert of_line("a", "", "b") == of_line("a", "", "b", "") == of_line("a", "", "b", "", "")
    assert of_line() == of_line("", "", "") == f"ragged-{identity.digest('')}"
    assert of_line("a", "b") != of_line("a", "", "b")
    assert of_line("a", "b") != of_line("a", "c")
    assert of_line("a", "b") != of_line("a\x1db")
    assert of_line("a") != of_line("b")


def test_a_key_of_two_columns_needs_both() -> None:
    key = ("email", "city")

    assert of_row("A@x.org ", "Ana", "Bonn", key=key) == of_row("A@x.org", "Ana", "Bonn", key=key)._replace(
        cells_hash=of_row("A@x.org ", "Ana", "Bonn").cells_hash
    )
    assert of_row("a@x.org", "Ana", "Bonn", key=key)[:2] == (
        "a@x.org, Bonn",
        identity.key_hash(["a@x.org", "bonn"]),
    )
    assert of_row("a@x.org", "Ana", " ", key=key)[:2] == ("a@x.org, ", "")
    assert of_row("a@x.org", "Ana", key=key)[:2] == ("a@x.org, ", "")
    assert of_row("a@x.org", key=key)[:2] == ("a@x.org, ", "")
    assert of_row("a@x.org", "Ana", "Bonn")[:2] == ("", "")


def test_key_cells_do_not_run_together() -> None:
    assert identity.key_hash(["a", "bc"]) != identity.key_hash(["ab", "c"])
    assert identity.key_hash(["a", "b"]) != identity.key_hash(["b", "a"])


def test_a_key_that_the_sheet_lacks_is_refused() -> None:
    with pytest.raises(errors.UsageError) as refused:
        identity.Identity(COLUMNS, ["email", "id", "vat"])

    assert "by email, id, vat, and the sheet has no column id, vat." in refused.value.message
    assert "email, name, city" in refused.value.hint


def test_missing_cells_at_the_end_of_a_row_are_empty_ones() -> None:
    assert of_row("a@x.org") == of_row("a@x.org", "", " ")
    assert of_row() == of_row("", "", "")


def test_a_sheet_without_inputs_has_rows_that_are_all_the_same() -> None:
    assert identity.Identity(()).cells_hash(models.Row(2, ("a",))) == identity.digest("")


def test_the_cells_are_kept_as_they_are_read() -> None:
    assert identity.Identity(COLUMNS).cells(models.Row(2, ("a@x.org", "Zo\u00eb", ""))) == (
        '{"email":"a@x.org","name":"Zo\u00eb"}'
    )


def test_columns_left_out_are_not_what_a_row_is_known_by() -> None:
    marker = identity.Identity(COLUMNS, without={"city"})
    moved = marker.mark(models.Row(2, ("a@x.org", "Ana", "Rome")))

    assert moved == marker.mark(models.Row(2, ("a@x.org", "Ana", "Bonn")))
    assert json.loads(marker.cells(models.Row(2, ("a@x.org", "Ana", "Rome")))) == {
        "email": "a@x.org",
        "name": "Ana",
    }


def test_a_second_column_of_one_name_is_told_apart() -> None:
    columns = mergekit.columns("Name", "name", "", "NAME", "Other")
    ours = models.Column(5, "F", "name", "name", ours=True)

    assert identity.named([*columns, ours]) == ((0, "name"), (1, "name#2"), (3, "name#3"), (4, "other"))


@pytest.mark.parametrize("cells", ["", "{}", '{"name":"Ana"}', '{"email":" "}'])
def test_kept_cells_without_the_key_have_none(cells: str) -> None:
    assert identity.of_cells(cells, ["email"]) == ("", "")


def test_kept_cells_have_the_key_of_their_row() -> None:
    assert identity.of_cells('{"email":" A@x.org ","city":"Bonn"}', ["email", "city"]) == (
        "A@x.org, Bonn",
        identity.key_hash(["a@x.org", "bonn"]),
    )
    assert identity.of_cells('{"email":"a@x.org"}', []) == ("", "")
    assert identity.stored_hash("") == ""


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ((), None),
        (("None",), ()),
        (("E-Mail", "First Name"), ("e_mail", "first_name")),
        (("none", "email"), ("none", "email")),
    ],
)
def test_what_the_user_asks_for_as_the_key(key: tuple[str, ...], expected: tuple[str, ...] | None) -> None:
    assert identity.asked(key) == expected


def watched(headers: tuple[str, ...], *rows: tuple[str, ...]) -> identity.KeyChoice:
    choice = identity.KeyChoice(mergekit.columns(*headers))
    for number, cells in enumerate(rows, 2):
        choice.watch(models.Row(number, cells))
    return choice


@pytest.mark.parametrize(
    ("headers", "rows", "expected"),
    [
        (("Name", "Email", "ID"), [("Ana", "a@x.org", "1"), ("Ben", "b@x.org", "2")], ("id",)),
        (("Name", "Email", "ID"), [("Ana", "a@x.org", "1"), ("Ben", "b@x.org", "1")], ("email",)),
        (("Name", "Email", "ID"), [("Ana", "a@x.org", "1"), ("Ben", "b@x.org", " ")], ("email",)),
        (("Name", "Email", "ID"), [("Ana", "a@x.org", "1"), ("Ben", "b@x.org")], ("email",)),
        (("Name", "Email"), [("Ana", "a@x.org"), ("Ben", "A@X.org ")], ()),
        (("Name", "City"), [("Ana", "Bonn")], ()),
        (("E-Mail", "Email Address"), [("a@x.org", "b@x.org")], ("email_address",)),
        (("Email",), [], ("email",)),
        (("Name", "City", "Email"), [("Ana", "Bonn", "a@x.org"), ("Ben",)], ()),
        (("ID", "Email"), [("1", f"{i}@x.org") for i in range(9)], ("email",)),
        (
            ("Email", "E-Mail Address", "Email Address"),
            [("a", "b", f"{i}@x.org") for i in range(9)],
            ("email_address",),
        ),
    ],
)
def test_the_first_column_that_is_filled_and_unique_is_the_key(
    headers: tuple[str, ...], rows: list[tuple[str, ...]], expected: tuple[str, ...]
) -> None:
    assert watched(headers, *rows).chosen() == expected


def test_a_row_that_is_looked_at_twice_repeats_nothing() -> None:
    choice = watched(("Email",), ("a@x.org",))
    choice.watch(models.Row(2, ("a@x.org",)))

    assert choice.chosen() == ("email",)


def test_what_keeps_an_address_from_being_the_key_is_named() -> None:
    choice = watched(("Email", "E-Mail"), ("a@x.org", ""), ("", "b@x.org"), ("A@x.org", "c@x.org"))

    email, e_mail = choice.notes()
    assert "email: row 3 has none, row 4 repeats row 2." in email
    assert "e_mail: row 2 has none." in e_mail


def test_only_five_rows_that_repeat_an_address_are_named() -> None:
    [five] = watched(("Email",), *[("a@x.org",)] * 6).notes()
    [more] = watched(("Email",), *[("a@x.org",)] * 9).notes()

    rows = ", ".join(f"row {number} repeats row 2" for number in range(3, 8))
    assert f": {rows}. " in five
    assert f": {rows}, and more rows. " in more


def test_no_note_where_another_column_is_the_key() -> None:
    assert list(watched(("Email", "ID"), ("a@x.org", "1"), ("a@x.org", "2")).notes()) == []
