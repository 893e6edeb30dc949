"""The endpoints of `/v2/conversations`: rooms that open a local page which says what they stand for."""

from __future__ import annotations

import datetime as dt
import secrets
import time
from typing import TYPE_CHECKING

from batchgen.sandbox.api import bodies, desk, request_checks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from batchgen.sandbox.api.desk import Desk, Endpoints
    from batchgen.sandbox.files.sandbox_records import Conversation

LIST_CAP = 100
ABSENT_TIMEOUT = 300.0
"""Seconds after which Tavus ends a conversation that nobody joined, unless the request says otherwise."""


class Conversations:
    """Open, list, read, end and delete conversations."""

    def __init__(self, at: Desk) -> None:
        self._desk = at

    def endpoints(self) -> Endpoints:
        """Return the endpoints of this resource."""
        return {
            "/v2/conversations": {"POST": self.create, "GET": self.list_page},
            "/v2/conversations/{conversation_id}": {"GET": self.read, "DELETE": self.delete},
            "/v2/conversations/{conversation_id}/end": {"POST": self.end},
        }

    async def create(self, request: Request) -> Response:
        """`POST /v2/conversations`; with `test_mode` it is ended from the start."""
        at = self._desk
        body = await at.fields_of(request)
        request_checks.conversation(body)
        replica_id = str(body.get("replica_id") or body.get("face_id") or "")
        persona_id = str(body.get("persona_id") or body.get("pal_id") or "")
        if not (replica_id or persona_id):
            raise request_checks.RuleError("Either replica_id or persona_id must be provided.")
        if replica_id and at.cast.part(replica_id) is None:
            raise request_checks.RuleError("Invalid replica_id")
        found = self._open(body)
        at.album.conversation(found.id)
        shape = bodies.conversation(found, at.places, at.variants)
        for name in ("updated_at", "replica_id", "persona_id"):
            shape.pop(name, None)
        token = {"meeting_token": secrets.token_urlsafe(24)} if body.get("require_auth") else {}
        return bodies.answer(shape | token)

    def _open(self, body: Mapping[str, object]) -> Conversation:
        at = self._desk
        conversation_id = "c" + secrets.token_hex(8)
        name = desk.clean(str(body.get("conversation_name") or f"New Conversation {conversation_id[:7]}"))
        at.store.add_conversation(conversation_id, name, "ended" if body.get("test_mode") else "active", body)
        found = at.store.conversation(conversation_id)
        assert found is not None
        return found

    async def list_page(self, request: Request) -> Response:
        """`GET /v2/conversations`."""
        at = self._desk
        page = desk.page_of(request, base="0-like-1", cap=LIST_CAP)
        status = request.query_params.get("status", "")
        if status not in {"", "active", "ended"}:
            raise request_checks.RuleError("status must be active or ended")
        self._end_abandoned()
        found = at.store.conversations(status)
        return bodies.answer(page.of([bodies.conversation(one, at.places, at.variants) for one in found]))

    async def read(self, request: Request) -> Response:
        """`GET /v2/conversations/{conversation_id}`; `verbose` adds the events."""
        at = self._desk
        verbose = desk.flag_of(request, "verbose")
        self._end_abandoned()
        found = at.store.conversation(request.path_params["conversation_id"])
        if found is None:
            return at.unknown("conversation_id")
        return bodies.answer(bodies.conversation(found, at.places, at.variants, verbose=verbose))

    async def end(self, request: Request) -> Response:
        """`POST /v2/conversations/{conversation_id}/end`: once more does nothing more."""
        at = self._desk
        found = at.store.conversation(request.path_params["conversation_id"])
        if found is None:
            return at.unknown("conversation_id")
        if found.status == "active":
            self._shut(found, "end_conversation_endpoint_hit")
        return bodies.answer({"conversation_id": found.id, "status": "ended"})

    def _shut(self, found: Conversation, reason: str) -> None:
        at = self._desk
        event: dict[str, object] = {
            "conversation_id": found.id,
            "webhook_url": found.request.get("callback_url") or "",
            "event_type": "system.shutdown",
            "message_type": "system",
            "timestamp": dt.datetime.now(dt.UTC).isoformat().replace("+00:00", "Z"),
            "properties": {"shutdown_reason": reason},
        }
        at.store.update_conversation(found.id, status="ended", events=[*found.events, event])
        at.postman.send_event(str(found.request.get("callback_url") or ""), event)
        at.album.conversation(found.id)

    def _end_abandoned(self) -> None:
        """End the conversations that nobody joined in time; nobody can join one here."""
        for found in self._desk.store.conversations("active"):
            given = found.request.get("properties")
            patience = given.get("participant_absent_timeout") if isinstance(given, dict) else None
            if time.time() > found.created + (float(patience) if patience else ABSENT_TIMEOUT):
                self._shut(found, "participant_absent_timeout")

    async def delete(self, request: Request) -> Response:
        """`DELETE /v2/conversations/{conversation_id}`."""
        at = self._desk
        desk.flag_of(request, "hard")
        conversation_id = request.path_params["conversation_id"]
        if at.store.conversation(conversation_id) is None:
            return at.unknown("conversation_id")
        at.store.remove_conversation(conversation_id)
        at.album.forget_conversation(conversation_id)
        return bodies.done(at.variants.delete_status or 204, {"conversation_id": conversation_id})
