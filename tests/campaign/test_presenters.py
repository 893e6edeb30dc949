"""Presenters: those of the account, those of rehearsals, and who speaks for whom."""

import faketavus
import pytest

from batchgen import checks, errors, merge, models, new_campaign, settings
from batchgen.campaign import opening, presenters
from batchgen.sandbox.studio import stock


def asked(api: faketavus.FakeTavus, monkeypatch: pytest.MonkeyPatch, tmp_path) -> settings.Settings:
    monkeypatch.setenv("TAVUS_API_KEY", "key-of-a-test")
    return settings.load(None, {"api_url": api.url}, folder=tmp_path)


def test_own_presenters_come_first_and_say_how_far_they_are(api, monkeypatch, tmp_path):
    api.replicas.clear()
    api.add_replica("Stock Sam", kind="system", thumbnail_video_url="https://cdn.example/sam.mp4")
    api.add_replica("Anna", status="started")
    api.add_replica("Ben", model_name="phoenix-4.5", finetune_status="pending")
    api.add_replica("Cleo", model_name="phoenix-4.5", finetune_status="errored")
    api.add_replica("Dan", status="error")
    api.add_replica("Eve", thumbnail_video_url="http://elsewhere.example/eve.mp4")

    found = presenters.of_account(asked(api, monkeypatch, tmp_path))

    assert [(one.name, one.kind, one.is_able) for one in found] == [
        ("Anna", "yours", True),
        ("Ben", "yours", True),
        ("Cleo", "yours", True),
        ("Dan", "yours", False),
        ("Eve", "yours", True),
        ("Stock Sam", "stock", True),
    ]
    words = {one.name: one.words for one in found}
    assert words["Anna"] == "Anna is being trained. This takes about four hours."
    assert "watermark until the training ends" in words["Ben"]
    assert "tuning failed" in words["Cleo"]
    assert words["Dan"] == "The training failed. Train another one."
    assert (words["Eve"], found[4].film, found[5].film) == ("", "", "https://cdn.example/sam.mp4")


def test_all_pages_of_the_account_are_read(api, monkeypatch, tmp_path):
    api.replicas.clear()
    for number in range(230):
        api.add_replica(f"Presenter {number}")

    assert len(presenters.of_account(asked(api, monkeypatch, tmp_path))) == 230


@pytest.mark.parametrize(
    ("switches", "words"),
    [
        ({"key": "another"}, "Tavus did not accept your API key."),
        ({"reads_fail": "status:400"}, "Tavus did not show its presenters."),
    ],
)
def test_a_refusal_has_words(api, monkeypatch, tmp_path, switches, words):
    api.set(**switches)

    with pytest.raises(errors.ServiceError, match=words) as refused:
        presenters.of_account(asked(api, monkeypatch, tmp_path))

    assert "key-of-a-test" not in str(refused.value)


def test_those_of_rehearsals_have_a_portrait():
    drawn = presenters.of_rehearsals()

    assert [one.name for one in drawn] == ["Maya", "Omar", "Ingrid", "Kenji", "Amara", "Voice and captions"]
    assert {presenters.portrait(one.id)[:4] for one in drawn} == {"<svg"}
    assert presenters.portrait("r90bbd427f71") == ""


def test_who_has_no_drawing_has_the_face_of_who_plays_them():
    assert presenters.face("rlocal0omar") == "rlocal0omar"
    assert presenters.portrait(presenters.face("r90bbd427f71")).startswith("<svg")
    assert presenters.face("r90bbd427f71") == stock.stand_in("r90bbd427f71").id
    assert presenters.face("") == ""


def read_back(given, columns=("contact_owner",)) -> presenters.Choice:
    """The choice that a campaign file with these changes says."""
    fields = {"replica_id": given[("replica_id",)]}
    lookup: dict[str, dict[str, dict[str, str]]] = {}
    for place, value in given.items():
        if place[0] == "lookup":
            lookup.setdefault(place[1], {})[place[2]] = {"replica_id": value}
    return presenters.chosen(settings.Settings(fields=fields, lookup=lookup), columns)


def test_a_choice_that_is_written_is_read_again():
    empty = settings.Settings()
    by_value = {"Tom Becker": "r1", "Maya": "r2", "Zoe": ""}

    assert read_back(presenters.for_all("r90bbd427f71")) == presenters.Choice(one="r90bbd427f71")
    assert read_back(presenters.for_values(empty, "contact_owner", by_value)) == presenters.Choice(
        column="contact_owner", by_value={"tom becker": "r1", "maya": "r2"}
    )
    assert read_back(presenters.for_values(empty, "contact_owner", by_value, "r3")).otherwise == "r3"


def test_values_that_the_table_spells_otherwise_stay_one_entry():
    there = {"tom BECKER ": {"replica_id": "r1", "spoken": "Tom"}, "Maya": {"replica_id": "r2"}}
    known = settings.Settings(lookup={"presenters": there})

    found = presenters.for_values(known, "owner", {"Tom Becker": "", "Maya": "", "Zoe": "r3"})

    assert found == {
        ("replica_id",): '{{ owner | lookup("presenters", "replica_id") }}',
        ("lookup", "presenters", "tom BECKER ", "replica_id"): None,
        ("lookup", "presenters", "Maya"): None,
        ("lookup", "presenters", "Zoe", "replica_id"): "r3",
    }


@pytest.mark.parametrize(
    "text",
    [
        '{{ "r1" if city else "r2" }}',
        '{{ contact_owner | lookup("reps", "replica_id") }}',
        '{{ nowhere | lookup("presenters", "replica_id") }}',
        '{{ contact_owner | lookup("presenters", "spoken") }}',
    ],
)
def test_what_was_written_by_hand_is_shown_as_it_is(text):
    given = settings.Settings(fields={"replica_id": text}, lookup={"presenters": {}})

    assert presenters.chosen(given, ("contact_owner",)) == presenters.Choice(own=text)


@pytest.mark.parametrize("name", ["", "r1 }} {{ 7 * 7", 'r1"', "a" * 65])
def test_what_cannot_be_an_id_is_refused(name):
    with pytest.raises(errors.UsageError):
        presenters.for_all(name)
    with pytest.raises(errors.UsageError):
        presenters.for_values(settings.Settings(), "owner", {"Tom": name})


def rows(*cells: str) -> list[models.Row]:
    return [models.Row(number, (cell,)) for number, cell in enumerate(cells, 2)]


def test_values_are_counted_by_what_they_mean():
    found = presenters.values(rows("Tom", " tom ", "", "Maya"), 0)

    assert found == [("Tom", 2), ("Maya", 1)]
    assert presenters.with_presenters(found, {"tom": "r1"}) == [("Tom", 2, "r1"), ("Maya", 1, "")]


def test_a_column_of_people_is_too_many():
    with pytest.raises(errors.UsageError, match="This column has 101 different values"):
        presenters.values(rows(*map(str, range(101))), 0)


def test_notes_say_who_presents():
    owner, face = models.Column(0, "A", "Owner", "owner"), models.Column(1, "B", "Face", "replica")
    choice = presenters.Choice(column="owner", by_value={"tom": "rlocal0omar"}, otherwise="r1")

    assert presenters.notes(choice, {"owner": owner}, ()) == [
        "The column Owner says who presents.",
        "Omar is for rehearsals only. Choose one of Tavus's presenters before you send.",
    ]
    assert presenters.notes(presenters.Choice(), {}, ()) == ["Nobody presents yet. Choose somebody."]
    assert presenters.notes(presenters.Choice(), {}, (face,)) == [
        "Where the column Face is filled, the cells say who presents."
    ]
    assert presenters.notes(presenters.Choice(one="r90bbd427f71"), {}, ()) == [
        "In rehearsals Maya plays this presenter."
    ]


def test_every_column_of_the_sample_can_decide(tmp_path):
    new_campaign.write(tmp_path, new_campaign.sample_files())
    given = settings.load(tmp_path / "prospects.csv", folder=tmp_path)
    sheet = opening.sheet(given, None)
    people = list(sheet.rows())
    for column in sheet.columns:
        values = [value for value, _ in presenters.values(people, column.index)]
        ids = {value: f"r{number:09x}" for number, value in enumerate(values, 1)}
        written = presenters.for_values(given, merge.spelling(column), ids, "r90bbd427f71")
        lookup = {place[2]: {"replica_id": name} for place, name in written.items() if place[0] == "lookup"}
        fields = {**given.fields, "replica_id": written[("replica_id",)]}
        decided = given.model_copy(
            update={"fields": fields, "lookup": {**given.lookup, "presenters": lookup}}
        )
        examiner = checks.Examiner(decided, sheet.columns)
        for row in examiner.study(people):
            request = examiner.examine(row).request
            cell = row.cells[column.index].strip()
            assert request is not None
            assert request.replica_id == ids.get(cell, "r90bbd427f71"), (column.header, cell)
