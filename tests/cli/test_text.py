"""What is shown is free of control characters and secrets."""

from batchgen.cli.console import text


def test_strings_from_outside_cannot_write_terminal_escapes() -> None:
    hostile = "a\x1b[31mred\x07\x9b2J\x7f\u202eevil\u2066\u200f\x00b\r\nc\td\ud800"

    assert text.clean(hostile) == "a[31mred2Jevilb  c d"


def test_accents_and_joined_emoji_stay() -> None:
    assert text.clean("Zoë 👩‍💻 王") == "Zoë 👩‍💻 王"


def test_a_hidden_secret_is_blotted_out_everywhere() -> None:
    text.hide("canary-7f3a")

    assert text.clean("the key canary-7f3a is here") == "the key *** is here"


def test_tables_line_up() -> None:
    assert text.table([["a", "bb"], ["ccc", "d"]]) == "a    bb\nccc  d"


def test_a_key_too_short_to_be_one_blots_out_nothing() -> None:
    text.hide("k")

    assert text.clean("make it") == "make it"
