"""Marks of other tools, headers that would be spoken, and garbled text."""

# ruff: noqa: RUF001 (letters of other scripts, and text that was decoded wrongly, are meant)

import growth
import mergekit
import pytest

from batchgen.checks import mojibake, script_linter

ENOUGH = " and this film for Acme was made for you today."


def errors_of(template, *cells, **options):
    found = mergekit.examined(template, *cells, **options)
    return [(p.kind, p.column) for p in found.problems if p.severity == "error"]


MARKS = [
    "«First_Name»",
    "｛first_name｝",
    "｛｛ First Name ｝｝",
    "【first_name】",
    "« First_Name »",
    "«FirstName»",
    "«Company»",
    "‹first_name›",
    "<<First Name>>",
    "<<First.Name>>",
    "%FIRSTNAME%",
    "%FirstName%",
    "%first_name%",
    "%First Name%",
    "%recipient.name%",
    "%FIRSTNAME|there%",
    "%%First Name%%",
    "%%first_name%%",
    "%%=v(@name)=%%",
    "%(name)s",
    "%s",
    "#FirstName#",
    "#FIRST_NAME#",
    "#First Name#",
    "##FirstName##",
    "###NAME###",
    "*|FNAME|*",
    "*|LIST:COMPANY|*",
    "|*FNAME*|",
    "||first_name||",
    "|FNAME|",
    "$first_name",
    "$firstName",
    "$FNAME",
    "$FIRST_NAME",
    "${x}",
    "${first name}",
    "${user.name}",
    "{Hi|Hello}",
    "{Hi there|Hello, you}",
    "{first_name}",
    "{!Contact.FirstName}",
    "{{name}}",
    "{{{name}}}",
    "{{ contact.first_name }}",
    "{$name}",
    "{0}",
    "#{name}",
    "[First Name]",
    "[first name]",
    "[FirstName]",
    "[first_name]",
    "[Name]",
    "[Your Company]",
    "[insert name here]",
    "[[x]]",
    "[[first_name|friend]]",
    "[%first_name | friend%]",
    "[NAME]",
    "<FIRST_NAME>",
    "<First Name>",
    "<%= name %>",
    "<?= $name ?>",
    "@@name@@",
    "@FirstName@",
    "[city]",
    "%city%",
    "#seats#",
    "«City»",
    "[contact owner]",
    "$city",
]

ORDINARY = [
    "it costs $5, US$5, $5M, $1,200.50 or A$20",
    "we are 100% sure, 50% of 100%, from 5% to 10%",
    "50 % von 100 % und 5 %",
    "C# and F# and J#",
    "you are #1 and #2, and the #1 choice",
    "AT&T, R&D, Q&A; M&S and H&M",
    "#sales and #marketing, said #teams",
    "Ke$ha, A$AP and Micro$oft",
    "shares of $TSLA or $AAPL rose",
    "он работает в компании «Газпром», ООО «Ромашка»",
    "le magazine « Le Monde » et «Libération»",
    "er sagte »Guten Tag« und „Hallo“",
    "Dwayne “The Rock” Johnson, Robert 'Bob' Smith",
    "Yahoo! and Guess? and E*TRADE",
    "3 * 4 * 5 is 60, and 5 < 6 > 4",
    "a | b | c",
    "salt/pepper, and/or, 24/7",
    "João, José, Müller, Łukasz, Đặng, Çağlar, Øystein, SÃO JOSÉ, CONCEIÇÃO",
    "naïve… café’s, Zoë–Ann, Ünlü™",
    "Україна, її друзі та «Нова пошта»",
    "Tom & Jerry; Ben & Jerry's",
    "Γιώργος… and Νίκος’",
]


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_of_another_tool_in_a_script_is_an_error(mark):
    assert errors_of(f"Hi {{% raw %}}{mark}{{% endraw %}},{ENOUGH}", "Ana") == [("leftover-mark", None)]


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_in_a_cell_is_an_error_that_names_the_cell(mark):
    expected = [("leftover-mark", "first_name")]

    assert errors_of("Hi {{ first_name }}," + ENOUGH, mark, "Acme", "Rome") == expected


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_no_mark(text):
    assert errors_of("Hi {{ first_name }}," + ENOUGH, text) == []


@pytest.mark.parametrize(
    ("website", "expected"),
    [
        ("https://acme.test/?name={{name}}", ["leftover-mark"]),
        ("https://acme.test/?name={first_name}", ["leftover-mark"]),
        ("https://acme.test/?name=*|FNAME|*", ["leftover-mark"]),
        ("https://acme.test/?name=%FIRSTNAME%", ["leftover-mark"]),
        ("https://acme.test/?name=%%email%%", ["leftover-mark"]),
        ("https://acme.test/?name=$first_name", ["leftover-mark"]),
        ("https://acme.test/[[company]]", ["leftover-mark"]),
        ("https://acme.test/?a=1&amp;b=2", ["garbled"]),
        ("https://cafÃ©.test/", ["garbled"]),
        ("https://acme.test/?name=%20hello%20you%C3%A9&$filter=x", []),
        ("https://acme.test/a%E2%82%AC%20b#part", []),
        ("https://acme.test/?tags[A]=1&copy=2&x={", []),
        ("https://medium.com/@ana", []),
        ("acme.test", []),
        ("N/A", ["request-rule"]),
        ("n.a.", ["request-rule"]),
        ("na", ["request-rule"]),
        ("none", ["request-rule"]),
        ("-", ["request-rule"]),
        ("tbd", ["request-rule"]),
        ("?", ["request-rule"]),
        ("no website", ["request-rule"]),
        ("www.", ["request-rule"]),
        ("www.acme", ["request-rule"]),
        ("https://", ["request-rule"]),
        ("acme..com", ["request-rule"]),
    ],
)
def test_an_address_with_a_mark_or_without_a_host_is_not_sent(website, expected):
    found = errors_of(
        "Hi Ana," + ENOUGH, website, headers=("Website",), fields={"background_url": "{{ website | url }}"}
    )

    assert [kind for kind, _ in found] == expected


def test_a_name_that_the_campaign_gives_a_video_has_no_marks_either():
    assert errors_of("Hi you," + ENOUGH, "Ana", fields={"video_name": "For %FIRSTNAME%"}) == [
        ("leftover-mark", "video_name")
    ]
    assert errors_of("Hi you," + ENOUGH, "Ana", fields={"video_name": "[Q3] {{ first_name }}"}) == []


@pytest.mark.parametrize(
    "mark",
    [
        *(
            "__FIRST_NAME__",
            "$$NAME$$",
            "!!NAME!!",
            "^FirstName^",
            "~FirstName~",
            ":first_name",
            "@FirstName",
        ),
        *("＜name＞", "［氏名］", "%1$s", "{}", "%25FIRSTNAME%25", "%7B%7Bname%7D%7D", "<Nome>"),
    ],
)
def test_rare_marks_are_errors_too(mark):
    assert errors_of(f"Hi {mark}," + ENOUGH) == [("leftover-mark", None)]
    assert errors_of("Hi {{ first_name }}," + ENOUGH, mark) == [("leftover-mark", "first_name")]


@pytest.mark.parametrize("mark", ["#FirstName#", "<name>", "%7B%7Bname%7D%7D"])
def test_a_mark_in_an_address_is_not_sent(mark):
    fields = {"background_url": f"https://acme.example/{mark}"}

    assert errors_of("Hi you," + ENOUGH, fields=fields) == [("leftover-mark", "background_url")]


@pytest.mark.parametrize("said", ["first_name", "First_Name", "FIRST_NAME", "FirstName", "First Name"])
def test_a_header_in_any_spelling_is_not_said(said):
    assert errors_of(f"Hi {said}," + ENOUGH) == [("header-text", None)]
    assert errors_of("Hi {{ first_name }}," + ENOUGH, said) == [("header-text", "first_name")]


@pytest.mark.parametrize("website", ["N/A", "-", "none", "TBD", "see LinkedIn", "http://"])
def test_a_wrong_address_names_the_cell_that_it_was_made_of(website):
    fields = {"background_url": "{{ website | url }}"}
    found = mergekit.examined("Hi Ana," + ENOUGH, website, headers=("Website",), fields=fields)

    (problem,) = found.problems
    assert (problem.kind, problem.column, problem.value) == ("request-rule", "website", website)


def test_a_brand_as_header_may_be_said():
    assert errors_of("Join us on LinkedIn," + ENOUGH, headers=("LinkedIn",)) == []


def test_a_mark_in_a_cell_that_only_names_the_video_is_an_error():
    assert errors_of("Hi you," + ENOUGH, "Ana", "%COMPANY_NAME%") == [("leftover-mark", "video_name")]
    assert errors_of("Hi you," + ENOUGH, "Ana", "Johnson &amp; Sons") == []


@pytest.mark.parametrize("cell", ["Jos\ufffd", "M\ufffdller", "M?ller", "Gonz?lez", "\ufffd\ufffd"])
def test_a_lost_letter_is_an_error(cell):
    assert errors_of("Hi {{ first_name }}," + ENOUGH, cell) == [("garbled", "first_name")]
    assert errors_of("Hi you," + ENOUGH, "Ana", fields={"video_name": f"For {cell}"}) == [
        ("garbled", "video_name")
    ]


@pytest.mark.parametrize("cell", ["Who? Me", "Really?Yes", "What?!", "acme.example/a?b=c"])
def test_a_question_mark_is_no_lost_letter(cell):
    assert errors_of("Hi {{ first_name }}," + ENOUGH, cell) == []


@pytest.mark.parametrize(
    ("script", "header", "expected"),
    [
        ("Hi First Name,", "First Name", "error"),
        ('Hi {{ "First Name" }},', "First Name", "error"),
        ('Hi {{ "first_name" }},', "First Name", "error"),
        ("Hi First  Name,", "First Name", "error"),
        ("Hi FIRST NAME,", "FIRST NAME", "error"),
        ("Hi Vorname des Kunden,", "Vorname des Kunden", "error"),
        ("Hi Name,", "Name", "warning"),
        ("Hi first name,", "first name", "warning"),
        ("Hi first_name,", "first_name", "warning"),
        ("Hi first name,", "First Name", None),
        ("Hi First Names,", "First Name", None),
        ("Hi {{ first_name }} First Name,", "First Name", None),
    ],
)
def test_a_header_in_the_scripts_own_text_stands_for_its_cell(script, header, expected):
    found = mergekit.examined(script + ENOUGH, "Ana", headers=(header, "Other"))

    severities = {p.kind: p.severity for p in found.problems}
    assert severities.get("header-text") == expected


@pytest.mark.parametrize("allow", ["First Name", "header-text"])
def test_a_header_that_is_meant_can_be_allowed(allow):
    assert errors_of("Hi First Name," + ENOUGH, "Ana", allow=(allow,)) == []


@pytest.mark.parametrize("cell", ["First Name", "first name", "FIRST NAME", " First Name "])
def test_a_cell_that_repeats_its_header_is_not_spoken(cell):
    assert errors_of("Hi {{ first_name }}," + ENOUGH, cell) == [("header-text", "first_name")]


def test_a_cell_that_repeats_its_header_may_be_a_flag():
    template = "{% if vip %}Dear VIP{% else %}Hi{% endif %}," + ENOUGH

    assert errors_of(template, "VIP", headers=("VIP", "Name")) == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("JosÃ©", "José"),
        ("Oâ€™Brien", "O’Brien"),
        ("MÃ¼ller", "Müller"),
        ("Å¡koda", "škoda"),
        ("РџСЂРёРІРµС‚", "Привет"),
        ("Ð˜Ð²Ð°Ð½", "Иван"),
        ("Jos√©", "José"),
        ("Â£5", "£5"),
    ],
)
def test_letters_that_were_decoded_twice_are_an_error_with_what_was_meant(text, meant):
    found = mergekit.examined("Hi {{ first_name }}," + ENOUGH, text)

    assert [(p.kind, p.severity, p.column, p.value) for p in found.problems if p.kind == "garbled"] == [
        ("garbled", "error", "first_name", text)
    ]
    assert f'"{text}" should be "{meant}"' in next(p.message for p in found.problems if p.kind == "garbled")


@pytest.mark.parametrize(
    "text", ["Ana &amp; Bo", "O&#39;Neil", "A&nbsp;B", "&quot;Bo&quot;", "&#x27;", "&eacute;"]
)
def test_signs_in_the_code_of_web_pages_are_an_error(text):
    assert errors_of("Hi {{ first_name }}," + ENOUGH, text) == [("garbled", "first_name")]
    assert errors_of("Hi {{ city or first_name }}," + ENOUGH, text, "Acme", "Rome") == []


@pytest.mark.parametrize(
    "part", ["{", "«", "%a", "#a", "[", "$a", "|A", "@a", "<", "Ã©", "&a", "[your a ", "#A ", "first_"]
)
def test_the_work_grows_with_the_length_of_a_text(part):
    linter = script_linter.Linter()

    assert not growth.is_square(lambda text: (linter.lint(text), list(mojibake.find(text))), part, 64_000)


@pytest.mark.parametrize("cell", ["4.479E+11", "4,479E+11", "4E+11"])
def test_a_number_that_a_spreadsheet_shortened_is_not_sent(cell):
    names = {"video_name": "For {{ first_name }}"}
    pages = {"background_url": "https://acme.test/{{ first_name }}"}

    assert errors_of("Hi you," + ENOUGH, cell, fields=names) == [("exponent", "first_name")]
    assert errors_of("Hi you," + ENOUGH, cell, fields=pages) == [("exponent", "first_name")]
    assert errors_of("Hi you," + ENOUGH, cell) == []
