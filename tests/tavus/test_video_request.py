"""The request hash never changes: names of videos in people's accounts carry it."""

import hashlib
import json

import pytest

from batchgen import models
from batchgen.tavus import video_request

FROZEN = [
    (
        {"replica_id": "r90bbd427f71", "script": "Hi Ana, this is about Acme."},
        "751deeb54584ad0ab459a674aeaf754ef331b4f5c5092e28dc18af541ace197f",
    ),
    (
        {
            "replica_id": "r90bbd427f71",
            "script": "Hi Ana, this is about Acme.",
            "video_name": "Ana",
            "callback_url": "https://a.example/x",
        },
        "751deeb54584ad0ab459a674aeaf754ef331b4f5c5092e28dc18af541ace197f",
    ),
    (
        {
            "replica_id": "r1",
            "script": 'Ça va, Zoë? 你好 😀 "quoted" back\\slash / a\tb\nc\x00\x1f\x7f\u2028',
        },
        "49ed949ca0de7cff49acdd1a28519c1b1a59e396b7fb0371ea4497ea2fb85b7f",
    ),
    (
        {"replica_id": "r1", "script": "lone \ud800 surrogate"},
        "2f9c98eb007a17ff573037478148f1f5f465ccb56b0e0e1b86905371a7037d2c",
    ),
    (
        {"replica_id": "r1", "audio_url": "https://a.example/hello.mp3"},
        "114a2873883cad48733303bfc5948b23a254cd747ef693b8289417fce5e931bd",
    ),
    (
        {
            "replica_id": "r1",
            "script": "Hi.",
            "fast": True,
            "transparent_background": False,
            "background_url": "https://a.example",
        },
        "d500cbc29b64bd045145b84e2b77f774c7d130ac1a637646eeefa43a5d95f2ab",
    ),
    ({}, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"),
]

ESCAPED = [*map(chr, range(0x20)), *'"\\/', *map(chr, range(0x7F, 0xA0)), *"\u2028\u2029\ufeff", "\ud800"]


def canonical(fields: dict[str, video_request.FieldValue]) -> str:
    """Hash what is written here by hand: sorted names, no blanks, only what JSON must escape escaped."""
    text = json.dumps(dict(sorted(fields.items())), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@pytest.mark.parametrize(("fields", "expected"), FROZEN)
def test_the_bytes_that_are_hashed_never_change(fields, expected):
    assert video_request.VideoRequest(fields).hash() == expected


@pytest.mark.parametrize("name", ["script", "background_url"])
@pytest.mark.parametrize("character", ESCAPED, ids=lambda c: f"U+{ord(c):04X}")
def test_every_escaped_character_is_hashed_as_json_writes_it(character, name):
    fields = {"replica_id": "r1", "script": "Hi", name: f"a{character}b{character}"}

    assert video_request.VideoRequest(fields).hash() == canonical(fields)


def test_only_a_script_with_a_tab_has_the_hash_of_older_versions():
    with_tab = video_request.VideoRequest({"replica_id": "r1", "script": "Hi\tAna", "background_url": "a\tb"})
    without = video_request.VideoRequest({"replica_id": "r1", "script": "Hi Ana", "background_url": "a\tb"})

    raw = '{"background_url":"a\\tb","replica_id":"r1","script":"Hi\tAna"}'
    assert with_tab.tab_hash() == hashlib.sha256(raw.encode()).hexdigest()
    assert without.tab_hash() == ""


def test_failed_is_one_word_and_its_narrower_meanings_are_cut_out_of_it() -> None:
    assert set(models.FAILED_STAGES) == {"error", "rejected", "invalid", "deleted"}
    assert set(models.FIXABLE_STAGES) == {"error", "rejected", "invalid"}
    assert set(models.RETRIED_STAGES) == {"error", "rejected"}
    assert not models.FAILED_STAGES & (models.DOUBTFUL_STAGES | models.OPEN_STAGES)
