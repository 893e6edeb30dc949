"""The last look: whom the mails may go to, and who is left out, each with the reason."""

from __future__ import annotations

import collections
import dataclasses
import itertools
import sys
from typing import TYPE_CHECKING

from batchgen import checks, errors, identity, models
from batchgen.checks import email_addresses, selection
from batchgen.checks.people import forgotten
from batchgen.checks.problems import row_numbers
from batchgen.export import mail_html
from batchgen.handover import words
from batchgen.results import page_links, result_cells
from batchgen.share import page_folder, read_back

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from batchgen import campaign, sheets, state


@dataclasses.dataclass(frozen=True, slots=True)
class Recipient:
    """A person whom a mail may go to. `key` is what the tool finds them by: record id, else address."""

    row: models.Row
    job: state.Job
    key: str
    address: str
    links: mail_html.Links


class LastLook:
    """The people of one campaign. `people` looks, `notices` says what it saw.

    `record_ids` are headers of the ids by which a tool finds people, `is_by_record_id` says whether the sheet
    has them. `rows` are the only ones that are looked at (as --rows). Raises errors.UsageError if the sheet
    has neither record ids nor addresses, or for rows that are none.
    """

    def __init__(
        self,
        batch: campaign.Batch,
        report: checks.ProblemReport,
        *,
        record_ids: Sequence[str] = (),
        rows: str = "",
    ) -> None:
        self._batch, self._report = batch, report
        self._spans = selection.parse_rows(rows) if rows.strip() else [(0, sys.maxsize)]
        self._rows: collections.defaultdict[str, list[int]] = collections.defaultdict(list)
        self._addresses = _addresses(batch.sheet)
        self._record_id = _record_id(batch.sheet, record_ids)
        if self._record_id is None and not self._addresses:
            raise errors.UsageError(words.NO_PEOPLE.format(sheet=batch.sheet.title), hint=words.NAME_ONE)
        self.is_by_record_id = self._record_id is not None
        self._forgotten = forgotten.Rows(batch.settings, batch.sheet.columns, batch.sheet.rows)
        self._pages = {page.job_id: page for page in batch.store.page_codes()}
        self.is_published = bool(page_links.names(batch.store))

    def people(self) -> list[Recipient]:
        """Return whom the mails may go to. Raises errors.UsageError for links of a rehearsal."""
        found = [person for row, job in self._batch.joined() if (person := self._person(row, job))]
        found = list(self._distinct(self._answering(found)))
        if any(person.links.page.startswith("file:") for person in found):
            raise errors.UsageError(words.REHEARSAL, hint=words.PUBLISH)
        for person in found:
            if not (person.links.gif or person.links.picture):
                self.note("no-picture", person.row)
        return found

    def note(self, kind: str, row: models.Row, message: str = "", *, value: str = "") -> None:
        """Take note of a row, in the file of problems with the message; all but REMARKS are left out."""
        severity: models.Severity = "warning" if kind in words.REMARKS else "error"
        message = message or {**words.LEFT_OUT, **words.REMARKS}[kind]
        self._rows[kind].append(row.number)
        self._report.add(models.Problem(kind, message, severity, row.number, value=value))

    def notices(self) -> Iterator[models.Notice]:
        """Yield how many rows were left out, and why."""
        for kind in (*words.LEFT_OUT, *words.REMARKS):
            if numbers := self._rows.get(kind):
                text = words.counted(kind, len(numbers), row_numbers.rows(numbers))
                yield models.Notice(text, level="warning")

    def _person(self, row: models.Row, job: state.Job | None) -> Recipient | None:
        if not any(first <= row.number <= last for first, last in self._spans):
            return None
        status = result_cells.status(job) if job is not None else ""
        links = self._links(job) if job is not None and status == models.Stage.READY else ""
        addresses = (*self._addresses_of(row), "")
        key = _cell(row, self._record_id).strip() if self._record_id else addresses[0]
        if self._forgotten.holds(row):
            self.note("forgotten", row)
        elif status in {"excluded", models.Stage.DELETED}:
            self.note(str(status), row)
        elif job is None or not links:
            self.note("not-ready", row, f"{words.LEFT_OUT['not-ready']}: {status or 'not sent'}")
        elif isinstance(links, str):
            self.note(links, row)
        elif not key:
            self.note("no-record-id" if self._record_id else "no-address", row)
        else:
            if len(addresses) > 2:
                self.note("several", row)
            return Recipient(row, job, key, addresses[0], links)
        return None

    def _links(self, job: state.Job) -> mail_html.Links | str:
        """Return the links of a job; if pages were published and its own is not out, the kind of reason."""
        page = self._pages.get(job.id)
        links = mail_html.links_of(result_cells.results(job) | page_links.texts(job, page))
        if links.own or not self.is_published:
            return links
        return "stale-page" if page is not None and page.answers else "unpublished"

    def _addresses_of(self, row: models.Row) -> Sequence[str]:
        """Return the addresses of a row's first cell with any; one that stands alone as it is written."""
        for column in self._addresses:
            cell = _cell(row, column).strip()
            if found := email_addresses.of_cell(cell):
                return (cell,) if email_addresses.fold(cell) == found[0] and cell.isprintable() else found
        return ()

    def _answering(self, people: Sequence[Recipient]) -> Iterator[Recipient]:
        """Yield the people whose page answers now as it was made; nothing is noted, a network may fail."""
        pages = {p.links.page: self._pages[p.job.id] for p in people if p.links.own}
        index = page_folder.INDEX
        digests = {url: page.sent.get(index) or page.made[index] for url, page in pages.items()}
        faults = read_back.faults([read_back.Wanted(url, index, digest) for url, digest in digests.items()])
        for person in people:
            if fault := faults.get(person.links.page, ""):
                self.note("no-answer", person.row, f"{words.LEFT_OUT['no-answer']}: {fault}")
            else:
                yield person

    def _distinct(self, people: Iterator[Recipient]) -> Iterator[Recipient]:
        """Yield each person once; of two rows with one record id or address, note the later one."""
        keys: dict[str, int] = {}
        addresses: dict[str, int] = {}
        for person in people:
            first = keys.setdefault(identity.normal(person.key), person.row.number)
            if first != person.row.number:
                self.note("same-person", person.row, words.SAME_AS.format(row=first), value=person.key)
                continue
            first = addresses.setdefault(identity.normal(person.address), person.row.number)
            if person.address and first != person.row.number:
                self.note("same-address", person.row, words.ADDRESS_OF.format(row=first))
            yield person


def _addresses(sheet: sheets.Sheet) -> Sequence[models.Column]:
    """Return the columns of addresses: those that say so, else those that hold some."""
    first = itertools.islice(sheet.rows(), email_addresses.LOOKED_AT)
    found = email_addresses.columns_of(sheet.columns, first)
    return [column for column in found if email_addresses.is_header(column.name)] or found


def _record_id(sheet: sheets.Sheet, headers: Sequence[str]) -> models.Column | None:
    """Return the first column with such a header in which some row has an id."""
    known = [identity.fold(name) for name in headers]
    columns = sorted(
        (c for c in sheet.columns if c.name in known and not c.ours), key=lambda c: known.index(c.name)
    )
    return next((c for c in columns if any(_cell(row, c).strip() for row in sheet.rows())), None)


def _cell(row: models.Row, column: models.Column) -> str:
    return row.cells[column.index] if column.index < len(row.cells) else ""
