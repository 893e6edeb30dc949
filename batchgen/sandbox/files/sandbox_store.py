"""The sandbox's own store: videos, replicas and conversations in one SQLite file that survives a restart."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.sandbox import words
from batchgen.sandbox.files import sandbox_records

if TYPE_CHECKING:
    from pathlib import Path


class Store:
    """One SQLite file, held by one server at a time; every call is a statement or two, from one thread.

    `version` grows with each change of a video, so that the gallery knows when to draw itself anew; when
    `watched`, the ids of changed videos are kept until they are taken.
    """

    def __init__(self, path: Path, *, watched: bool = True) -> None:
        self.version = 0
        self._watched = watched
        try:
            # SQLite gives the files beside it the rights of this one
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._db = sqlite3.connect(path, isolation_level=None, timeout=1.0, check_same_thread=False)
            # exclusive: a second server on this folder would make every video twice
            self._db.executescript(
                "pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = normal;"
                # What is removed is overwritten: names and words of people.
                "pragma secure_delete = on;" + sandbox_records.SCHEMA
            )
            self._add_columns()
        except (sqlite3.Error, OSError) as error:
            raise errors.UsageError(
                words.unusable_file(path, error),
                hint=words.OTHER_SANDBOX,
            ) from error
        everything = self._db.execute("select id, seq from videos").fetchall() if watched else []
        self._places: dict[str, int] = dict(everything)
        self._changed = set(self._places)
        self._stale = set(self._places)

    def _add_columns(self) -> None:
        """Bring the file of an older sandbox up to date."""
        for table, column, kind in sandbox_records.ADDED:
            names = {row[1] for row in self._db.execute(f"pragma table_info({table})")}
            if column not in names:
                self._db.execute(f"alter table {table} add column {column} {kind}")

    def close(self) -> None:
        """Close the file; nothing is lost."""
        self._db.close()

    # videos

    def add_video(
        self,
        video_id: str,
        name: str,
        request: Mapping[str, object],
        *,
        replica_id: str,
        details: str,
        doomed: bool,
    ) -> float:
        """Put a new video into the queue; return when."""
        now = time.time()
        self._db.execute(
            "insert into videos (id, name, status, details, request, replica_id, created, updated, doomed)"
            " values (?, ?, 'queued', ?, ?, ?, ?, ?, ?)",
            (video_id, name, details, _text(request), replica_id, now, now, int(doomed)),
        )
        self._touch(video_id)
        return now

    def video(self, video_id: str) -> sandbox_records.Video | None:
        """Return a video, or None."""
        rows = self._db.execute("select * from videos where id = ?", (video_id,)).fetchall()
        return sandbox_records.video(rows[0]) if rows else None

    def videos(
        self, *, limit: int, offset: int, order: str = "newest", deleted: bool = False
    ) -> list[sandbox_records.Video]:
        """Return a page of videos. `order`: newest, oldest, or shuffled (by id: fixed, yet without sense)."""
        by = {"newest": "seq desc", "oldest": "seq", "shuffled": "id"}[order]
        where = "" if deleted else "where status != 'deleted'"
        rows = self._db.execute(
            f"select * from videos {where} order by {by} limit ? offset ?",  # noqa: S608 - fixed words
            (limit, offset),
        )
        return [sandbox_records.video(row) for row in rows]

    def count_videos(self, *, deleted: bool = False) -> int:
        """Count the videos of the account."""
        (everything,) = self._db.execute("select count(*) from videos").fetchone()
        if deleted:
            return int(everything)
        (deleted,) = self._db.execute("select count(*) from videos where status = 'deleted'").fetchone()
        return int(everything) - int(deleted)

    def counts(self) -> dict[str, int]:
        """Count the videos by status."""
        return dict(self._db.execute("select status, count(*) from videos group by status").fetchall())

    def requeue(self, details: str) -> None:
        """Put what an earlier server had in the making back into the queue."""
        self._db.execute(
            "update videos set status = 'queued', progress = 0, details = ? where status = 'generating'",
            (details,),
        )

    def open_videos(self) -> list[str]:
        """Return the ids of the videos that are not finished, in order."""
        rows = self._db.execute("select id from videos where status in ('queued', 'generating') order by seq")
        return [row[0] for row in rows]

    def due_videos(self) -> list[str]:
        """Return the ids of the videos whose callback has not gone out yet."""
        return [
            row[0] for row in self._db.execute("select id from videos where callback = 'due' order by seq")
        ]

    def update_video(self, video_id: str, **values: object) -> None:
        """Change columns of a video and the time it was updated; `files` is written as JSON."""
        self._update("videos", video_id, values)
        self._touch(video_id)

    def finish_video(self, video_id: str, **values: object) -> bool:
        """Like `update_video`, unless it was deleted meanwhile: then False."""
        video = self.video(video_id)
        if video is None or video.status == "deleted":
            return False
        self.update_video(video_id, **values)
        return True

    def update_callback(self, video_id: str, state: str) -> None:
        """Note what became of a video's callback."""
        self._db.execute("update videos set callback = ? where id = ?", (state, video_id))

    def remove_video(self, video_id: str) -> None:
        """Forget a video; no byte of it stays in the file, nor in its log."""
        self._db.execute("delete from videos where id = ?", (video_id,))
        self._db.execute("pragma wal_checkpoint(truncate)").fetchall()
        self._touch(video_id)

    def take_changed(self) -> set[str]:
        """Return the ids of videos that changed since the last call; for whoever writes pages."""
        taken, self._changed = self._changed, set()
        return taken

    def take_stale(self) -> set[str]:
        """Return the ids of videos that changed since the last call; for whoever keeps cards."""
        taken, self._stale = self._stale, set()
        return taken

    def place_of(self, video_id: str) -> int:
        """Return where a video stands in the order of creation."""
        return self._places.get(video_id, 0)

    def advance(self, now: float, *, queue: float, make: float) -> list[tuple[str, int]]:
        """Move videos that are made by the clock alone; return id and `doomed` of those whose time is up.

        A video leaves the queue `queue` seconds after it came and is done `make` seconds later.
        """
        changed = self._db.execute(
            "update videos set status = 'generating', details = '', updated = ?"
            " where status = 'queued' and created <= ?"
            " and replica_id not in (select id from replicas where status = 'started')",
            (now, now - queue),
        ).rowcount
        self._db.execute(
            "update videos set progress = min(99, cast(100 * (? - created - ?) / ? as integer))"
            " where status = 'generating'",
            (now, queue, max(make, 0.001)),
        )
        rows = self._db.execute(
            "select id, doomed from videos where status = 'generating' and created <= ?"
            " order by seq limit 5000",
            (now - queue - make,),
        ).fetchall()
        self.version += changed + len(rows)
        return [(str(video_id), int(doomed)) for video_id, doomed in rows]

    def finish_many(self, rows: Iterable[tuple[str, int, str, float, str]]) -> None:
        """Finish videos in one transaction: (status, progress, details, time, id) each."""
        self._db.execute("begin")
        self._db.executemany(
            "update videos set status = ?, progress = ?, details = ?, updated = ?,"
            " callback = case when instr(lower(request), '\"callback_url\":\"http') then 'due' else '' end"
            " where id = ?",
            rows,
        )
        self._db.execute("commit")

    # replicas

    def add_replica(self, replica_id: str, name: str, model_name: str, request: Mapping[str, object]) -> None:
        """Put a new replica into training."""
        now = time.time()
        self._db.execute(
            "insert into replicas (id, name, status, model_name, request, created, updated)"
            " values (?, ?, 'started', ?, ?, ?, ?)",
            (replica_id, name, model_name, _text(request), now, now),
        )

    def replica(self, replica_id: str) -> sandbox_records.Replica | None:
        """Return a trained replica, or None."""
        rows = self._db.execute("select * from replicas where id = ?", (replica_id,)).fetchall()
        return sandbox_records.replica(rows[0]) if rows else None

    def replicas(self) -> list[sandbox_records.Replica]:
        """Return all trained replicas, the newest first."""
        return [
            sandbox_records.replica(row)
            for row in self._db.execute("select * from replicas order by seq desc")
        ]

    def update_replica(self, replica_id: str, **values: object) -> None:
        """Change columns of a replica and the time it was updated; `look` is written as JSON."""
        self._update("replicas", replica_id, values)

    def remove_replica(self, replica_id: str) -> None:
        """Forget a replica."""
        self._db.execute("delete from replicas where id = ?", (replica_id,))

    # conversations

    def add_conversation(
        self, conversation_id: str, name: str, status: str, request: Mapping[str, object]
    ) -> None:
        """Open a conversation."""
        now = time.time()
        self._db.execute(
            "insert into conversations (id, name, status, request, created, updated)"
            " values (?, ?, ?, ?, ?, ?)",
            (conversation_id, name, status, _text(request), now, now),
        )

    def conversation(self, conversation_id: str) -> sandbox_records.Conversation | None:
        """Return a conversation, or None."""
        rows = self._db.execute("select * from conversations where id = ?", (conversation_id,)).fetchall()
        return sandbox_records.conversation(rows[0]) if rows else None

    def conversations(self, status: str = "") -> list[sandbox_records.Conversation]:
        """Return all conversations, or those of one status, the newest first."""
        rows = self._db.execute(
            "select * from conversations where ? in ('', status) order by seq desc", (status,)
        )
        return [sandbox_records.conversation(row) for row in rows]

    def update_conversation(self, conversation_id: str, **values: object) -> None:
        """Change columns of a conversation and the time it was updated."""
        self._update("conversations", conversation_id, values)

    def remove_conversation(self, conversation_id: str) -> None:
        """Forget a conversation."""
        self._db.execute("delete from conversations where id = ?", (conversation_id,))

    # personas

    def add_persona(self, persona_id: str, request: Mapping[str, object]) -> None:
        """Keep a persona."""
        now = time.time()
        self._db.execute(
            "insert into personas (id, request, created, updated) values (?, ?, ?, ?)",
            (persona_id, _text(request), now, now),
        )

    def persona(self, persona_id: str) -> sandbox_records.Persona | None:
        """Return a persona, or None."""
        rows = self._db.execute("select * from personas where id = ?", (persona_id,)).fetchall()
        return sandbox_records.persona(rows[0]) if rows else None

    def personas(self) -> list[sandbox_records.Persona]:
        """Return all personas, the newest first."""
        rows = self._db.execute("select * from personas order by seq desc")
        return [sandbox_records.persona(row) for row in rows]

    def update_persona(self, persona_id: str, **values: object) -> None:
        """Change columns of a persona and the time it was updated."""
        self._update("personas", persona_id, values)

    def remove_persona(self, persona_id: str) -> None:
        """Forget a persona."""
        self._db.execute("delete from personas where id = ?", (persona_id,))

    def _touch(self, video_id: str) -> None:
        self.version += 1
        if self._watched:
            self._places.setdefault(video_id, len(self._places) + 1)
            self._changed.add(video_id)
            self._stale.add(video_id)

    def _update(self, table: str, key: str, values: Mapping[str, object]) -> None:
        """Set columns; their names come from this package's code, never from a request."""
        plain = {k: _text(v) if isinstance(v, Mapping | list) else v for k, v in values.items()}
        columns = "".join(f", {name} = ?" for name in plain)
        self._db.execute(
            f"update {table} set updated = ?{columns} where id = ?",  # noqa: S608
            (time.time(), *plain.values(), key),
        )


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))
