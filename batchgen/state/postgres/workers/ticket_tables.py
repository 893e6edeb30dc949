"""Ticket tables: those of the engine that gives workers their tickets, in our schema and on our terms.

They hold no truth: what is to be done is in the journal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import psycopg_pool
from psycopg import sql

from batchgen import errors
from batchgen.state.postgres import membership, server_connection, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from batchgen.settings import database_url

_LOCK = 0x62677469
""""bgti": only one program makes or changes the tables."""


def bring_up(url: database_url.DatabaseUrl, table: str, whole: str, steps: Sequence[tuple[str, str]]) -> None:
    """Make an engine's tables by the script `whole`, or take the steps (name, script) that they lack.

    Which step was the last is kept as the comment of `table`. Raises errors.StateError.
    """
    connection = server_connection.connect(url)
    try:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            found = connection.execute(
                "SELECT to_regclass(%(t)s), coalesce(obj_description(to_regclass(%(t)s)), '')",
                {"t": f"{url.schema}.{table}"},
            ).fetchone()
            assert found is not None
            scripts = [whole] if found[0] is None else [text for name, text in steps if name > found[1]]
            for script in scripts:
                # Without values the server takes many statements at once.
                connection.execute(script.encode())
            if scripts:
                connection.execute(
                    sql.SQL("COMMENT ON TABLE {} IS {}").format(
                        sql.Identifier(table), sql.Literal(steps[-1][0])
                    )
                )
    except psycopg.errors.InsufficientPrivilege as error:
        raise errors.StateError(
            words.schema_refused(url, url.schema, error.diag.message_primary),
            hint=words.ask_administrator(url.schema),
        ) from error
    except psycopg.Error as error:
        raise server_connection.unreachable(url, error) from error
    finally:
        connection.close()


def pool(url: database_url.DatabaseUrl, worker: int) -> psycopg_pool.AsyncConnectionPool[Any]:
    """Return a worker's connections for an engine of asyncio; its loop opens them."""
    text, options = server_connection.address(url)

    async def prepare(connection: psycopg.AsyncConnection[Any]) -> None:
        for setting in server_connection.SETTINGS:
            await connection.execute(setting)
        named = {
            "search_path": url.schema,
            # A ticket that a silent worker was about to take is not kept from the others.
            "application_name": membership.session_name(url.schema, worker),
            "idle_in_transaction_session_timeout": f"{2000 * url.lease:.0f}ms",
        }
        for name, value in named.items():
            await connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        await connection.commit()

    return psycopg_pool.AsyncConnectionPool(
        text,
        kwargs=options,
        configure=prepare,
        min_size=1,
        max_size=4,
        open=False,
        timeout=10.0,
        check=psycopg_pool.AsyncConnectionPool.check_connection,
    )
