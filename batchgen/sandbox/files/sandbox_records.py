"""What the store keeps: its tables, and a row of each."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = """
create table if not exists videos (
    seq integer primary key,
    id text not null unique,
    name text not null,
    status text not null,
    progress integer not null default 0,
    details text not null default '',
    error_details text,
    request text not null,
    replica_id text not null,
    created real not null,
    updated real not null,
    doomed integer not null default 0,
    files text not null default '{}',
    duration real not null default 0,
    notes text not null default '',
    callback text not null default ''
);
create index if not exists open_videos on videos(status, seq) where status in ('queued', 'generating');
create index if not exists deleted_videos on videos(seq) where status = 'deleted';
create index if not exists due_callbacks on videos(seq) where callback = 'due';
create table if not exists replicas (
    seq integer primary key,
    id text not null unique,
    name text not null,
    status text not null,
    progress integer not null default 0,
    error_message text,
    model_name text not null,
    request text not null,
    look text not null default '{}',
    created real not null,
    updated real not null,
    callback text not null default '',
    finetune_status text
);
create table if not exists conversations (
    seq integer primary key,
    id text not null unique,
    name text not null,
    status text not null,
    request text not null,
    events text not null default '[]',
    created real not null,
    updated real not null
);
create table if not exists personas (
    seq integer primary key,
    id text not null unique,
    request text not null,
    created real not null,
    updated real not null
);
pragma user_version = 1;
"""
ADDED = (("replicas", "finetune_status", "text"),)
"""Columns that the file of an older sandbox lacks; each stands last in its table."""


@dataclasses.dataclass(frozen=True, slots=True)
class Video:
    """A video as it stands. `files` are names by kind, `callback` is "", due, sent or failed."""

    seq: int
    id: str
    name: str
    status: str
    progress: int
    details: str
    error_details: str | None
    request: Mapping[str, object]
    replica_id: str
    created: float
    updated: float
    doomed: int
    files: Mapping[str, str]
    duration: float
    notes: str
    callback: str


@dataclasses.dataclass(frozen=True, slots=True)
class Replica:
    """A trained replica as it stands. `look` is what the renderer needs to play it.

    `finetune_status` is None until the tuning of a Phoenix-4.5 replica ends.
    """

    seq: int
    id: str
    name: str
    status: str
    progress: int
    error_message: str | None
    model_name: str
    request: Mapping[str, object]
    look: Mapping[str, object]
    created: float
    updated: float
    callback: str
    finetune_status: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as it stands."""

    seq: int
    id: str
    name: str
    status: str
    request: Mapping[str, object]
    events: list[Mapping[str, object]]
    created: float
    updated: float


@dataclasses.dataclass(frozen=True, slots=True)
class Persona:
    """A persona as it stands."""

    seq: int
    id: str
    request: Mapping[str, object]
    created: float
    updated: float


def video(row: tuple[object, ...]) -> Video:
    """Read a row of the table."""
    values = list(row)
    values[7], values[12] = json.loads(str(row[7])), json.loads(str(row[12]))
    return Video(*values)  # type: ignore[arg-type]


def replica(row: tuple[object, ...]) -> Replica:
    """Read a row of the table."""
    values = list(row)
    values[7], values[8] = json.loads(str(row[7])), json.loads(str(row[8]))
    return Replica(*values)  # type: ignore[arg-type]


def conversation(row: tuple[object, ...]) -> Conversation:
    """Read a row of the table."""
    values = list(row)
    values[4], values[5] = json.loads(str(row[4])), json.loads(str(row[5]))
    return Conversation(*values)  # type: ignore[arg-type]


def persona(row: tuple[object, ...]) -> Persona:
    """Read a row of the table."""
    seq, persona_id, request, created, updated = row
    return Persona(seq, persona_id, json.loads(str(request)), created, updated)  # type: ignore[arg-type]
