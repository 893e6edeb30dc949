"""Readiness: how far a replica is, and what its videos would show until it is done."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from batchgen.tavus import words

COMPLETED = frozenset({"completed", "ready"})
"""`status`: completed when read, `ready` in a callback (tavus-api 5, 7.2)."""

MODELS = ("phoenix-4.5", "phoenix-4", "phoenix-3")
"""`model_name` as the pages on face requirements have it (docs.tavus.io/sections/faces, 2026-11)."""

WITHOUT_IMAGES = "phoenix-3"
"""It is trained from video alone (docs.tavus.io/sections/faces/phoenix-3-video-requirements)."""

TWO_STAGES = "phoenix-4.5"
"""One create call, two stages, one id. `status: completed` is only a first look, with a visible watermark in
every video; "if you need the unwatermarked version, keep polling until `finetune_status` is `completed`", a
few hours later. `errored`: the watermark says "tuning failed", and a new one has to be made
(docs.tavus.io/sections/faces/phoenix-45-preview-and-status)."""

STOCK = "system"
"""`replica_type` of Tavus's own replicas: they are done, whatever else their answer holds."""


class Readiness(enum.Enum):
    """How far a replica is. The value says it in words; a status that is missing says nothing."""

    UNTOLD = ""
    RUNNING = "in training"
    FIRST_LOOK = words.FIRST_LOOK
    TUNING_FAILED = words.TUNING_FAILED
    FAILED = "failed"
    DONE = "done"


OVER = frozenset({Readiness.DONE, Readiness.FAILED, Readiness.TUNING_FAILED})
"""Nothing more comes."""

FAILURES = frozenset({Readiness.FAILED, Readiness.TUNING_FAILED})
"""Another replica has to be trained."""


def has_two_stages(answer: Mapping[str, object], *, model: str, kind: str) -> bool:
    """Return whether a replica is done only when its tuning is; null counts as the field, absence not."""
    return "finetune_status" in answer and model.strip().lower() == TWO_STAGES and kind != STOCK


def of(status: str, tuning: str, *, two_stages: bool) -> Readiness:
    """Return how far a replica is, by its `status` and its `finetune_status`, in lower case."""
    if status == "error":
        return Readiness.FAILED
    if status not in COMPLETED:
        return Readiness.RUNNING if status or two_stages else Readiness.UNTOLD
    if not two_stages or tuning == "completed":
        return Readiness.DONE
    return Readiness.TUNING_FAILED if tuning in {"errored", "error"} else Readiness.FIRST_LOOK
