"""Page maker: pages written into their folder, each file whole or not at all, and those that are no more."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import importlib.util
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import atomic, errors, state
from batchgen import settings as settings_module
from batchgen.checks.pages import logo
from batchgen.share import page_folder, page_layout, publish, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from batchgen import campaign
    from batchgen.share import page_order

_AT_ONCE = 200
"""Pages whose files are noted with one commit."""
_CODE = re.compile(r"[0-9a-f]{32}")


@dataclasses.dataclass(slots=True)
class Made:
    """What was done: pages that are there now, those of them that changed, and those taken away.

    `bare` counts pages without a picture; `drawn` says in words how many have pictures without text, or lack
    one; `stray` are folders that look like pages and are no row's.
    """

    pages: int = 0
    changed: int = 0
    gone: int = 0
    bare: int = 0
    drawn: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    stray: tuple[Path, ...] = ()


class Maker:
    """Writes the pages of a campaign. Raises errors.MissingExtraError without what draws their pictures."""

    def __init__(self, batch: campaign.Batch, folder: Path) -> None:
        assert batch.settings.page is not None
        if importlib.util.find_spec("PIL") is None:
            raise errors.MissingExtraError(words.NO_PACKAGES, hint=words.INSTALL)
        self._settings, self._store, self._folder = batch.settings, batch.store, folder
        self._state_path = batch.state_path
        self._page = batch.settings.page
        self._brand = batch.settings.brand or settings_module.Brand()
        self._layout = page_layout.Layout(batch.settings)
        self._codes: Mapping[int, state.PageCode] = {}

    def make(self, order: page_order.Order) -> Made:
        """Write all pages, and return what was done. Raises errors.StateInUseError if others do just now."""
        try:
            with publish.held(self._state_path):
                self._check_folder(order)
                self._codes = self._store.make_page_codes(page.job.id for page in order.pages)
                return self._make(order)
        except OSError as error:
            raise errors.UsageError(
                words.CANNOT_WRITE.format(folder=self._folder, why=error.strerror or error)
            ) from None

    def _make(self, order: page_order.Order) -> Made:
        shared = self._shared(order)
        self._folder.mkdir(parents=True, exist_ok=True)
        page_folder.remember(self._settings, self._store, self._folder)
        for name, data in shared.items():
            atomic.put(self._folder / name, data)
        done = Made(gone=self._take_away(order.gone))
        noted: dict[int, Mapping[str, str]] = {}
        for page in order.pages:
            before = self._codes[page.job.id].made
            noted[page.job.id] = files = self._write(page, done.drawn)
            done.pages += 1
            done.changed += files != before
            done.bare += page_folder.PICTURE not in files
            if len(noted) == _AT_ONCE:
                self._store.page_made(noted)
                noted = {}
        self._store.page_made(noted)
        own = {code.code for code in self._store.page_codes()}
        found = (path for path in sorted(self._folder.iterdir()) if _CODE.fullmatch(path.name))
        done.stray = tuple(path for path in found if path.name not in own)
        return done

    def _shared(self, order: page_order.Order) -> dict[str, bytes]:
        asked = {page.job.id for page in order.pages} | {code.job_id for code in order.gone}
        others = any(code.made and code.job_id not in asked for code in self._store.page_codes())
        base = (others and page_folder.made_for(self._folder)) or self._page.base_url
        # This one first: it says whose folder this is.
        files = {page_folder.ROBOTS: page_folder.robots(self._store.campaign_id(), base).encode()}
        files |= page_layout.static_files(self._brand.colour)
        if self._brand.logo is not None:
            files[page_folder.LOGO] = logo.png(self._brand.logo)
        return files

    def _check_folder(self, order: page_order.Order) -> None:
        """Refuse a folder where files of somebody else would be overwritten, and one with too little room."""
        ours = self._folder / page_folder.ROBOTS
        mark = page_folder.mark(self._store.campaign_id())
        is_ours = ours.is_file() and ours.read_bytes().startswith(mark.encode())
        if os.path.lexists(self._folder) and not self._folder.is_dir():
            raise errors.UsageError(words.NO_FOLDER.format(path=self._folder), hint=words.ANOTHER_FOLDER)
        there = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        if not is_ours and (other := next((f for f in there if not f.name.startswith(".")), None)):
            raise errors.UsageError(words.NOT_OURS.format(path=other), hint=words.ANOTHER_FOLDER)
        home = next(path for path in (self._folder, *self._folder.parents) if path.exists())
        free, need = shutil.disk_usage(home).free, order.films[1]
        films = self._folder.glob(f"*/{Path(page_folder.FILM).stem}.*")
        if need - sum(film.stat().st_size for film in films) > free:
            raise errors.UsageError(
                words.NO_ROOM.format(need=need / 1e6, folder=self._folder, free=free / 1e6)
            )

    def _write(self, page: page_order.Wanted, told: collections.Counter[str]) -> dict[str, str]:
        """Write the files of one page, the page itself last, and return their SHA-256 by name."""
        from batchgen.share import pictures

        code = self._codes[page.job.id]
        folder = self._folder / code.code
        folder.mkdir(exist_ok=True)
        _sweep(folder)
        files: dict[str, str] = {}
        film = page.link
        if page.film is not None:
            film = f"film{page.film.suffix}"
            files[film] = atomic.copy(page.film, folder / film, code.made.get(film, ""))
        poster = f"poster{page.still.suffix}" if page.still is not None else ""
        if page.still is not None:
            files[poster] = atomic.copy(page.still, folder / poster, code.made.get(poster, ""))
        drawn = pictures.draw(
            page.still, page.gif, folder, text=page.texts["picture_text"], brand=self._brand
        )
        told.update(words.of_pictures(drawn.without_text if drawn.made else "", drawn.trouble))
        for name in drawn.made:
            files[name] = atomic.digest(folder / name)
        shown = self._shown(page, code, film=film, poster=poster, has_picture=page_folder.PICTURE in files)
        files[page_folder.INDEX] = atomic.put(folder / page_folder.INDEX, self._layout.render(shown))
        _remove(folder, code.made.keys() - files.keys())
        return files

    def _shown(
        self, page: page_order.Wanted, code: state.PageCode, *, film: str, poster: str, has_picture: bool
    ) -> page_layout.Page:
        texts, base = page.texts, self._page.base_url
        known = page_layout.words_of(page.locale)
        notice = page_layout.Said(known["notice"], known["language"])
        if self._page.disclosure is not None:
            notice = page_layout.Said(texts["disclosure"], page.locale.replace("_", "-"))
        return page_layout.Page(
            language=page.locale.replace("_", "-"),
            direction=page_layout.direction(page.locale),
            address=page_folder.address(base, code.code),
            title=texts["title"],
            text=_paragraphs(texts["text"]),
            notice=notice,
            film=film,
            film_host="/".join(film.split("/")[:3]) if page.film is None else "",
            poster=poster,
            picture=page_folder.address(base, code.code, page_folder.PICTURE) if has_picture else "",
            button=texts["button"],
            button_url=texts["button_url"],
            script=_paragraphs(self._script(page.job)),
            sender=self._brand.name,
            logo=self._brand.logo is not None,
            links=tuple(
                page_layout.Said(known[name], url=texts[f"{name}_url"])
                for name in ("privacy", "unsubscribe")
                if texts[f"{name}_url"]
            ),
            until=page_layout.until(page.locale, self._page.expires),
            words=known,
        )

    def _script(self, job: state.Job) -> str:
        """Return the words of the video as they are written: not as a list says that names are spoken."""
        asked = self._store.attempt(job.attempt).request_json if job.attempt is not None else job.request_json
        script = state.request_from(asked).script
        for written, spoken in self._settings.pronounce.items():
            if spoken in script:
                script = re.sub(rf"(?<!\w){re.escape(spoken)}(?!\w)", written.replace("\\", r"\\"), script)
        return script

    def _take_away(self, gone: Iterable[state.PageCode]) -> int:
        """Delete pages, index.html first, and return how many were there."""
        count = 0
        for code in gone:
            folder = self._folder / code.code
            count += (folder / page_folder.INDEX).is_file()
            _remove(folder, [page_folder.INDEX, *code.made])
            _sweep(folder)
            with contextlib.suppress(OSError):
                folder.rmdir()
        self._store.page_made({code.job_id: {} for code in gone})
        return count


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part for part in (part.strip() for part in text.split("\n\n")) if part)


def _remove(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        (folder / name).unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Delete what a killed program left half written."""
    for path in folder.glob(".batchgen-*.tmp"):
        path.unlink(missing_ok=True)
