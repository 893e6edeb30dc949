"""The callback box: ids of videos that callbacks say are finished, until a follower of theirs takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import psycopg

from batchgen import errors
from batchgen.state.postgres import patient_connection, server_connection, sql_dialect, versions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from batchgen.settings import database_url

MOST = 10_000
"""Ids that are kept: above it the followers' own pace is as quick, and invented ids take no room."""

_PUT = (
    "INSERT INTO hints (video_id) SELECT * FROM unnest($1::text[])"
    f" WHERE (SELECT count(*) FROM hints) < {MOST} ON CONFLICT DO NOTHING"
)
_DROP = "DELETE FROM hints WHERE heard_at < clock_timestamp() - interval '1 hour'"
"""Nobody follows a video that no campaign here knows."""


class CallbackBox:
    """Where any number of listeners put what they hear. A context manager. Raises errors.StateError."""

    def __init__(self, url: database_url.DatabaseUrl) -> None:
        self._url = url
        self._desk = patient_connection.PatientConnection(self._connect, seconds=0.0, told=self._told)
        connection = self._desk.opened().connection
        if not versions.check(connection, url):
            versions.bring_up(connection, url)

    def _connect(self) -> sql_dialect.CampaignTables:
        return sql_dialect.CampaignTables(server_connection.connect(self._url), 0)

    def _told(self, error: Exception) -> errors.StateError:
        if isinstance(error, errors.StateError):
            return error
        assert isinstance(error, psycopg.Error)
        return server_connection.unreachable(self._url, error)

    def put(self, video_ids: Sequence[str]) -> None:
        """Keep ids for whoever follows them."""
        self._desk.change(_DROP)
        self._desk.change(_PUT, [list(video_ids)])

    def close(self) -> None:
        """Close the connection."""
        self._desk.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
