"""Fill-ins: what a writer or a program left for something real."""

import growth
import mergekit
import pytest

from batchgen.checks import script_linter

ENOUGH = " and this film for Acme was made for you today."


NEVER_MEANT = r"""
XXXX ~ 555-XXXX ~ $XX ~ XX% ~ xx % ~ [] ~ [ ] ~ <> ~ {name ~ name} ~ [First Name ~ <name ~ [name,
fallback=there] ~ [email protected] ~ %d ~ %i ~ %@ ~ ____ ~ by ______ ~ (first name) ~ (insert
company) ~ <insert name> ~ INSERT NAME HERE ~ insert your company here ~ «First» ~ Lorem ipsum dolor
sit amet ~ FIXME ~ DD/MM/YYYY ~ Dd/Mm/Yyyy ~ dd.mm.yy ~ YYYY-MM-DD ~ TT.MM.JJJJ ~ jj/mm/aaaa ~ 00/00/0000 ~
0000-00-00 ~ Ana\n ~ Jos\u00e9 ~ Ana%20Ruiz ~ [object Object] ~ #N/A ~ #REF! ~ #VALUE! ~ #DIV/0! ~
#NAME? ~ #NV ~ #BEZUG! ~ #¡VALOR!
"""
DOUBTFUL = r"""
TBD ~ tbc ~ TBA ~ XXX ~ xxx ~ xxxxx ~ TODO ~ N.N. ~ Full Name ~ undefined undefined ~ $1
"""
ORDINARY = r"""
XXL ~ Xerox ~ siglo XX ~ XXI ~ Exxon ~ Maxxx Ltd ~ Ana_Ruiz ~ snake__case ~ C:\Users ~ 100% ~ 5 %
discount ~ 50% Direct ~ $1.50 ~ $1 million ~ $10 ~ $1 a day ~ 2 < 3 ~ I <3 it ~ the first name ~
Tbilisi ~ Todo bien ~ insert the card here ~ 00/24 ~ 24.00.12 ~ #WOW! ~ #NVIDIA ~ Null Island ~ None
of us ~ [laughs] ~ (Company) ~ (your favourite) ~ www.acme.example/a%20b ~ yy ~ Harry ~ comments ~
mm/yy ~ Named Entity ~ O'Named
"""


def texts(listed):
    return " ".join(listed.split()).split(" ~ ")


def found(text, **options):
    examined = mergekit.examined("Hi {{ first_name }}," + ENOUGH, text, **options)
    return [(p.kind, p.severity, p.column) for p in examined.problems]


@pytest.mark.parametrize(
    "text",
    texts(NEVER_MEANT),
)
def test_a_placeholder_that_no_text_holds_stops_its_row(text):
    assert ("leftover-mark", "error", "first_name") in found(text)


@pytest.mark.parametrize(
    "text",
    texts(DOUBTFUL),
)
def test_a_placeholder_that_may_be_meant_is_a_warning(text):
    problems = found(text)

    assert ("fill-in", "warning", "first_name") in problems
    assert all(severity == "warning" for _, severity, _ in problems)
    assert not any(kind == "fill-in" for kind, _, _ in found(text, allow=("fill-in",)))


@pytest.mark.parametrize(
    "text",
    texts(ORDINARY),
)
def test_ordinary_text_is_no_placeholder(text):
    assert not {kind for kind, _, _ in found(text)} & {"leftover-mark", "fill-in"}


def test_a_placeholder_that_is_meant_can_be_allowed():
    assert found("XXXX Brewery", allow=("XXXX",)) == []


def test_an_error_of_a_spreadsheet_is_not_sent_either():
    examined = mergekit.examined("Hi you," + ENOUGH, "Ana", fields={"video_name": "For #REF!"})

    assert [(p.kind, p.column) for p in examined.problems] == [("leftover-mark", "video_name")]


@pytest.mark.parametrize(
    "part",
    ["X", "_", "\\", "insert ", "INSERT A ", "(insert ", "[name", "00/", "a%", "lorem ", "null "],
)
def test_the_work_grows_with_the_length_of_a_text(part):
    linter = script_linter.Linter()

    assert not growth.is_square(linter.lint, part, 64_000)
