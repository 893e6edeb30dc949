"""A small campaign on disk, checked as the app checks it, to answer its problems."""

from pathlib import Path

from batchgen import checks, editing, settings, sheets
from batchgen.checks import odd_rows
from batchgen.checks.problems import problem_groups

SCRIPT = "Hi {{ first_name }} of {{ company }}, thank you for your interest in {{ topic }}.\n"
CAMPAIGN = '# Spring\nsheet = "leads.csv"\ntemplate = "script.txt.j2"\nreplica_id = "r90bbd427f71"\n'
SHEET = (
    "First Name,Company,Email,Topic\n"
    "Ana,Acme,ana@acme.test,food\n"
    "Ben,PIXELPARK AG,ben@acme.test,\n"
    "Cleo,PIXELPARK AG,cleo@acme.test,tea\n"
    "Dora,Blue Harbor,dora@acme.test,\n"
)


class Campaign:
    """The files of a campaign in a folder, and what a check finds in them now."""

    def __init__(
        self, folder: Path, *, script: str = SCRIPT, sheet: str = SHEET, campaign: str = CAMPAIGN
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.file = folder / "campaign.toml"
        self.script = folder / "script.txt.j2"
        self.sheet = folder / "leads.csv"
        self.file.write_text(campaign, encoding="utf-8")
        self.script.write_text(script, encoding="utf-8")
        self.sheet.write_text(sheet, encoding="utf-8")

    def settings(self) -> settings.Settings:
        """Return the settings as they are now."""
        return settings.load(None, {"campaign": str(self.file)}, folder=self.folder)

    def drafts(self) -> editing.Drafts:
        """Return what tries scripts on the sheet."""
        sheet = sheets.open_sheet(self.sheet)
        return editing.Drafts(
            self.settings(), sheet, tuple(odd_rows.OddRows(sheet.columns).marked(sheet.rows()))
        )

    def groups(self) -> list[problem_groups.ProblemGroup]:
        """Return the groups that a check finds."""
        drafts, report = self.drafts(), checks.ProblemReport(keep_all=True)
        judge = drafts.examiner()
        report.extend(judge.problems)
        for row in drafts.people:
            report.extend(judge.examine(row).problems)
        return problem_groups.groups(report.to_json()["by_value"])

    def group(self, kind: str) -> problem_groups.ProblemGroup:
        """Return the one group of a kind."""
        (found,) = (group for group in self.groups() if group.kind == kind)
        return found

    def answer(self, kind: str, slug: str, words: str = "") -> str:
        """Carry out an answer to the group of a kind, and return what is said."""
        group, drafts = self.group(kind), self.drafts()
        (chosen,) = (answer for answer in editing.answers_to(group, drafts) if answer.slug == slug)
        return editing.carry_out(group, chosen[:2], drafts, campaign=self.file, said=words, key=["email"])
