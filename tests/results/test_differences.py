"""What a video says beside what its row asks for now."""

from hypothesis import given
from hypothesis import strategies as st

from batchgen.results import differences


def test_the_words_that_are_others_are_marked():
    (script,) = differences.between(
        {"script": "Hi Ben, see you at Acme.", "replica_id": "r1"},
        {"script": "Hi Benjamin, see you at Acme.", "replica_id": "r1"},
    )

    assert script.field == "script"
    assert script.before == (("Hi ", False), ("Ben, ", True), ("see you at Acme.", False))
    assert script.after == (("Hi ", False), ("Benjamin, ", True), ("see you at Acme.", False))


def test_a_field_that_came_or_went_stands_beside_nothing():
    came, went = differences.between({"audio_url": "a"}, {"script": "Hi."})[::-1]

    assert (came.field, came.before, came.after) == ("script", (), (("Hi.", True),))
    assert (went.field, went.before, went.after) == ("audio_url", (("a", True),), ())


@given(st.text(" ab\n", max_size=20), st.text(" ab\n", max_size=20))
def test_no_word_gets_lost(old, new):
    for each in differences.between({"script": old}, {"script": new}):
        assert "".join(text for text, _ in each.before).split() == old.split()
        assert "".join(text for text, _ in each.after).split() == new.split()
