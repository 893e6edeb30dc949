"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def in_use_in_database(place: str, holder: str, silent: float) -> str:
    return f"Another run is using {place}: {holder}, last seen {silent:.0f} seconds ago."


def wait_or_forget(worker: str) -> str:
    return (
        "Wait until it ends. If that computer is off, or the run has ended, tell batchgen: "
        f"batchgen workers forget {worker} --state URL"
    )


GIVEN_UP = (
    "Someone ended this run with `batchgen workers forget`. It sends nothing more, and its answers are saved."
)


RUN_AGAIN = "Run the same command again. It first looks in Tavus for videos without an answer."


def database_found(version: str, schema: str, tables: int) -> str:
    what = f"tables of version {tables}" if tables else "no tables yet (the first run creates them)"
    return f"PostgreSQL {version}, schema {schema}: {what}."


DATABASE_FULL = "batchgen cannot write to the database: its disk is full."

FREE_DATABASE = "Your results so far are saved. Free some space there, then run the same command again."


def database_not_written(why: str) -> str:
    return f"batchgen cannot write to the database: {why}."


FIX_DATABASE = "Your results so far are saved. Fix the database, then run the same command again."


def no_campaign(place: str) -> str:
    return f"There is no {place}."


LIST_CAMPAIGNS = "To list the campaigns, run batchgen status --state URL. To choose one, add --name NAME."


def campaign_read_only(place: str) -> str:
    return f"The {place} was opened for reading only."


def campaign_damaged(place: str, found: str) -> str:
    return f"The {place} is damaged: {found}."


RESTORE_DATABASE = "Restore the database from a backup."

NO_LOCAL_SERVER = "--state local needs PostgreSQL, which is not installed."

INSTALL_LOCAL_SERVER = "Install it: pip install 'batchgen[cluster,localpg]'"


def not_started(place: object, why: object) -> str:
    return f"The database in {place} did not start: {why}."


SEE_LOG = "Read the log in that folder, or keep the campaign in a file: remove --state."


def name_taken(name: str, database: object) -> str:
    return f"{database} already has another campaign {name}."


NEW_NAME = "Choose another name for this one: --name NAME"


def old_server(database: object, version: int, oldest: int) -> str:
    return f"The database {database} is PostgreSQL {version}. batchgen needs {oldest} or newer."


UPDATE_SERVER = "Update the server, or keep this campaign in a file: remove --state."


def unsafe_setting(database: object, setting: str, value: str) -> str:
    return (
        f"The database {database} has {setting} = {value}. "
        "After a power cut it could forget which videos you paid for."
    )


def set_on(setting: str) -> str:
    return f"Set {setting} = on in postgresql.conf. Then check it: batchgen db check, with the same --state."


def standby(database: object) -> str:
    return f"The database {database} is a standby server. It cannot save changes."


NAME_PRIMARY = "Name its primary server with --state."


def not_usable(database: object, why: str) -> str:
    return f"The database {database} cannot be used: {why}."


START_IT = "Start it, or correct the address in --state or BATCHGEN_STATE. Your results so far are saved."

CERTIFICATE = (
    "batchgen checks the certificate of a database on another computer. Add ?sslrootcert=FILE to the "
    "address. If the network between them is safe, you can add ?sslmode=require instead."
)

LOGIN_FROM_FILE = "Put the password in a PGPASSFILE, or the whole address in the variable BATCHGEN_STATE."


def newer_tables(schema: str, database: object, version: int, known: int) -> str:
    return (
        f"The schema {schema} of {database} was created by a newer batchgen "
        f"(tables {version}, this one reads up to {known})."
    )


def older_tables(schema: str, database: object, version: int, needed: int) -> str:
    return (
        f"The schema {schema} of {database} was created by an older batchgen "
        f"(tables {version}, this one needs {needed})."
    )


def upgrade(database: object) -> str:
    return f"Update its tables: batchgen db upgrade --state {database}"


def schema_refused(database: object, schema: str, why: object) -> str:
    return f"The user of {database} is not allowed to create the schema {schema}: {why}."


def ask_administrator(schema: str) -> str:
    return f"Ask an administrator to run: CREATE SCHEMA {schema} AUTHORIZATION the_user;"


def forgotten(video_id: str) -> str:
    """Return what happened when a database lost the intent of a video."""
    video = f"the video {video_id}" if video_id else "a video"
    return f"The database was restored from an earlier copy: it has no record that {video} was sent."
