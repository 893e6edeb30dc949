"""A loopback API that speaks the service's contract, bills on receipt, and can be told to fail in every way.

In a test:

    with faketavus.FakeTavus(make_seconds=0.1) as api:
        api.faults.extend(["reset_after_body", "status:503"])   # one for each of the next POSTs, in order
        ... Client("key", api.url) ...
        assert api.paid_twice() == {}

As a child program, for benches: `python tests/kit/faketavus` prints its URL on the first line and lives until
its stdin ends; `GET /_fake/span` tells how many creates came since it was last asked, in how many seconds.

Without film and replicas of its own it has no files, and every id is a replica. With `film=…` it serves the
videos' files and pictures; with `any_replica=False` it is an account that holds what was added:

    with faketavus.FakeTavus(any_replica=False, film=b"…") as api:
        api.add_replica("Anna")
        api.files["/clip.mp4"] = faketavus.Served(b"…", cut=100)

Faults of a create (`faults`, `fault_of`), "made" says whether a video was made and billed all the same:

| fault | what the client sees | made |
|---|---|---|
| `reset_before_body` | RST after the head | no |
| `reset_after_body`, `close_after_body` | RST, or FIN, after the whole request | yes |
| `dropped` | FIN after the whole request | no |
| `hang_after_headers` | a head, then nothing (`hang_seconds`, then FIN) | yes |
| `hang` | nothing at all for `hang_seconds`, then FIN | yes |
| `truncated` | half of the JSON, then FIN | yes |
| `html`, `empty`, `no_id`, `wrong_types`, `not_utf8`, `deep` | a 200 with a body that is no answer | yes |
| `previous`, `previous_named` | the id, or the whole answer, of the video made before | yes |
| `first` | the id of the first video of all | yes |
| `status:N` | N with JSON `{"error": …}` | only for 5xx |
| `status:N:words` | N with these words under `message` | only for 5xx |
| `html:N` | N with an HTML page | only for 5xx |
| `refuse:N:words` | N with these words under `error`, nothing made, 5xx too | no |
| `redirect` | 307 to itself | no |
| `429:RETRY-AFTER` | 429 with this header (empty: without) | no |
| `cap` | 400 "User has reached maximum concurrent videos" | no |

All other changes take "dropped", "refuse:N:words" and "close_after_body" from `faults`.
"""

from faketavus.faults import CAP_WORDS
from faketavus.service import TOKEN, FakeTavus, Post
from faketavus.store import FakeVideo, Served

__all__ = ["CAP_WORDS", "TOKEN", "FakeTavus", "FakeVideo", "Post", "Served"]
