"""The look of videos: read from request fields, changed, and read again."""

import pytest

from batchgen import errors
from batchgen.tavus import video_look, video_request

COLUMNS = ("website", 'row["2nd site"]', "recording")


def fields(look: video_look.VideoLook) -> dict[str, str]:
    """The request fields of a campaign file that a look was written into."""
    written = {place[-1]: value for place, value in video_look.changes(look).items() if value is not None}
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in written.items()}


LOOKS = (
    video_look.VideoLook(),
    video_look.VideoLook(background="page", page="website"),
    video_look.VideoLook(background="page", page='row["2nd site"]', scroll="smooth", to_bottom=True),
    video_look.VideoLook(background="page", page="website", comes_back=False, wave="true"),
    video_look.VideoLook(background="page", page="website", scroll="no", wave="false"),
    video_look.VideoLook(background="film", film="https://acme.example/loop.mp4"),
    video_look.VideoLook(watermark="https://acme.example/logo.png"),
    video_look.VideoLook(watermark="https://acme.example/{{ city }}.png"),
)


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_that_is_written_is_read_again(look):
    found = video_look.of(fields(look), COLUMNS)

    assert found._replace(text="") == look


def test_every_field_of_a_background_is_conditional_on_its_page():
    found = fields(video_look.VideoLook(background="page", page="website"))

    assert found == {
        "background_url": "{% if website %}{{ website | url }}{% endif %}",
        "background_scroll": "{% if website %}true{% endif %}",
        "background_scroll_type": "{% if website %}human{% endif %}",
        "background_scroll_depth": "{% if website %}middle{% endif %}",
        "background_scroll_return": "{% if website %}return{% endif %}",
    }


def test_without_a_page_everything_about_it_is_taken_out():
    found = video_look.changes(video_look.VideoLook())

    assert set(found.values()) == {None}
    assert ("properties", "background_scroll_depth") in found


@pytest.mark.parametrize(
    "given",
    [
        {"background_url": "https://acme.example/{{ city }}"},
        {"background_url": "{{ nowhere }}"},
        {"background_url": "{{ website }}", "background_source_url": "https://acme.example/a.mp4"},
    ],
)
def test_a_background_written_by_hand_is_left_alone(given):
    look = video_look.of(given, COLUMNS)

    assert (look.background, look.text) == ("own", given["background_url"])
    written = video_look.changes(look._replace(wave="true"))
    assert written == {("watermark_image_url",): None, ("properties", "start_with_wave"): True}


@pytest.mark.parametrize("text", ["{{ website }}", "{{website|url}}", " {{ website | url }} "])
def test_a_plain_template_of_a_column_is_that_column(text):
    look = video_look.of({"background_url": text, "background_scroll": "yes"}, COLUMNS)

    assert (look.background, look.page, look.scroll) == ("page", "website", "human")


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (video_look.VideoLook(background="page"), "Choose the column"),
        (video_look.VideoLook(background="film"), "Write the address of the film."),
        (video_look.VideoLook(background="tunnel"), "no such choice"),
        (video_look.VideoLook(watermark="logo"), "“logo” is not the address of a png or jpeg image."),
        (video_look.VideoLook(watermark="javascript:alert(1)"), "is not the address"),
    ],
)
def test_a_choice_that_will_not_do_says_so(look, words):
    with pytest.raises(errors.UsageError, match=words):
        video_look.changes(look)


def test_a_form_names_columns_of_the_sheet():
    look = video_look.of_form(
        {"background": "page", "page": "website", "scroll": "no", "to_bottom": "on"}, COLUMNS
    )

    assert (look.page, look.to_bottom, look.comes_back) == ("website", True, False)
    with pytest.raises(errors.UsageError, match="Choose a column of the sheet"):
        video_look.of_form({"page": "x %}{{ 7 * 7 }}{% if x"}, COLUMNS)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://acme.example/", ""),
        ("http://192.168.1.4/", "This page cannot be reached from outside your network."),
        ("https://intranet.local", "This page cannot be reached from outside your network."),
        ("https://n/a", "This is not a web address. Fix the cell."),
        ("https://ana:secret@acme.example/", "This address has a user name or a password in it."),
    ],
)
def test_what_is_wrong_with_a_page_is_said(url, words):
    request = video_request.VideoRequest({"background_url": url})

    assert video_look.page_of(request) == (url, words)
    assert video_look.page_of(video_request.VideoRequest({})) == ("", "")
