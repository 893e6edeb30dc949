"""The pages that people open, alike over http and from the folder: gallery, video, conversation."""

from __future__ import annotations

import base64
import datetime as dt
import functools
import hashlib
import json
import re
from importlib import resources
from typing import TYPE_CHECKING

import jinja2
import markupsafe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from batchgen.sandbox.files.places import Places
    from batchgen.sandbox.files.sandbox_records import Conversation, Video
    from batchgen.sandbox.studio.cast import Part

MARK = re.compile(r"^bg-[0-9a-z]{12}(?:\.[0-9a-z]+)?\s+")
"""The mark that batchgen's client puts before a video's name: nothing for people."""
TYPES = {"mp4": "video/mp4", "webm": "video/webm"}


def title_of(name: str) -> str:
    """Return a video's name as people want to read it."""
    return MARK.sub("", name) or name


class Pages:
    """Draws pages. `title` names the campaign; `height` is that of the films."""

    def __init__(self, title: str, height: int = 720) -> None:
        self._title = title
        self._height = height
        loader = jinja2.PackageLoader("batchgen.sandbox.files", "pages")
        self._templates = jinja2.Environment(loader=loader, autoescape=True)
        text = (resources.files(__package__) / "style.css").read_text(encoding="utf-8")
        self._style = markupsafe.Markup(text)  # noqa: S704 - our own style sheet

    def gallery(self) -> str:
        """Draw the gallery, which asks for its data: `gallery.json` over http, else `gallery.js`."""
        return self._draw("gallery.html", title=self._title)

    def video(self, video: Video, part: Part | None, places: Places, *, absolute: bool) -> str:
        """Draw a video's page. `absolute`: Open Graph tags with full links, for http."""
        name = _film(video, places)
        script = str(video.request.get("script") or "")
        return self._draw(
            "video.html",
            title=title_of(video.name),
            video=video,
            presenter=part.presenter if part else video.replica_id,
            notes=video.notes or (part.said if part else ""),
            script=script,
            excerpt=script[:160],
            waiting=video.status in {"queued", "generating"},
            film=name,
            film_type=TYPES.get(name.rpartition(".")[2], "video/mp4"),
            alpha=name.endswith(".webm"),
            still=video.files.get("jpg", "") if video.status == "ready" else "",
            captions=_captions(video, places),
            length=_clock(video.duration),
            day=f"{dt.datetime.fromtimestamp(video.created, dt.UTC):%Y-%m-%d %H:%M} UTC",
            base=f"{places.base}/videos/{video.id}/" if absolute else "",
            og_url=places.page(video.id) if absolute else "",
            width=self._height * 16 // 9,
            height=self._height,
        )

    def conversation(self, conversation: Conversation, part: Part | None) -> str:
        """Draw the page that a conversation opens."""
        facts = [
            (name.replace("_", " "), value if isinstance(value, str) else json.dumps(value))
            for name, value in conversation.request.items()
            if value not in ("", None) and name != "callback_url"
        ]
        return self._draw(
            "conversation.html",
            title=conversation.name,
            conversation=conversation,
            presenter=part.presenter if part else "",
            facts=facts,
        )

    def _draw(self, template: str, **values: object) -> str:
        return self._templates.get_template(template).render(style=self._style, **values)


@functools.cache
def content_policy() -> str:
    """Return the Content-Security-Policy of the pages over http: our own script, files of here, no frames."""
    text = (resources.files(__package__) / "gallery.html").read_text(encoding="utf-8")
    script = text.partition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src 'self'; "
        "media-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def gallery_script(data: Mapping[str, object]) -> str:
    """Return the gallery's data as a script, which a page opened from the folder may load, unlike JSON."""
    return f"sandboxGallery({json.dumps(data, ensure_ascii=True, separators=(',', ':'))});\n"


def card(video: Video, part: Part | None) -> dict[str, object]:
    """Return what the gallery shows of a video; links are relative, so that the folder can be moved."""
    home = f"videos/{video.id}"
    ready = video.status == "ready"
    return {
        "id": video.id,
        "title": title_of(video.name),
        "name": video.name,
        "status": video.status,
        "progress": video.progress,
        "presenter": _presenter(part) if part else video.replica_id,
        "replica": video.replica_id,
        "script": str(video.request.get("script") or video.request.get("audio_url") or ""),
        "error": video.details if video.status == "error" else "",
        "seconds": round(video.duration, 1),
        "page": f"{home}/index.html",
        "still": f"{home}/{video.files['jpg']}" if ready and "jpg" in video.files else "",
        "gif": f"{home}/{video.files['gif']}" if ready and "gif" in video.files else "",
    }


def _presenter(part: Part) -> str:
    return f"{part.presenter}, standing in" if part.said and part.stock else part.presenter


def _film(video: Video, places: Places) -> str:
    """Return the film's name beside its page, or "" if there is none."""
    if video.status != "ready":
        return ""
    if not places.films:
        return places.film_link(video.id).rpartition("/")[2]
    return video.files.get("mp4") or video.files.get("webm") or ""


def _captions(video: Video, places: Places) -> str:
    """Return the captions as a data link: a page opened from the folder may not load them from a file."""
    name = video.files.get("vtt")
    if not name or video.status != "ready":
        return ""
    try:
        content = (places.video_folder(video.id) / name).read_bytes()
    except OSError:
        return ""
    return "data:text/vtt;charset=utf-8;base64," + base64.b64encode(content).decode("ascii")


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}" if whole else ""
