"""The names of videos: the token, the mark of the database, and what people read."""

import pytest

from batchgen.tavus import name_tokens

TOKEN = "bg-7k2m9q4xw1ab"


@pytest.mark.parametrize(
    ("name", "token", "home"),
    [
        (f"{TOKEN}.3f09ab Ana Ruiz", TOKEN, "3f09ab"),
        (f"{TOKEN}.3f09ab", TOKEN, "3f09ab"),
        (f"{TOKEN} Ana.Ruiz", TOKEN, ""),
        (f"{TOKEN}. Ana", TOKEN, ""),
        (f"{TOKEN}.Ana", TOKEN, ""),
        (f"video: {TOKEN}.3f09ab, mine", TOKEN, "3f09ab"),
        ("Ana.3f09ab", "", ""),
    ],
)
def test_a_name_tells_its_token_and_its_database(name: str, token: str, home: str) -> None:
    assert (name_tokens.find(name), name_tokens.home(name)) == (token, home)


def test_a_video_of_a_database_carries_its_mark() -> None:
    assert name_tokens.video_name(TOKEN, "Ana Ruiz", home="3f09ab") == f"{TOKEN}.3f09ab Ana Ruiz"
    assert name_tokens.video_name(TOKEN, "Ana Ruiz") == f"{TOKEN} Ana Ruiz"
    assert len(name_tokens.video_name(TOKEN, "x" * 99, home="3f09ab")) == name_tokens.LONGEST_NAME
