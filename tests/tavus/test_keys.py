"""A key is found in a text however it came there, and nothing else is taken for one."""

import html
import json
import urllib.parse

import pytest

from batchgen.tavus import keys

KEY = "tvs_3fA9c0dE-71b2.44"
ODD = 'q"7/Zk+2=mW&x\\9pLs04'


@pytest.mark.parametrize("key", [KEY, ODD, f"  {KEY}\n"])
@pytest.mark.parametrize(
    "written",
    [
        lambda k: f"Hello {k}, how are you?",
        str.upper,
        str.lower,
        " ".join,
        lambda k: f"x{k}y",
        lambda k: k.replace("3", "3\u200b"),
        lambda k: urllib.parse.quote(k, safe=""),
        lambda k: "".join(f"%{ord(c):02x}" for c in k),
        lambda k: urllib.parse.quote("https://a.org/?k=" + urllib.parse.quote(k, safe=""), safe=""),
        json.dumps,
        lambda k: "".join(f"\\u{ord(c):04x}" for c in k),
        html.escape,
    ],
)
def test_a_key_is_found_however_it_is_written(key, written):
    assert keys.Keys([key]).are_in(written(key.strip()))


@pytest.mark.parametrize("text", ["", "Hi Ana, welcome to Acme.", KEY[:-1], "100% sure \\u00e9", "tvs 3f A9"])
def test_ordinary_text_holds_no_key(text):
    assert not keys.Keys([KEY]).are_in(text)


@pytest.mark.parametrize("short", [[], [""], ["sandbox"], ["x" * 15], ["  short-key  "]])
def test_a_short_key_is_not_looked_for(short):
    assert not keys.Keys(short)
    assert not keys.Keys(short).are_in("sandbox short-key " + "x" * 15)


def test_a_key_without_letters_is_found_as_it_is():
    assert keys.Keys(["-+-+-+-+-+-+-+-+"]).are_in("a -+-+-+-+-+-+-+-+ b")
    assert not keys.Keys(["-+-+-+-+-+-+-+-+"]).are_in("abc")


def test_a_repr_shows_no_key():
    assert KEY not in repr(keys.Keys([KEY]))
