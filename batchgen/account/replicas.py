"""Replicas of the account: found by name, trained without paying twice, waited for."""

from __future__ import annotations

import dataclasses
import hashlib
import threading
import time
import urllib.parse
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from batchgen import errors, stop_request
from batchgen.account import resources, words
from batchgen.checks import replica_names
from batchgen.tavus import contact, readiness, retry

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen import tavus

LOOKS = (5.0, 15.0, 40.0, 60.0)
"""Seconds before each look for a replica whose answer was lost: two minutes in all, as for videos."""

FIRST_PAUSE = 5.0
"""Seconds between two looks at a training; the first ones show a refused video soon."""

LONGEST_PAUSE = 60.0
"""Seconds: a training takes hours, so a minute is soon enough to hear of its end."""


def names_of(client: tavus.Client) -> replica_names.ReplicaNames:
    """Read all replicas once and return them by name."""
    return replica_names.ReplicaNames(
        (each.replica_id, each.name) for each in resources.REPLICAS.list(client)
    )


def resolve(client: tavus.Client, text: str) -> str:
    """Return the id of the replica that an id or a name means.

    A text that looks like an id costs no request. Raises errors.UsageError for a name that no replica or
    more than one has.
    """
    if replica_names.looks_like_id(text):
        return text.strip()
    meant = names_of(client).meant(text)
    if meant.trouble:
        raise errors.UsageError(meant.trouble, hint=meant.hint)
    return meant.replica_id


@dataclasses.dataclass(frozen=True, slots=True)
class Training:
    """What is asked for: fields of `POST /v2/replicas`, empty ones left out.

    `auto_fix_training_image` is of the page image-to-face-quickstart (docs.tavus.io/sections/faces).
    """

    train_video_url: str = ""
    consent_video_url: str = ""
    train_image_url: str = ""
    voice_name: str = ""
    replica_name: str = ""
    model_name: str = ""
    auto_fix_training_image: bool = False
    background_green_screen: bool = False
    callback_url: str = ""

    def named(self) -> Training:
        """Return it with a name: the given one, or one that the same footage always gets.

        The name is what a lost answer is found by, so no training goes without.
        """
        if self.replica_name.strip():
            return self
        source = self.train_video_url or self.train_image_url
        stem = PurePosixPath(urllib.parse.urlsplit(source).path).stem[:30] or "replica"
        mark = hashlib.sha256(source.encode()).hexdigest()[:6]
        return dataclasses.replace(self, replica_name=f"{stem} {mark}")

    def check(self) -> None:
        """Raise errors.UsageError for what the API would refuse."""
        if bool(self.train_video_url) == bool(self.train_image_url):
            raise errors.UsageError(words.ONE_SOURCE)
        if self.train_image_url and not self.voice_name:
            raise errors.UsageError(words.IMAGE_NEEDS_VOICE, hint=words.SEE_VOICES)
        if self.train_image_url and self.model_name == readiness.WITHOUT_IMAGES:
            raise errors.UsageError(words.not_from_images(self.model_name))
        if self.auto_fix_training_image and not self.train_image_url:
            raise errors.UsageError(words.AUTO_FIX)
        for name in ("train_video_url", "consent_video_url", "train_image_url", "callback_url"):
            url = getattr(self, name)
            if url and urllib.parse.urlsplit(url).scheme not in {"http", "https"}:
                flag = "--" + name.replace("_", "-")
                raise errors.UsageError(words.not_a_web_address(flag, url))

    def body(self) -> dict[str, object]:
        """Return the JSON body; the green screen is one of `properties` (tavus-openapi, ReplicaCreate)."""
        given = {name: value for name, value in dataclasses.asdict(self).items() if value}
        if given.pop("background_green_screen", False):
            given["properties"] = {"background_green_screen": True}
        return given

    def doubts(self) -> str:
        """Return what may be a slip and is sent all the same, or empty."""
        if not self.model_name or self.model_name in readiness.MODELS:
            return ""
        known = ", ".join(readiness.MODELS)
        return words.unknown_model(self.model_name, known)


@dataclasses.dataclass(frozen=True, slots=True)
class Trained:
    """The replica in training; `found` says that it was there already, or was found after a lost answer."""

    replica: tavus.Replica
    found: str = ""


def train(
    client: tavus.Client,
    training: Training,
    *,
    again: bool = False,
    sleep: Callable[[float], None] = time.sleep,
    tell: Callable[[str], None] = lambda _: None,
) -> Trained:
    """Start a training, at most once: the list of replicas is looked at before the one POST is sent.

    An own replica of that name that has not failed is returned instead of training another (`again` trains
    all the same). If the answer is lost the list is searched for two minutes; nothing is ever sent a second
    time. Raises errors.NoAnswerError when it stays unknown.
    """
    training.check()
    training = training.named()
    own = _own(client, training.replica_name)
    alive = [each for each in own if each.readiness not in readiness.FAILURES]
    if alive and not again:
        return Trained(alive[0], words.ALREADY_THERE)
    try:
        made = client.train_replica(training.body())
    except errors.NotSentError:
        raise
    except errors.RefusedError as refusal:
        if not retry.may_pass(refusal) or refusal.status == 429:
            raise
        lost: errors.ServiceError = refusal
    except errors.ServiceError as error:
        lost = error
    else:
        return Trained(made)
    tell(words.looking(lost.message))
    before = frozenset(each.replica_id for each in own)
    return Trained(_search(client, training.replica_name, before, sleep=sleep), words.FOUND_AFTERWARDS)


def _own(client: tavus.Client, name: str) -> list[tavus.Replica]:
    wanted = replica_names.fold(name)
    return [
        each
        for each in resources.REPLICAS.list(client, only="user")
        if replica_names.fold(each.name) == wanted
    ]


def _search(
    client: tavus.Client, name: str, before: frozenset[str], *, sleep: Callable[[float], None]
) -> tavus.Replica:
    for pause in LOOKS:
        sleep(pause)
        fresh = [each for each in _own(client, name) if each.replica_id not in before]
        if len(fresh) > 1:
            ids = ", ".join(each.replica_id for each in fresh)
            raise errors.NoAnswerError(words.several(len(fresh), name, ids))
        if fresh:
            return fresh[0]
    raise errors.NoAnswerError(
        words.not_found(name),
        hint=words.LOOK_LATER,
    )


def wait(
    client: tavus.Client,
    replica_id: str,
    *,
    first_look: bool = False,
    tell: Callable[[tavus.Replica], None] = lambda _: None,
    longest: float | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> tavus.Replica:
    """Ask until the training is done or failed, and return the replica; it takes hours.

    With `first_look` that of a replica with two stages is enough. `tell` gets every answer that brought news;
    after `longest` seconds the replica is returned as it is. Raises errors.StoppedError after ten minutes
    without an answer, or 30 s without a first one. May be broken off and begun again.
    """
    started = clock()
    service = contact.Contact(
        clock=clock,
        stop=stop_request.Stop(sleep=sleep),
        emit=lambda _: None,
        answered=threading.Event(),
    )
    enough = readiness.OVER | ({readiness.Readiness.FIRST_LOOK} if first_look else frozenset())
    known: object = None
    pause = FIRST_PAUSE
    while True:
        replica = resources.REPLICAS.known(
            lambda: service.read(lambda: client.get_replica(replica_id)), replica_id, tries=1
        )
        if (news := (replica.readiness, replica.status, replica.progress, replica.tuning)) != known:
            known = news
            tell(replica)
        if replica.readiness in enough:
            return replica
        if longest is not None and clock() - started >= longest:
            return replica
        left = LONGEST_PAUSE if longest is None else longest - (clock() - started)
        sleep(max(0.05, min(pause, left)))
        pause = min(pause * 1.3, LONGEST_PAUSE)


def is_usable(replica: tavus.Replica, *, first_look: bool) -> bool:
    """Return whether a replica is as far as was wished."""
    stage = readiness.Readiness
    return replica.readiness is stage.DONE or (first_look and replica.readiness is stage.FIRST_LOOK)


def advice(replica: tavus.Replica) -> str:
    """Return what to know, or to do next, about a replica that failed or marks its videos; else empty."""
    which = replica.replica_id
    if replica.readiness is readiness.Readiness.FAILED:
        return words.training_failed(which)
    if replica.readiness is readiness.Readiness.TUNING_FAILED:
        return words.tuning_failed(which)
    if replica.readiness is readiness.Readiness.FIRST_LOOK:
        return words.at_first_look(which, which)
    return ""
