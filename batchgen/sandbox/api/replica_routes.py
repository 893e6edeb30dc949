"""The endpoints of `/v2/replicas` and `/v2/voices`."""

from __future__ import annotations

import secrets
import shutil
from typing import TYPE_CHECKING

from batchgen.sandbox.api import bodies, desk, request_checks
from batchgen.sandbox.studio import phoenix, stock

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from batchgen.sandbox.api.desk import Desk, Endpoints
    from batchgen.sandbox.studio.cast import Part

LIST_CAP = 100
VOICES = frozenset(actor.slug() for actor in stock.STOCK)


class Replicas:
    """Train, list, read, rename and delete replicas; list the voices of the stock ones."""

    def __init__(self, at: Desk) -> None:
        self._desk = at

    def endpoints(self) -> Endpoints:
        """Return the endpoints of replicas."""
        return {
            "/v2/replicas": {"POST": self.create, "GET": self.list_page},
            "/v2/replicas/{replica_id}": {"GET": self.read, "DELETE": self.delete},
            "/v2/replicas/{replica_id}/name": {"PATCH": self.rename},
        }

    def later_endpoints(self) -> Endpoints:
        """Return those of faces, in the words of replicas; `PATCH` on the id is on the update-face page."""
        found = {path: dict(methods) for path, methods in self.endpoints().items()}
        found["/v2/replicas/{replica_id}"]["PATCH"] = self.change
        return found

    def voice_endpoints(self) -> Endpoints:
        """Return the endpoints of voices."""
        return {"/v2/voices": {"GET": self.voices}}

    async def create(self, request: Request) -> Response:
        """`POST /v2/replicas`: begin a training."""
        at = self._desk
        body = await at.fields_of(request)
        request_checks.replica(body)
        voice = str(body.get("voice_name") or "")
        # Tavus checks the word against its own stock voices, which are not here ("anna" in its samples)
        if at.options.strict_replicas and voice and voice.lower() not in VOICES:
            raise request_checks.RuleError("Invalid voice_name")
        replica_id = "r" + secrets.token_hex(6)[:11]
        name = desk.clean(str(body.get("replica_name") or f"Replica {replica_id}"))
        model = desk.clean(str(body.get("model_name") or phoenix.DEFAULT))
        at.store.add_replica(replica_id, name, model, body)
        at.studio.train(replica_id)
        return bodies.answer({"replica_id": replica_id, "status": at.variants.training_status})

    async def list_page(self, request: Request) -> Response:
        """`GET /v2/replicas`: the account's own, the newest first, then the stock ones."""
        at = self._desk
        query = request.query_params
        page = desk.page_of(request, base=at.variants.replica_page_base, cap=LIST_CAP)
        kind = query.get("replica_type", "")
        if kind not in {"", "user", "system"}:
            raise request_checks.RuleError("replica_type must be user or system")
        items = self._all(verbose=desk.flag_of(request, "verbose"), kind=kind)
        wanted = {text.strip() for text in query.get("replica_ids", "").split(",") if text.strip()}
        model = query.get("model_name", "")
        return bodies.answer(
            page.of(
                [
                    item
                    for item in items
                    if (not wanted or item["replica_id"] in wanted)
                    and (not model or item["model_name"] == model)
                ]
            )
        )

    def _all(self, *, verbose: bool, kind: str) -> list[dict[str, object]]:
        at = self._desk
        own = [
            bodies.replica(found, at.places, at.variants, verbose=verbose) for found in at.store.replicas()
        ]
        ours = [bodies.stock(found, at.variants, verbose=verbose) for found in stock.STOCK]
        return (own if kind != "system" else []) + (ours if kind != "user" else [])

    async def read(self, request: Request) -> Response:
        """`GET /v2/replicas/{replica_id}`; a foreign id that looks real is answered as its stand-in."""
        at = self._desk
        verbose = desk.flag_of(request, "verbose")
        replica_id = request.path_params["replica_id"]
        part = at.cast.part(replica_id)
        if part is None:
            return at.unknown("replica_id")
        if part.trained is not None:
            return bodies.answer(bodies.replica(part.trained, at.places, at.variants, verbose=verbose))
        assert part.stock is not None
        foreign = "" if part.stock.id == replica_id else replica_id
        return bodies.answer(bodies.stock(part.stock, at.variants, verbose=verbose, played_for=foreign))

    async def rename(self, request: Request) -> Response:
        """`PATCH /v2/replicas/{replica_id}/name`: the account's own only."""
        name = desk.clean(request_checks.text_of(await desk.body_of(request), "replica_name"))
        return self._rename(request.path_params["replica_id"], name)

    async def change(self, request: Request) -> Response:
        """`PATCH /v2/faces/{face_id}`: the name; the voice of a conversation changes nothing here."""
        body = await self._desk.fields_of(request)
        request_checks.change(body)
        return self._rename(
            request.path_params["replica_id"], desk.clean(str(body.get("replica_name") or ""))
        )

    def _rename(self, replica_id: str, name: str) -> Response:
        at = self._desk
        part = at.cast.part(replica_id)
        if part is None:
            return at.unknown("replica_id")
        self._own_only(part)
        name = name or part.presenter
        at.store.update_replica(replica_id, name=name)
        return bodies.done(at.variants.rename_status, {"replica_id": replica_id, "replica_name": name})

    async def delete(self, request: Request) -> Response:
        """`DELETE /v2/replicas/{replica_id}`: the account's own only; `hard` makes no difference here."""
        at = self._desk
        desk.flag_of(request, "hard")
        replica_id = request.path_params["replica_id"]
        part = at.cast.part(replica_id)
        if part is None:
            return at.unknown("replica_id")
        self._own_only(part)
        at.store.remove_replica(replica_id)
        shutil.rmtree(at.places.replica_folder(replica_id), ignore_errors=True)
        return bodies.done(at.variants.delete_status or 200, {"replica_id": replica_id, "status": "deleted"})

    def _own_only(self, part: Part) -> None:
        if part.trained is None:
            raise request_checks.RuleError("Stock replicas cannot be changed")

    async def voices(self, request: Request) -> Response:
        """`GET /v2/voices`: a voice for each stock replica."""
        page = desk.page_of(request, base="0-like-1", cap=LIST_CAP)
        query = request.query_params
        search = query.get("search", "").lower()
        items: list[dict[str, object]] = [
            {"voice_name": actor.slug(), "replica_id": actor.id, "audio_url": None, "tags": ["sandbox"]}
            for actor in stock.STOCK
            if search in actor.slug() and query.get("tag", "sandbox") == "sandbox"
        ]
        items.sort(key=lambda item: str(item["voice_name"]), reverse=query.get("sort") == "desc")
        number = (page.offset or 0) // page.limit + 1
        return bodies.answer(page.of(items) | {"page": number, "limit": page.limit})
