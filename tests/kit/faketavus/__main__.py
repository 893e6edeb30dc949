"""The service as a program of its own: `python tests/kit/faketavus`."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])

import faketavus  # noqa: E402

with faketavus.FakeTavus() as api:
    print(api.url, flush=True)
    sys.stdin.read()
