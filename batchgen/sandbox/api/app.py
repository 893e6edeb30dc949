"""The application: all routes, the pages and files, and the life of everything behind them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import mimetypes
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from batchgen.sandbox import words
from batchgen.sandbox.api import (
    aliases,
    bodies,
    conversation_routes,
    desk,
    faults,
    gate,
    persona_routes,
    replica_routes,
    request_checks,
    video_routes,
)
from batchgen.sandbox.files import album, pages, places, sandbox_store
from batchgen.sandbox.studio import cast, postman, studio

if TYPE_CHECKING:
    import collections.abc

    from starlette.requests import Request
    from starlette.types import ASGIApp, Scope

    from batchgen.sandbox.sandbox_options import Options

log = logging.getLogger(__name__)

PAGES = ("/videos/", "/replicas/", "/conversations/")
"""Where people look, not programs: what is missing there says so in a page."""
TYPES = {
    ".vtt": "text/vtt",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".ts": "video/mp2t",
    ".m4s": "video/iso.segment",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".js": "text/javascript",
}
"""Named here, since what the system says of them differs (Windows' registry, bare Linux)."""


class Sandbox:
    """One sandbox on one folder. `base` is the start of its links; `cut` ends a connection without a word."""

    def __init__(
        self, options: Options, folder: Path, base: str, cut: collections.abc.Callable[[Scope], None]
    ) -> None:
        self.options = options
        self.places = places.Places(folder, options.link_base or base, films=options.render)
        self.store = sandbox_store.Store(self.places.database, watched=options.render)
        dice = faults.Dice(options.faults)
        players = cast.Cast(self.store, self.places, strict=options.strict_replicas)
        self._postman = postman.Postman(self.store, self.places, options)
        self.studio = studio.Studio(self.store, self.places, options, players, self._postman)
        self._pages = pages.Pages(title_of(folder), options.height)
        self._album = album.Album(self.store, self.places, players, self._pages)
        self._cast = players
        self._desk = desk.Desk(
            options, self.places, self.store, players, self.studio, self._postman, self._album, dice
        )
        self.app: ASGIApp = gate.Gate(self._application(), options, dice, cut)

    def _application(self) -> Starlette:
        for suffix, kind in TYPES.items():
            mimetypes.add_type(kind, suffix)
        at = self._desk
        routes = [
            *self._api_routes(at),
            Route("/", self._gallery),
            Route("/index.html", self._gallery),
            Route("/gallery.json", self._gallery_json),
            Route("/videos/{video_id}", self._video_page),
            Route("/videos/{video_id}/index.html", self._video_page),
            Route("/conversations/{conversation_id}/index.html", self._conversation_page),
            Route("/videos/{video_id}/" + places.PLACEHOLDER, self._placeholder),
            Mount("/replicas", self._files("replicas")),
            Mount("/videos", self._files("videos")),
        ]
        made = Starlette(
            routes=routes,
            lifespan=self._life,
            exception_handlers={
                request_checks.RuleError: self._refuse,
                HTTPException: self._no_such_thing,
                Exception: self._bug,
            },
        )
        made.router.redirect_slashes = False
        return made

    def _api_routes(self, at: desk.Desk) -> list[Route]:
        replicas, personas = replica_routes.Replicas(at), persona_routes.Personas(at)
        return [
            *desk.routes(video_routes.Videos(at).endpoints()),
            *desk.routes(replicas.endpoints()),
            *aliases.FACES.routes(replicas.later_endpoints()),
            *desk.routes(replicas.voice_endpoints()),
            *desk.routes(conversation_routes.Conversations(at).endpoints()),
            *desk.routes(personas.endpoints()),
            *aliases.PALS.routes(personas.endpoints()),
        ]

    def _files(self, name: str) -> StaticFiles:
        """Return what serves the files of a folder, which must be there at the first question."""
        folder = self.places.folder / name
        folder.mkdir(0o700, exist_ok=True)
        return StaticFiles(directory=folder)

    @contextlib.asynccontextmanager
    async def _life(self, _: Starlette) -> collections.abc.AsyncIterator[None]:
        if not self.places.films:
            shutil.copyfile(placeholder(), self.places.folder / places.PLACEHOLDER)
        self.studio.start()
        self._postman.send_due()
        keeper = asyncio.create_task(self._album.keep())
        try:
            yield
        finally:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
            await self.studio.stop()
            await self._postman.stop()
            self._album.close()
            self.store.close()

    async def _refuse(self, _: Request, error: Exception) -> Response:
        return self._desk.refuse(400, str(error))

    async def _no_such_thing(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        path = request.url.path
        if error.status_code == 404 and not path.startswith(PAGES):
            where = "" if path.startswith("/v2/") else f" {words.PATHS}"
            return self._desk.refuse(404, f"{request.method} {path} {words.NOT_HERE}{where}")
        if path.startswith("/v2/"):
            return bodies.refusal(error.status_code, error.detail, self._desk.variants, error.headers)
        return HTMLResponse(f"<h1>{error.detail}</h1>", error.status_code, error.headers)

    async def _bug(self, request: Request, error: Exception) -> Response:
        log.error("%s %s", request.method, request.url.path, exc_info=error)
        return bodies.refusal(500, "Internal server error", self._desk.variants)

    # pages

    async def _gallery(self, _: Request) -> Response:
        return HTMLResponse(self._pages.gallery())

    async def _gallery_json(self, _: Request) -> Response:
        return bodies.answer(self._album.data(), headers={"cache-control": "no-store"})

    async def _video_page(self, request: Request) -> Response:
        video = self.store.video(request.path_params["video_id"])
        if video is None:
            return HTMLResponse(f"<h1>{words.NO_VIDEO}</h1>", 404)
        part = self._cast.part(video.replica_id)
        return HTMLResponse(self._pages.video(video, part, self.places, absolute=True))

    async def _conversation_page(self, request: Request) -> Response:
        found = self.store.conversation(request.path_params["conversation_id"])
        if found is None:
            return HTMLResponse(f"<h1>{words.NO_CONVERSATION}</h1>", 404)
        part = self._cast.part(str(found.request.get("replica_id") or found.request.get("face_id") or ""))
        return HTMLResponse(self._pages.conversation(found, part))

    async def _placeholder(self, request: Request) -> Response:
        video = self.store.video(request.path_params["video_id"])
        if video is None or video.status != "ready":
            return HTMLResponse(f"<h1>{words.NO_VIDEO}</h1>", 404)
        return FileResponse(placeholder())


def placeholder() -> Path:
    """Return the film that stands for every video when no films are made."""
    return Path(pages.__file__).with_name(places.PLACEHOLDER)


def title_of(folder: Path) -> str:
    """Name a sandbox by its folder: `prospects.sandbox` is "prospects"."""
    name = folder.name.removesuffix(".sandbox").replace("_", " ").strip(" .")
    return name if name and not name.startswith("batchgen-") else "Sandbox"
