"""Request rules of the API (tavus-openapi.yaml, VideoCreate)."""

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batchgen.tavus import request_rules, video_request

GOOD = {"replica_id": "r79e1c033f", "script": "Hello."}
PAGE = "https://acme.com"


def found(**fields):
    return [(p.severity, p.column) for p in request_rules.broken({**GOOD, **fields})]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"fast": True, "transparent_background": True},
        {"transparent_background": False},
        {"background_url": PAGE, "background_scroll": True, "background_scroll_type": "smooth"},
        {"background_url": PAGE, "background_scroll_depth": "bottom", "background_scroll_return": "halt"},
        {"watermark_image_url": f"{PAGE}/logo.png"},
        {"watermark_image_url": f"{PAGE}/logo.JPEG?v=2"},
        {"callback_url": f"{PAGE}/hook?x=1"},
        {"callback_url": "http://127.0.0.1:8000/hook"},
        {"start_with_wave": False},
    ],
)
def test_a_request_within_the_rules_has_no_problem(fields):
    assert found(**fields) == []


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"audio_url": f"{PAGE}/a.wav"}, "audio_url"),
        ({"replica_id": ""}, "replica_id"),
        ({"transparent_background": True}, "transparent_background"),
        ({"transparent_background": True, "fast": False}, "transparent_background"),
        ({"background_scroll": True}, "background_scroll"),
        ({"background_scroll_type": "human"}, "background_scroll_type"),
        ({"background_url": PAGE, "background_scroll_type": "wild"}, "background_scroll_type"),
        ({"background_url": PAGE, "background_scroll_return": "true"}, "background_scroll_return"),
        (
            {"background_url": PAGE, "background_scroll": False, "background_scroll_depth": "middle"},
            "background_scroll_depth",
        ),
        ({"background_url": "acme.com"}, "background_url"),
        ({"background_url": "https://"}, "background_url"),
        ({"background_url": "https://ac me.com"}, "background_url"),
        ({"background_url": "ftp://acme.com"}, "background_url"),
        ({"background_url": "https://[bad"}, "background_url"),
        ({"background_url": "https://acme.com:99999/x"}, "background_url"),
        ({"watermark_image_url": f"{PAGE}/logo.gif"}, "watermark_image_url"),
        ({"callback_url": "not a url"}, "callback_url"),
    ],
)
def test_a_broken_rule_is_an_error_of_its_field(fields, column):
    assert found(**fields) == [("error", column)]


@pytest.mark.parametrize("url", ["https://x.org/a.ogg", "https://x.org/a.m4a"])
def test_audio_is_wav_or_mp3(url):
    fields = {"replica_id": "r1", "audio_url": url}

    assert [(p.severity, p.column) for p in request_rules.broken(fields)] == [("error", "audio_url")]
    assert request_rules.broken({**fields, "audio_url": "https://x.org/a.mp3"}) == []


def test_neither_script_nor_audio_is_an_error():
    assert [p.column for p in request_rules.broken({"replica_id": "r1"})] == ["script"]


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"fast": True, "background_url": PAGE}, "fast"),
        ({"background_url": PAGE, "background_source_url": f"{PAGE}/v.mp4"}, "background_source_url"),
        ({"background_url": "http://localhost:3000"}, "background_url"),
        ({"background_url": "http://192.168.1.4/x"}, "background_url"),
        ({"background_url": "https://user:pw@acme.com"}, "background_url"),
        ({"watermark_image_url": f"{PAGE}/logo"}, "watermark_image_url"),
    ],
)
def test_what_works_but_is_odd_is_a_warning(fields, column):
    assert found(**fields) == [("warning", column)]


def test_an_address_without_its_beginning_is_offered_whole():
    (problem,) = request_rules.broken({**GOOD, "background_url": "acme.com/x"})

    assert "https://acme.com/x" in problem.hint


SCHEMA = {
    "type": "object",
    "required": ["replica_id"],
    "oneOf": [{"required": ["script"]}, {"required": ["audio_url"]}],
    "if": {"required": ["transparent_background"], "properties": {"transparent_background": {"const": True}}},
    "then": {"required": ["fast"], "properties": {"fast": {"const": True}}},
    "properties": {
        "properties": {
            "properties": {
                "background_scroll_type": {"enum": ["human", "smooth"]},
                "background_scroll_depth": {"enum": ["middle", "bottom"]},
                "background_scroll_return": {"enum": ["return", "halt"]},
            }
        }
    },
}
"""What tavus-openapi.yaml says of VideoCreate, as far as a schema can."""

FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "replica_id": st.just("r1"),
        "script": st.just("Hello."),
        "audio_url": st.just("https://x.org/a.wav"),
        "fast": st.booleans(),
        "transparent_background": st.booleans(),
        "background_url": st.just(PAGE),
        "background_scroll": st.booleans(),
        "background_scroll_type": st.sampled_from(["human", "smooth", "wild"]),
        "background_scroll_depth": st.sampled_from(["middle", "deep"]),
        "background_scroll_return": st.sampled_from(["return", "true"]),
    },
)


@settings(max_examples=300, deadline=None)
@given(FIELDS)
def test_what_passes_the_rules_passes_the_schema(fields):
    errors = [p for p in request_rules.broken(fields) if p.severity == "error"]

    if not errors:
        jsonschema.validate(video_request.VideoRequest(fields).body(), SCHEMA)
