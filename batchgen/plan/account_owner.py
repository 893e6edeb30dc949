"""The account behind a key: another one than the state file's is refused before it looks empty (design 4)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from batchgen import errors, tavus

if TYPE_CHECKING:
    from batchgen import state
    from batchgen.plan.context import Session

_ASKED = 3
_SALT = b"batchgen account"


def mark(api_key: str) -> str:
    """Return 32 hex characters that tell two keys apart and do not give the key away."""
    return hashlib.blake2b(api_key.encode(), key=_SALT, digest_size=16).hexdigest()


def check(store: state.StateFile, session: Session, api_key: str) -> None:
    """Raise errors.StateError when a new key does not see any of the videos that were made here.

    A key that was renewed in the same account sees them. Nothing is asked while the key is the same.
    """
    known = store.meta("account")
    if not known or known == mark(api_key):
        return
    ids = sorted(store.known_ids())[:_ASKED]
    if not ids:
        return
    with session.make_client() as client:
        if any(_sees(session, client, video_id) for video_id in ids):
            return
    raise errors.StateError(
        f"The API key belongs to another account than {store.path}: it does not see the videos made there.",
        hint="Use the key of that account, or a campaign of its own with --name NAME.",
    )


def _sees(session: Session, client: tavus.Client, video_id: str) -> bool:
    try:
        session.contact.read(lambda: client.get_video(video_id, verbose=False))
    except errors.RefusedError:
        return False
    return True
