"""Aliases: the same endpoints by Tavus's later names, faces for replicas and PALs for personas.

Sources: docs.tavus.io/api-reference/faces/list-faces ("`/v2/replicas` and `replica_id` / `replica_ids` remain
supported as aliases"), and the metadata of Tavus's `tavus-cli` 0.11.0 ("/v2/pals and /v2/faces [are]
backwards-compatible aliases over /v2/personas and /v2/replicas").
"""

from __future__ import annotations

import json
import re
import urllib.parse
from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from batchgen.sandbox.api import bodies, desk, request_checks

if TYPE_CHECKING:
    from starlette.routing import Route
    from starlette.types import Message

    from batchgen.sandbox.api.desk import Endpoint, Endpoints


class Alias:
    """Later words for a resource: "face" for "replica"."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._older = words
        self._later = {older: later for later, older in words.items()}

    def routes(self, endpoints: Endpoints) -> list[Route]:
        """Return the routes of the same endpoints by the later words."""
        return desk.routes(
            {
                _in_text(path, self._later): {method: self._of(at) for method, at in methods.items()}
                for path, methods in endpoints.items()
            }
        )

    def _of(self, endpoint: Endpoint) -> Endpoint:
        async def serve(request: Request) -> Response:
            try:
                answer = await endpoint(await self._asked(request))
            except request_checks.RuleError as error:
                raise request_checks.RuleError(_in_text(str(error), self._later)) from None
            return self._answered(answer)

        return serve

    async def _asked(self, request: Request) -> Request:
        """Return the request in the older words."""
        content = await desk.content_of(request)
        query = urllib.parse.urlencode(
            [(_in_key(name, self._older), value) for name, value in request.query_params.multi_items()]
        )
        params = {_in_key(name, self._older): value for name, value in request.path_params.items()}
        scope = {**request.scope, "query_string": query.encode("ascii"), "path_params": params}
        message: Message = {"type": "http.request", "body": _body(content, self._older)}

        async def receive() -> Message:
            return message

        return Request(scope, receive)

    def _answered(self, answer: Response) -> Response:
        """Return the answer in the later words."""
        if not answer.body:
            return answer
        shape = _in_object(json.loads(bytes(answer.body)), self._later)
        if isinstance(data := shape.get("data"), list):
            shape["data"] = [_in_object(item, self._later) for item in data]
        for name in {"error", "message"} & shape.keys():
            shape[name] = _in_text(str(shape[name]), self._later)
        return bodies.answer(shape, answer.status_code)


FACES = Alias({"face": "replica"})
PALS = Alias({"pal": "persona", "face": "replica"})


def _in_key(name: str, words: Mapping[str, str]) -> str:
    return "_".join(words.get(part, part) for part in name.split("_"))


def _in_object(shape: Mapping[str, object], words: Mapping[str, str]) -> dict[str, object]:
    return {_in_key(name, words): value for name, value in shape.items()}


def _in_text(text: str, words: Mapping[str, str]) -> str:
    return re.sub(rf"(?<![A-Za-z])({'|'.join(words)})", lambda found: words[found[1]], text)


def _body(content: bytes, words: Mapping[str, str]) -> bytes:
    """Return a JSON object with its keys, or a JSON Patch with its paths, in other words."""
    try:
        body = json.loads(content)
        if isinstance(body, dict):
            return json.dumps(_in_object(body, words)).encode("ascii")
        if isinstance(body, list):
            return json.dumps([_in_step(step, words) for step in body]).encode("ascii")
    except (ValueError, RecursionError):
        pass  # the endpoint says what is wrong
    return content


def _in_step(step: object, words: Mapping[str, str]) -> object:
    if not isinstance(step, dict):
        return step
    paths = {
        name: "/".join(_in_key(part, words) for part in step[name].split("/"))
        for name in ("path", "from")
        if isinstance(step.get(name), str)
    }
    return {**step, **paths}
