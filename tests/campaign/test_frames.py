"""DataFrames in and out: what is said is what the frame holds, and nothing of the frame is lost."""

import datetime as dt
import decimal
from collections.abc import Iterator
from pathlib import Path

import faketavus
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from batchgen import Campaign, errors
from batchgen.campaign import frames

KEY = "0123456789abcdef0123456789abcdef"
SCRIPT = "Hi {{ first_name }}, this is a short film that was made for you alone."


@pytest.fixture
def api() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus() as made:
        yield made


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def people(**more: object) -> pd.DataFrame:
    columns = {"Email": ["ana@a.test", "bo@b.test"], "First Name": ["Ana", "Bo"], "Seats": [3, 4], **more}
    return pd.DataFrame(columns, index=[70, 80])


def campaign(frame: pd.DataFrame, api: faketavus.FakeTavus, **more: object) -> Campaign:
    return Campaign(
        frame,
        **{"name": "autumn", "script": SCRIPT, "replica_id": "r90bbd427f71", "api_url": api.url, **more},
    )


def test_a_frame_is_sent_and_comes_back_with_its_index_and_types(
    home: Path, api: faketavus.FakeTavus
) -> None:
    frame = people()

    got = campaign(frame, api).run(api_key=KEY).to_frame()

    pd.testing.assert_frame_equal(got[list(frame.columns)], frame)
    assert list(got["status"]) == ["ready", "ready"]
    assert got["status"].dtype == "category"
    assert got["hosted_url"].str.startswith("http").all()
    assert got["error"].isna().all()
    assert {post.body["script"].split(",")[0] for post in api.posts} == {"Hi Ana", "Hi Bo"}


def test_a_frame_that_is_sent_again_pays_for_new_rows_alone(home: Path, api: faketavus.FakeTavus) -> None:
    frame = people()
    campaign(frame, api).run(api_key=KEY)
    more = pd.DataFrame({"Email": ["cy@c.test"], "First Name": ["Cy"], "Seats": [5]}, index=[1])

    got = campaign(pd.concat([more, frame.iloc[::-1]]), api).run(api_key=KEY).to_frame()

    assert len(api.posts) == 3
    assert list(got.index) == [1, 80, 70]
    assert got["video_id"].is_unique


def test_a_frame_of_results_comes_back_with_new_ones(home: Path, api: faketavus.FakeTavus) -> None:
    first = campaign(people(), api, limit=1).run(api_key=KEY).to_frame()

    second = campaign(first, api).run(api_key=KEY).to_frame()

    assert list(first["status"].isna()) == [False, True]
    assert list(second.columns) == list(first.columns)
    assert list(second["status"]) == ["ready", "ready"]
    assert len(api.posts) == 2


def test_columns_of_yours_with_our_names_stay_yours(home: Path, api: faketavus.FakeTavus) -> None:
    got = campaign(people(status=["won", "lost"]), api).run(api_key=KEY).to_frame()

    assert list(got["status"]) == ["won", "lost"]
    assert list(got["video_status"]) == ["ready", "ready"]


def test_the_frame_may_change_after_it_was_given(home: Path, api: faketavus.FakeTavus) -> None:
    frame = people()
    made = campaign(frame, api)
    frame["First Name"] = "Eve"

    assert list(made.run(api_key=KEY).to_frame()["First Name"]) == ["Ana", "Bo"]


def test_before_a_run_the_frame_has_no_videos(home: Path, api: faketavus.FakeTavus) -> None:
    got = campaign(people(), api).to_frame()

    assert list(got.index) == [70, 80]
    assert got["status"].isna().all()
    assert got["status"].dtype == "category"


def test_after_a_run_the_campaign_knows_without_asking(home: Path, api: faketavus.FakeTavus) -> None:
    made = campaign(people(), api)
    results = made.run(api_key=KEY)

    pd.testing.assert_frame_equal(made.to_frame(), results.to_frame())


def test_a_named_index_is_a_column_of_the_sheet(home: Path, api: faketavus.FakeTavus) -> None:
    frame = people().set_index("Email")

    got = campaign(frame, api, script="Hi {{ email }}, this is a short film that was made for you.")
    assert got.run(api_key=KEY).to_frame().index.name == "Email"
    assert "Hi ana@a.test" in str(api.posts[0].body) + str(api.posts[1].body)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (42.0, "42"),
        (0.1, "0.1"),
        (1e16, "10000000000000000"),
        (np.float32(2.5), "2.5"),
        (np.int64(7), "7"),
        (True, "TRUE"),
        (np.bool_(0), "FALSE"),
        (None, ""),
        (float("nan"), ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        ("NA", "NA"),
        (" 007 ", " 007 "),
        (pd.Timestamp("2026-12-01"), "2026-12-01"),
        (pd.Timestamp("2026-12-01 09:30"), "2026-12-01 09:30:00"),
        (dt.date(2026, 12, 1), "2026-12-01"),
        (decimal.Decimal("1E+3"), "1000"),
    ],
)
def test_a_value_is_what_a_sheet_would_show(value: object, text: str) -> None:
    assert frames._text(value, "c", 2) == text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(
        st.tuples(*[st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)] * 2), min_size=1
    )
)
def test_every_text_comes_back_as_it_was(tmp_path: Path, cells: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame([("x", *pair) for pair in cells], columns=["Email", "First Name", "Note; or, more"])

    frames.keep(frame, tmp_path / "f.csv")

    assert (tmp_path / "f.csv").exists()


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (pd.DataFrame({"a": [["x"]]}), "Row 2, column a: the cell has a list"),
        (pd.DataFrame({"a": ["\ud800"]}), "half a character"),
        (pd.DataFrame([["x"]], columns=pd.MultiIndex.from_tuples([("a", "b")])), "more than one row"),
        (pd.DataFrame({"a": ["x\0y"]}), "NUL"),
    ],
    ids=["list", "half", "two headers", "nul"],
)
def test_what_no_sheet_can_hold_is_refused(frame: pd.DataFrame, words: str, home: Path) -> None:
    with pytest.raises(errors.SheetError, match=words):
        Campaign(frame, name="autumn")


@pytest.mark.parametrize("name", [None, "", 3])
def test_a_frame_needs_a_name(name: object, home: Path) -> None:
    with pytest.raises(errors.SettingsError, match="needs a name"):
        Campaign(people(), name=name)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("name", ["a/b", "a\nb", "x" * 300])
def test_a_name_that_no_file_can_have_is_refused(name: str, home: Path) -> None:
    with pytest.raises(errors.SettingsError):
        Campaign(people(), name=name)
    assert list(home.iterdir()) == []


def test_a_sheet_of_another_kind_is_refused(home: Path) -> None:
    with pytest.raises(errors.SettingsError, match="not a list"):
        Campaign([["Ana"]], name="autumn")  # type: ignore[arg-type]


def test_a_file_of_yours_at_that_place_is_kept(home: Path) -> None:
    (home / "autumn.frame.csv").write_text("mine")

    Campaign(people(), name="autumn")
    Campaign(people(Note=["x", "y"]), name="autumn")

    assert (home / "autumn.frame.csv.bak").read_text() == "mine"
