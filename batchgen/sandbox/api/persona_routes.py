"""The endpoints of `/v2/personas`: a small store, so that programs for conversations find what they made.

Sources: docs.tavus.io/api-reference/personas (create, list, get, patch by RFC 6902, delete with 204).
"""

from __future__ import annotations

import copy
import re
import secrets
from typing import TYPE_CHECKING

from batchgen.sandbox.api import bodies, desk, request_checks

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from batchgen.sandbox.api.desk import Desk, Endpoints

LIST_CAP = 100
STEPS = ("add", "replace", "remove")
"""Steps of a JSON Patch that the sandbox takes; Tavus takes copy, move and test, too."""


class Personas:
    """Create, list, read, change and delete personas."""

    def __init__(self, at: Desk) -> None:
        self._desk = at

    def endpoints(self) -> Endpoints:
        """Return the endpoints of this resource."""
        return {
            "/v2/personas": {"POST": self.create, "GET": self.list_page},
            "/v2/personas/{persona_id}": {"GET": self.read, "PATCH": self.patch, "DELETE": self.delete},
        }

    async def create(self, request: Request) -> Response:
        """`POST /v2/personas`."""
        at = self._desk
        body = await at.fields_of(request)
        request_checks.persona(body)
        persona_id = "p" + secrets.token_hex(6)[:11]
        name = desk.clean(str(body.get("persona_name") or f"Persona {persona_id}"))
        at.store.add_persona(persona_id, {**body, "persona_name": name})
        found = at.store.persona(persona_id)
        assert found is not None
        shape = bodies.persona(found, at.variants)
        return bodies.answer({name: shape[name] for name in ("persona_id", "persona_name", "created_at")})

    async def list_page(self, request: Request) -> Response:
        """`GET /v2/personas`: the newest first; there are no system ones here."""
        at = self._desk
        page = desk.page_of(request, base="0-like-1", cap=LIST_CAP)
        kind = request.query_params.get("persona_type", "")
        if kind not in {"", "user", "system"}:
            raise request_checks.RuleError("persona_type must be user or system")
        found = [] if kind == "system" else at.store.personas()
        return bodies.answer(page.of([bodies.persona(one, at.variants) for one in found]))

    async def read(self, request: Request) -> Response:
        """`GET /v2/personas/{persona_id}`."""
        at = self._desk
        found = at.store.persona(request.path_params["persona_id"])
        if found is None:
            return at.unknown("persona_id")
        return bodies.answer(bodies.persona(found, at.variants))

    async def patch(self, request: Request) -> Response:
        """`PATCH /v2/personas/{persona_id}`: a JSON Patch, all of it or nothing."""
        at = self._desk
        persona_id = request.path_params["persona_id"]
        steps = await desk.json_of(request)
        found = at.store.persona(persona_id)
        if found is None:
            return at.unknown("persona_id")
        at.store.update_persona(persona_id, request=patched(found.request, steps))
        return await self.read(request)

    async def delete(self, request: Request) -> Response:
        """`DELETE /v2/personas/{persona_id}`."""
        at = self._desk
        persona_id = request.path_params["persona_id"]
        if at.store.persona(persona_id) is None:
            return at.unknown("persona_id")
        at.store.remove_persona(persona_id)
        return bodies.done(at.variants.delete_status or 204, {"persona_id": persona_id})


def patched(shape: object, steps: object) -> dict[str, object]:
    """Return an object with the steps of a JSON Patch (RFC 6902) carried out; raise RuleError."""
    if not isinstance(steps, list) or not steps:
        raise request_checks.RuleError("The request body must be a JSON Patch: a list of operations")
    whole: dict[str, object] = {"": copy.deepcopy(shape)}
    for step in steps:
        if not isinstance(step, dict) or step.get("op") not in STEPS:
            raise request_checks.RuleError(f"The sandbox takes these operations: {', '.join(STEPS)}")
        _carry_out(whole, step)
    result = whole[""]
    if not isinstance(result, dict):
        raise request_checks.RuleError("Invalid path")
    request_checks.persona(result)
    return result


def _carry_out(whole: dict[str, object], step: dict[str, object]) -> None:
    path = str(step.get("path") or "")
    parts = [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")]
    if parts[0]:
        raise request_checks.RuleError(f"Invalid path {path}")
    place: object = whole
    for part in parts[:-1]:
        place = _inside(place, part, path)
    last = parts[-1]
    if step["op"] != "add":
        _inside(place, last, path)
    if isinstance(place, list):
        _change_list(place, last, step)
    elif not isinstance(place, dict) or not last:
        raise request_checks.RuleError(f"Invalid path {path}")
    elif step["op"] == "remove":
        del place[last]
    else:
        place[last] = step.get("value")


def _change_list(place: list[object], last: str, step: dict[str, object]) -> None:
    at = len(place) if last == "-" else _index(last)
    if not 0 <= at <= len(place):
        raise request_checks.RuleError(f"Invalid path {step.get('path')}")
    if step["op"] != "add":
        del place[at]
    if step["op"] != "remove":
        place.insert(at, step.get("value"))


def _inside(place: object, part: str, path: str) -> object:
    if isinstance(place, dict) and part in place:
        return place[part]
    if isinstance(place, list) and 0 <= _index(part) < len(place):
        return place[_index(part)]
    raise request_checks.RuleError(f"Invalid path {path}")


def _index(part: str) -> int:
    """Return a place in a list, or -1."""
    return int(part) if re.fullmatch(r"[0-9]{1,6}", part) else -1
