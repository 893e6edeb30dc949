"""What is asked about replicas before a run, of a service that says little or nothing at all."""

import enginekit
import pytest

from batchgen import errors


def name_replicas(desk: enginekit.Desk, count: int) -> None:
    rows = enginekit.people(count)
    desk.write([row | {"replica_id": f"Face {n}"} for n, row in enumerate(rows, 1)])


def test_five_names_are_told_of_those_that_could_not_be_looked_up(desk: enginekit.Desk) -> None:
    name_replicas(desk, 7)
    desk.api.set(reads_fail="status:404")

    with pytest.raises(errors.ServiceError) as told:
        desk.run()

    names = ", ".join(f'"Face {n}"' for n in range(1, 6))
    assert f"the replica {names}: Tavus answered 404" in told.value.message
    assert desk.api.posts == []


@pytest.mark.parametrize("named", [False, True], ids=["ids", "names"])
def test_a_silent_service_stops_a_run_and_not_a_mere_look(desk: enginekit.Desk, *, named: bool) -> None:
    if named:
        name_replicas(desk, 3)
    desk.api.refuse()
    began = desk.clock.now

    looked = desk.plan(ignore_account=True)
    waited = desk.clock.now - began
    with pytest.raises(errors.StoppedError, match="Could not connect to Tavus"):
        desk.run(ignore_account=True)

    assert looked.to_send == (3 if named else 10)
    assert waited < 5
    assert 30 <= desk.clock.now - began - waited < 35
    assert desk.api.posts == []
