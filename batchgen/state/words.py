"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations

NOT_RUN = "You have not sent anything from this sheet yet. If its state file is elsewhere, add --state FILE."


def no_state_file(path: object) -> str:
    return f"There is no state file {path}."


def campaign_in(name: str, database: object) -> str:
    return f"campaign {name} in {database}"


def in_a_file(path: object) -> str:
    return (
        f"The campaign of this sheet is in the file {path}, but --state names a database. "
        "A run there could pay for the same rows again."
    )


def move_it(path: str, database: str) -> str:
    return f"Move it into the database first: batchgen move {path} {database}"


def in_another_place(name: str, database: str, named: object) -> str:
    return f"The campaign of this sheet is {name} in {database}, but --state names {named}."


def use_state(database: str) -> str:
    return f"Use --state {database}, or start a separate campaign with --name."


NO_DRIVERS = "A campaign in a database needs psycopg, which is not installed."

INSTALL_DRIVERS = "Install it: pip install 'batchgen[cluster]'"


def no_job(job_id: int) -> str:
    return f"There is no job {job_id} in the state file."


def not_again(job_id: int, stage: str) -> str:
    return f"Job {job_id} is {stage}. It can only be sent again with --redo."


def row_or_key(row: int | None, key: str) -> str:
    return f"row {row}" if row else key or "a row that is no longer in the sheet"


def owned(video_id: str, row: str) -> str:
    return f"Tavus answered with the video {video_id}, which already belongs to {row}."


ENDED_EARLY = "The run ended before Tavus answered."

CLOSED = "The state file is closed."

RESTORE = (
    "Restore it from a backup. Without a backup, move it to another folder: the next run then looks for your "
    "videos in Tavus first."
)


def damaged(path: object, found: str) -> str:
    return f"The state file {path} is damaged: {found}."


def wrong_value(table: str, key: object, column: str, value: str) -> str:
    return f"in the table {table}, row {key}, the column {column} cannot be {value!r}"


# who uses a campaign now

ANOTHER_PROCESS = "another process"


def process(pid: int, host: str, since: str) -> str:
    return f"process {pid} on {host}, since {since}"


def this_program(pid: int) -> str:
    return f"this program (process {pid})"


def in_use(state: object, holder: str) -> str:
    return f"Another run is using {state}: {holder}."


WAIT_FOR_IT = "Wait until it ends. To see how far it is, run batchgen status."


# files


def no_lock_file(path: object, why: object) -> str:
    return f"batchgen cannot write the lock file {path}: {why}."


WRITABLE_FOLDER = "Choose a state file in a folder that you can write to: --state FILE"


def locked_for_now(path: object) -> str:
    return f"Another program has locked {path}. Waiting up to a minute."


THE_STATE_FILE = "the state file"


def older(path: object) -> str:
    return f"{path} was written by an older batchgen."


UPDATE_FIRST = "Update the file first: batchgen wait"


def locked(path: object) -> str:
    return f"The state file {path} is locked. Another program has it open, or a run on another computer."


CLOSE_OR_WAIT = "Close that program or wait until the run ends, then try again."

SPACE_OR_OTHER = "Free some disk space, or choose another file with --state FILE."


def not_read(path: object, why: object) -> str:
    return f"The state file {path} cannot be read: {why}."


def linked(path: object) -> str:
    return f"The state file {path} is a symbolic link. batchgen does not follow it."


def real_file(path: object) -> str:
    return f"Name the file itself: --state {path}"


def not_a_file(path: object) -> str:
    return f"The state file {path} is not a file."


NAME_A_FILE = "Name a file with --state FILE."


def many_names(path: object, names: int) -> str:
    return (
        f"The state file {path} has {names} names (hard links). "
        "A run under another name could pay for the same rows again."
    )


def one_name(own: str, new: str) -> str:
    return f"Make it a separate file: cp {own} {new} && mv {new} {own}"


def mounted_alone(path: object) -> str:
    return (
        f"The state file {path} is mounted without its folder. Its other files are missing there, so rows "
        "could be paid for again."
    )


MOUNT_FOLDER = "Mount the whole folder."


def companion_linked(path: object) -> str:
    return f"{path} is a symbolic link. batchgen does not follow it."


DELETE_IT = "Delete it."


def of_another_user(path: object, user: int) -> str:
    return f"The state file {path} belongs to another user (uid {user})."


COPY_IT = "Copy it to a folder of your own, then name the copy with --state FILE."


def not_a_state_file(path: object) -> str:
    return f"{path} is not a batchgen state file."


def of_another_program(path: object) -> str:
    return f"{path} is a database of another program, not a batchgen state file."


OTHER_FILE = "Choose another file with --state FILE."


def not_made(path: object, why: object) -> str:
    return f"batchgen cannot create the state file {path}: {why}."


def moved(path: object, name: str, database: str) -> str:
    return f"The campaign of {path} is now in a database: {name} in {database}. The file is no longer used."


def name_database(database: str) -> str:
    return f"Name the database: --state {database} (or set BATCHGEN_STATE)."


def newer(path: object, version: int, known: int) -> str:
    return f"{path} was written by a newer batchgen (schema {version}, this one reads up to {known})."


UPDATE = "Nothing was changed. Update batchgen: pip install -U batchgen"


def other_service(place: object, known: str, asked: str) -> str:
    return f"{place} belongs to {known}, but this run would use {asked}."


SAME_URL_OR_STATE = "Use the same --api-url, or start a separate campaign with --name or --state."

SAME_URL_OR_NAME = "Use the same --api-url, or start a separate campaign with --name."


def only_read(place: object) -> str:
    return f"{place} was opened for reading only."


def results_safe(place: object, command: str) -> str:
    return f"Your results are safe in {place}. Fix the problem, then run `{command}` to write them."


def state_gone_too(path: object) -> str:
    return (
        f"The state file {path} is gone too. Put the sheet back there: the next run looks for its videos "
        "in Tavus."
    )


SPACE_OR_WRITABLE = (
    "Your results so far are saved. Free some disk space or make the folder writable, then run the same "
    "command again."
)

DISK_FULL = "the disk is full"

READ_ONLY = "the file or its folder is read-only"

LOCKED = "another program has locked it"

CLOSE_PROGRAM = (
    "Your results so far are saved. Close the program that has the file open (a viewer, a backup), then run "
    "the same command again."
)


def not_written(why: str) -> str:
    return f"batchgen cannot write the state file: {why}."
