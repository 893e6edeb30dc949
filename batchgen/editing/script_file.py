"""The script's file: where a campaign keeps what is said, read and saved without losing another's change."""

from __future__ import annotations

import hashlib
from pathlib import Path

from batchgen import atomic, errors
from batchgen import settings as settings_module
from batchgen.editing import words
from batchgen.merge.templates import package_folders, sources

NEW = "script.txt.j2"
"""The file of a campaign that has no script yet."""


class ScriptFile:
    """The text of a campaign's script: its template's file, or the `script` of the campaign file.

    A template that came with batchgen stays as it is: a change makes a copy of it beside the campaign.
    """

    def __init__(self, settings: settings_module.Settings, campaign: Path) -> None:
        self._campaign = campaign
        self._inline = settings.template is None and "script" in settings.fields
        self._text = settings.fields.get("script", "")
        self._source = settings.template or campaign.with_name(NEW)
        shipped = self._source.resolve().is_relative_to(package_folders.templates().resolve())
        self.path = campaign if self._inline else self._source
        self._is_new = settings.template is None and not self._inline
        if shipped:
            self.path, self._is_new = campaign.with_name(self._source.name), True

    @property
    def name(self) -> str:
        """The name of the file that a change is written to."""
        return self.path.name

    def read(self) -> tuple[str, str]:
        """Return the text, and a mark that differs once somebody changed it. Raises errors.TemplateError."""
        if self._inline:
            return self._text, mark_of(self._text)
        try:
            text = sources.read(self._source) if self._source.exists() or not self._is_new else ""
        except OSError as error:
            raise errors.TemplateError(words.cannot_read(error.strerror)) from error
        return text, mark_of(text)

    def save(self, text: str, mark: str) -> str:
        """Write the text and return its mark. Raises errors.UsageError if it was changed meanwhile."""
        text = text.replace("\r\n", "\n")
        before, now = self.read()
        if now != mark and before != text:
            raise errors.UsageError(words.changed_by_other(self.name), hint=words.SEE_OR_KEEP)
        if before != text:
            self._write(text)
        return mark_of(text)

    def _write(self, text: str) -> None:
        if self._inline:
            settings_module.change_campaign(self._campaign, {("script",): text})
            return
        if self._is_new and self.path.exists():
            raise errors.UsageError(words.file_in_the_way(self.name), hint=words.NAME_AS_TEMPLATE)
        write(self.path, text, like=self._source)
        if self._is_new:
            settings_module.change_campaign(self._campaign, {("template",): self.path.name})


def write(path: Path, text: str, *, like: Path) -> None:
    """Write a template, with the byte order mark and the newlines that another one has.

    Raises errors.SheetLockedError.
    """
    before = like.read_bytes() if like.is_file() else b""
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    newline = "\r\n" if b"\r\n" in before else "\n"
    with atomic.replacing(path) as out:
        out.write(mark + text.replace("\n", newline).encode("utf-8", "replace"))


def mark_of(text: str) -> str:
    """Return the mark of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
