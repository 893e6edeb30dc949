"""Where template texts come from: the template's folder, the shipped folder, texts given inline."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import jinja2

from batchgen import did_you_mean, errors, patterns
from batchgen import settings as settings_module
from batchgen.merge import template_files
from batchgen.merge.templates import limits, package_folders, words

_TAG = patterns.late(r"\{%.*?(?:%\}|$)|\{#.*?(?:#\}|$)")
_DOCUMENTS = (
    (rb"\s*\{\\rtf", words.RTF),
    (rb"PK\x03\x04.{26,80}(?:\[Content_Types\]|_rels/|word/|docProps)", words.WORD),
    (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis", words.ODT),
    (rb"PK\x03\x04", words.ARCHIVE),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|\xdb\xa5-|\x31\xbe\x00\x00", words.WORD),
    (rb".{0,1000}?%PDF-", words.PDF),
    (rb"MIME-Version:|From: <Saved by|From: \"?Saved by", words.MHTML),
    (rb"\s*<\?xml[^>]*>\s*(?:<!DOCTYPE html|<html)", words.HTML),
    (rb"\s*<\?xml", words.XML),
    (rb"\s*<!(?:--|doctype\s+html)", words.HTML),
    (rb"\s*<(?:html|head|body|meta|title|style|div|p|table|font|span|br|h[1-6])\b", words.HTML),
    (rb".*?<(?:html|body|/body|/html|/p|/div|/table)(?:\s[^>]{0,500})?>", words.HTML),
)
"""What files that hold formatted text begin with (HTML: what it holds); a script is plain text."""
_ENDS_IN_TAG = patterns.late(r"(?<![+-])([%#]\})([ \t]*)$")


def tidy(source: str) -> str:
    """Keep the line break after a tag that shares its line with text.

    Tags alone on their line vanish with it (Jinja's trim_blocks); without this, so would the break in
    "Hi{% if x %} you{% endif %}" and glue two words together.
    """
    if "%}" not in source and "#}" not in source:
        return source
    lines = source.split("\n")
    return "\n".join(
        _ENDS_IN_TAG.sub(r"+\1\2", line) if _TAG.sub("", line).strip() else line for line in lines
    )


class Sources(jinja2.BaseLoader):
    """Template files of some folders, the first folder that has a name wins; UTF-8 with or without BOM.

    `unsaved` are texts that stand in for files, by their paths: what an editor has and the disk has not yet.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        admitted: template_files.Admission,
        unsaved: Mapping[Path, str] = MappingProxyType({}),
    ) -> None:
        self.folders = tuple(dict.fromkeys(folders))
        self._admitted = admitted
        self._unsaved = {path.resolve(): text for path, text in unsaved.items()}
        self.used: set[Path] = set()

    def get_source(
        self,
        environment: jinja2.Environment,  # noqa: ARG002 (Jinja's signature)
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text, for Jinja."""
        path = self.find(template)
        if path is None:
            raise jinja2.TemplateNotFound(template)
        return self.read(path), str(path), lambda: True

    def read(self, path: Path) -> str:
        """Return the tidy text of a file, which is among the `used` ones from now on."""
        self.used.add(path)
        text = self._unsaved.get(path.resolve()) if self._unsaved else None
        return tidy(read(path) if text is None else checked(text, path.name))

    def find(self, name: str) -> Path | None:
        """Return the file of a template's name, inside one of the folders, or None.

        Raises TemplateError if there is a file of that name that must not be a template.
        """
        if not template_files.is_path(name):
            return None
        parts = [part for part in name.split("/") if part not in {"", "."}]
        for folder in self.folders:
            path = folder.joinpath(*parts)
            if _is_file(path):
                if why := self._admitted.refusal(path, folder):
                    raise errors.TemplateError(words.not_a_template(name, why))
                return path
        return None

    def named(self, text: str) -> str:
        """Return the full name of a template that a cell names, its ending aside, or an empty string.

        Raises TemplateError as `find` does.
        """
        completed = [text + end for end in template_files.ENDINGS]
        # A name that no template has comes last: it is only asked for to learn why it is refused.
        names = [text, *completed] if template_files.is_template_name(text) else [*completed, text]
        return next((name for name in names if self.find(name)), "")

    def names(self) -> list[str]:
        """Return the names of all templates."""
        found = {
            path.relative_to(folder).as_posix()
            for folder in self.folders
            if folder.is_dir()
            for path in folder.glob("*.*")
            if _is_file(path) and not self._admitted.refusal(path, folder)
        }
        return sorted(found)

    def suggestion(self, name: str) -> str:
        """Return a sentence with the nearest template name, or all that there are."""
        names = self.names()
        every = words.templates(", ".join(names)) if names else ""
        return did_you_mean.hint(name, names) or every


def of(settings: settings_module.Settings, admitted: template_files.Admission) -> Sources:
    """Return the templates that a campaign can name."""
    return Sources(_folders(settings), admitted, _unsaved(settings))


def _unsaved(settings: settings_module.Settings) -> Mapping[Path, str]:
    """Return the text that somebody still writes, by the template that it stands for."""
    is_draft = settings.field_sources.get("script") == settings_module.DRAFT
    return {settings.template: settings.fields["script"]} if settings.template and is_draft else {}


def _folders(settings: settings_module.Settings) -> list[Path]:
    """Return where templates are looked for: beside the template, beside the campaign, among the shipped."""
    # The template's own folder is where it is named; a campaign file may be a link to one elsewhere.
    named = [settings.template.parent.resolve()] if settings.template is not None else []
    beside = [settings.campaign.resolve().parent] if settings.campaign is not None else []
    return [*named, *beside, package_folders.templates()]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that the system refuses, such as one too long
        return False


def _document(data: bytes) -> str:
    """Return what kind of document a file is, or an empty string for plain text."""
    text = data.removeprefix(b"\xef\xbb\xbf")
    if text[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return ""  # UTF-16, which is reported as such
    kinds = (what for pattern, what in _DOCUMENTS if re.match(pattern, text, re.DOTALL | re.IGNORECASE))
    return next(kinds, "")


def checked(text: str, name: str) -> str:
    """Return an editor's text as a template file of that name would give it. Raises TemplateError."""
    if len(text.encode("utf-8", "surrogatepass")) > limits.MAX_SOURCE:
        raise errors.TemplateError(words.too_large(name, limits.MAX_SOURCE))
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read(path: Path) -> str:
    """Return the text of a template file. Raises TemplateError if it cannot be read."""
    try:
        data = path.read_bytes()
    except IsADirectoryError as error:
        raise errors.TemplateError(words.is_folder(path)) from error
    except OSError as error:
        raise errors.TemplateError(words.not_read(path, error.strerror or error)) from error
    if len(data) > limits.MAX_SOURCE:
        raise errors.TemplateError(words.too_large(path, limits.MAX_SOURCE))
    if document := _document(data):
        raise errors.TemplateError(words.not_plain_text(path.name, document), hint=words.SAVE_AS_TEXT)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise errors.TemplateError(words.not_utf8(path.name, line), hint=words.SAVE_AS_UTF8) from error
