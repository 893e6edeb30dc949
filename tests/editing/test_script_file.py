"""The script's file: read and saved where the campaign keeps it, never over somebody else's change."""

import draftkit
import pytest

from batchgen import editing, errors
from batchgen.merge.templates import package_folders


def file_of(campaign: draftkit.Campaign) -> editing.ScriptFile:
    return editing.ScriptFile(campaign.settings(), campaign.file)


def test_a_template_keeps_its_newlines_and_its_mark(tmp_path):
    campaign = draftkit.Campaign(tmp_path)
    campaign.script.write_bytes(b"\xef\xbb\xbfHi\r\nyou\r\n")
    file = file_of(campaign)
    text, mark = file.read()

    file.save(text + "all\n", mark)

    assert text == "Hi\nyou\n"
    assert campaign.script.read_bytes() == b"\xef\xbb\xbfHi\r\nyou\r\nall\r\n"


def test_what_somebody_else_saved_is_not_written_over(tmp_path):
    campaign = draftkit.Campaign(tmp_path)
    file = file_of(campaign)
    _, mark = file.read()
    campaign.script.write_text("theirs", "utf-8")

    with pytest.raises(errors.UsageError, match=r"Somebody else changed script\.txt\.j2"):
        file.save("mine", mark)

    assert campaign.script.read_text("utf-8") == "theirs"
    file.save("mine", file.read()[1])
    assert campaign.script.read_text("utf-8") == "mine"


def test_a_script_in_the_campaign_file_stays_there(tmp_path):
    text = 'sheet = "leads.csv" # from sales\nscript = "Hi {{ company }}"\n'
    campaign = draftkit.Campaign(tmp_path, campaign=text)
    file = file_of(campaign)

    file.save("Hello {{ company }}", file.read()[1])

    assert campaign.file.read_text("utf-8") == text.replace("Hi", "Hello")


def test_a_campaign_without_a_script_gets_a_file_and_names_it(tmp_path):
    campaign = draftkit.Campaign(tmp_path, campaign='sheet = "leads.csv"\n')
    campaign.script.unlink()
    file = file_of(campaign)

    file.save("Hi.", file.read()[1])

    assert campaign.script.read_text("utf-8") == "Hi."
    assert campaign.settings().template == campaign.script


def test_a_template_that_came_with_batchgen_is_copied_before_it_is_changed(tmp_path):
    shipped = next(package_folders.templates().glob("*.txt.j2"))
    before = shipped.read_bytes()
    campaign = draftkit.Campaign(
        tmp_path, campaign=f'sheet = "leads.csv"\ntemplate = "{shipped.as_posix()}"\n'
    )
    file = file_of(campaign)
    text, mark = file.read()

    file.save(text + "More.\n", mark)

    assert shipped.read_bytes() == before
    assert campaign.settings().template == tmp_path / shipped.name
    assert (tmp_path / shipped.name).read_text("utf-8") == text + "More.\n"
