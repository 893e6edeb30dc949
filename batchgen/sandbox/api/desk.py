"""The desk: what the endpoints of all resources need, and how they read a request."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from starlette.routing import Route

from batchgen.sandbox.api import bodies, request_checks

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from batchgen.sandbox.api.faults import Dice
    from batchgen.sandbox.files.album import Album
    from batchgen.sandbox.files.places import Places
    from batchgen.sandbox.files.sandbox_store import Store
    from batchgen.sandbox.sandbox_options import Options, Variants
    from batchgen.sandbox.studio.cast import Cast
    from batchgen.sandbox.studio.postman import Postman
    from batchgen.sandbox.studio.studio import Studio

Endpoint = Callable[["Request"], Awaitable["Response"]]
Endpoints = Mapping[str, Mapping[str, Endpoint]]
"""The endpoints of a resource by path and method."""

LARGEST_BODY = 4 * 1024 * 1024
FARTHEST_PAGE = 10**9


@dataclasses.dataclass(frozen=True)
class Desk:
    """Everything that an endpoint works with."""

    options: Options
    places: Places
    store: Store
    cast: Cast
    studio: Studio
    postman: Postman
    album: Album
    dice: Dice

    @property
    def variants(self) -> Variants:
        """The variants of the API."""
        return self.options.variants

    def refuse(self, status: int, words: str) -> Response:
        """Return an error answer."""
        return bodies.refusal(status, words, self.variants)

    async def fields_of(self, request: Request) -> Mapping[str, object]:
        """Read the fields of a request; empty ones count as left out where the variant says so.

        Raise RuleError.
        """
        body = await body_of(request)
        return request_checks.filled(body) if self.variants.empty_fields == "accept" else body

    def unknown(self, what: str) -> Response:
        """Return the answer to an id that does not exist ("video_id")."""
        return self.refuse(self.variants.unknown_id, f"Invalid {what}")


def routes(endpoints: Endpoints) -> list[Route]:
    """Return the routes of a resource; 405 names the methods that a path has."""
    return [_route(path, methods) for path, methods in endpoints.items()]


def _route(path: str, endpoints: Mapping[str, Endpoint]) -> Route:
    methods = {"HEAD": endpoints["GET"], **endpoints} if "GET" in endpoints else endpoints

    async def serve(request: Request) -> Response:
        return await methods[request.method](request)

    return Route(path, serve, methods=list(endpoints))


async def body_of(request: Request) -> Mapping[str, object]:
    """Read a JSON object, or raise RuleError."""
    body = await json_of(request)
    if not isinstance(body, dict):
        raise request_checks.RuleError("The request body must be a JSON object")
    return body


async def json_of(request: Request) -> object:
    """Read JSON, or raise RuleError."""
    content = await content_of(request)
    try:
        found: object = json.loads(content)
    except (ValueError, RecursionError):
        raise request_checks.RuleError("The request body is not valid JSON") from None
    return found


async def content_of(request: Request) -> bytes:
    """Read the body as it comes, and no further than it may be long, whatever its head says of it.

    Raise RuleError for one that is longer.
    """
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > LARGEST_BODY:
            raise request_checks.RuleError("The request body is too large")
    return bytes(content)


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """A part of a list. `offset` is None for a page that lies before the first."""

    limit: int
    offset: int | None

    def of(self, items: list[dict[str, object]]) -> dict[str, object]:
        """Cut this page out of a whole list."""
        part = [] if self.offset is None else items[self.offset : self.offset + self.limit]
        return {"data": part, "total_count": len(items)}


def page_of(request: Request, *, base: str, cap: int, default: int = 10) -> Page:
    """Read `page` and `limit`; raise RuleError.

    Which page is the first, and what page 0 is where that is page 1, are variants: the documents disagree.
    """
    limit = _whole(request, "limit", default)
    page = _whole(request, "page", 0 if base == "0" else 1)
    if limit < 1:
        raise request_checks.RuleError("limit must be at least 1")
    limit = min(limit, cap)
    if page < 0 or (page == 0 and base == "1-strict"):
        raise request_checks.RuleError("Invalid page")
    if base == "0":
        return Page(limit, page * limit)
    if page == 0:
        return Page(limit, 0 if base == "0-like-1" else None)
    return Page(limit, (page - 1) * limit)


def flag_of(request: Request, name: str) -> bool:
    """Read a boolean of the query; raise RuleError."""
    text = request.query_params.get(name, "false").lower()
    if text in {"true", "1", ""}:
        return True
    if text in {"false", "0"}:
        return False
    raise request_checks.RuleError(f"{name} must be true or false")


def clean(text: str) -> str:
    """Return a text that any file and database takes: half surrogate pairs, which JSON can hold, replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _whole(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    try:
        return min(int(text), FARTHEST_PAGE)
    except ValueError:
        raise request_checks.RuleError(f"{name} must be a whole number") from None
