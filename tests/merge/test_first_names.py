"""First names: as people say them, or none."""

import mergekit
import pytest

from batchgen import merge
from batchgen.merge.speech import first_names, name_case, names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ana", "Ana"),
        ("Ana Ruiz", "Ana"),
        ("Dr. Ana Ruiz", "Ana"),
        ("Prof. Dr. Hans Meier", "Hans"),
        ("Dr. med. Anna Beck", "Anna"),
        ("Phil Collins", "Phil"),
        ("Dean Martin", "Dean"),
        ("Dipl.-Ing. Karl Maier", "Karl"),
        ("Mr and Mrs John Smith", "John"),
        ("Sra. María López", "María"),
        ("Ruiz, Ana", "Ana"),
        ("Dennis, Chuck", "Chuck"),
        ("DE LA CRUZ, MARIA", "Maria"),
        ("Ana Ruiz, MBA", "Ana"),
        ("Smith, John, Jr.", "John"),
        ("Robert (Bob) Smith", "Robert"),
        ('William "Bill" Gates', "William"),
        ("J. Robert Oppenheimer", "Robert"),
        ("Mary J. Blige", "Mary"),
        ("TJ Miller", "TJ"),
        ("Jean-Luc Picard", "Jean-Luc"),
        ("Mary Ann", "Mary Ann"),
        ("Abdul Rahman Khan", "Abdul Rahman"),
        ("Nguyễn Văn An", "An"),
        ("王小明", "小明"),
        ("欧阳娜娜", "娜娜"),
        ("山田 太郎", "太郎"),
        ("김민수", "민수"),
        ("Mr. & Mrs. Smith", ""),
        ("Ms. Lee", ""),
        ("Frau Müller", ""),
        ("Frau Dr.", ""),
        ("Herr", ""),
        ("M. Dupont", ""),
        ("The Smiths", ""),
        ("Team Acme", ""),
        ("Acme Sales Team", ""),
        ("Familie Huber", ""),
        ("info", ""),
        ("info@acme.test", ""),
        ("J. Smith", ""),
        ("John & Mary", ""),
        ("N/A", ""),
        ("Ana 2", ""),
        ("\u200b", ""),
    ],
)
def test_a_first_name_is_a_name_or_empty(text: str, name: str) -> None:
    assert name_case.person(first_names.first_name(text)) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # titles of many languages, alone, before a family name, and before a first name
        ("Mr.", ""),
        ("Mr.Smith", ""),
        ("Dr.Ana Ruiz", "Ana"),
        ("Smith, Mr.", ""),
        ("Müller, Frau", ""),
        ("Müller, Dr. Hans", "Hans"),
        ("Herr und Frau Müller", ""),
        ("Fam. Jansen", ""),
        ("Dhr. de Vries", ""),
        ("De heer Jansen", ""),
        ("Mw. Anna Jansen", "Anna"),
        ("Monsieur et Madame Dupont", ""),
        ("M. Jean Dupont", "Jean"),
        ("Me Dupont", ""),
        ("Sig.ra Rossi", ""),
        ("Dott.ssa Anna Bianchi", "Anna"),
        ("Spett.le Acme", ""),
        ("Gent.ma Anna Rossi", "Anna"),
        ("Exma. Sra. Silva", ""),
        ("Dña. Ana Ruiz", "Ana"),
        ("Fröken Andersson", ""),
        ("Rouva Virtanen", ""),
        ("Szanowny Pan", ""),
        ("Państwo Kowalscy", ""),
        ("Pani Anna Kowalska", "Anna"),
        ("MUDr. Eva Nová", "Eva"),
        ("Г-н Петров", ""),
        ("Κος Παπαδόπουλος", ""),
        ("Dear Sir or Madam", ""),
        ("Sir Elton John", "Elton"),
        ("Sir Elton", "Elton"),
        ("Mr. John & Mrs. Mary Smith", "John & Mary"),
        # words that are no name
        ("Familien Hansen", ""),
        ("L'équipe", ""),
        ("Le Service client", ""),
        ("Segreteria", ""),
        ("Comptabilité", ""),
        ("Ukendt", ""),
        ("Okänd", ""),
        ("Tuntematon", ""),
        ("Human Resources", ""),
        ("no name", ""),
        ("Grand Total", ""),
        ("Praxis Dr. Müller", ""),
        ("Hotel Adler", ""),
        ("Acme GmbH", ""),
        ("www.acme.com", ""),
        # family names alone
        ("van Dijk", ""),
        ("Hr. van der Berg", ""),
        ("de la Cruz", ""),
        ("De Vries", ""),
        ("Smith, J.", ""),
        # what stands around a name
        ("Ana (she/her)", "Ana"),
        ("Ana (HR", "Ana"),
        ("Ana Ruiz, CEO", "Ana"),
        ("Ana Ruiz, Acme Inc.", "Ana"),
        ("Ana Ruiz, Head of Sales", "Ana"),
        ("Smith, Jr., John", "John"),
        ("•Ana", "Ana"),
        ("Ana.", "Ana"),
        ('"Chuck" Norris', "Chuck"),
        ('J. "Bob" Smith', "Bob"),
        ("Wei (David) Chen", "Wei"),
        ("J. K. Rowling", ""),
        ("A. Robert Smith", "Robert"),
        ("Th. Müller", ""),
        # names that look like something else
        ("May Lee", "May"),
        ("An Nguyen", "An"),
        ("Una Healy", "Una"),
        ("Marcos Sales", "Marcos"),
        ("Al Pacino", "Al"),
        ("Rev. Al Green", "Al"),
        ("Van Morrison", "Van"),
        ("Don Draper", "Don"),
        ("José Ortega y Gasset", "José"),
        ("Josep Puig i Cadafalch", "Josep"),
        ("D'Angelo Russell", "D'Angelo"),
        ("AJ Smith", "AJ"),
        # two people, two names
        ("John & Mary Smith", "John & Mary"),
        ("John and Mary Smith", "John and Mary"),
        ("Eva i Jan Kowalscy", "Eva i Jan"),
        ("Mary Ann Smith", "Mary Ann"),
        ("Jean Paul Gaultier", "Jean Paul"),
        ("José Luis García", "José Luis"),
        ("Dr. Ana Maria Ruiz", "Ana"),
        # Chinese, Japanese and Korean
        ("王伟", "伟"),
        ("李 娜", "娜"),
        ("王先生", ""),
        ("王小明先生", "小明"),
        ("李 先生", ""),
        ("田中様", ""),
        ("山田太郎", ""),
        ("김민수님", "민수"),
        ("민수", "민수"),
        ("客户", ""),
    ],
)
def test_the_kinds_of_name_that_lists_hold(text: str, name: str) -> None:
    assert name_case.person(first_names.first_name(text)) == name


@pytest.mark.parametrize(
    ("text", "locale", "name"),
    [
        ("Dr. Nagy Anna Mária", "hu_HU", "Anna"),
        ("Nagy, Anna", "hu_HU", "Anna"),
        ("Nagy Úr", "hu_HU", ""),
        ("Özv. Nagy Jánosné", "hu_HU", ""),
        ("K. Nagy Anna", "hu_HU", "Anna"),
        ("Don José García", "es_ES", "José"),
        ("D. Juan", "es_ES", "Juan"),
        ("Doña Ana", "es_ES", "Ana"),
        ("Van Dijk", "nl_NL", ""),
        ("山田太郎", "ja_JP", ""),
    ],
)
def test_a_first_name_in_its_language(text: str, locale: str, name: str) -> None:
    assert first_names.first_name(text, locale) == name


@pytest.mark.parametrize(
    ("text", "locale", "name"),
    [
        ("John E. Smith", "en", "John"),
        ("Anna I Petrova", "en", "Anna"),
        ("Mary E. Jones & Bob Jones", "en", "Mary"),
        ("JOHN E SMITH", "en", "John"),
        ("Smith, Mary A.", "en", "Mary"),
        ("Smith, E.", "en", ""),
        ("Smith, A. Mary", "en", "Mary"),
        ("Nguyen, Do", "en", "Do"),
        ("Do", "en", "Do"),
        ("Pa", "en", "Pa"),
        ("MBA", "en", ""),
        ("Ana Ruiz, Gerente", "es", "Ana"),
        ("Ana Ruiz, Directora General", "es", "Ana"),
        ("Jean Dupont, Directeur", "fr", "Jean"),
        ("Ana Ruiz, M.D., Ph.D.", "en", "Ana"),
        ("Ana Ruiz, B.Sc.", "en", "Ana"),
        ("Ana Ruiz, RN, BSN", "en", "Ana"),
        ("Ana Ruiz, PMP®", "en", "Ana"),
        ("Ana Ruiz, LL.M.", "de", "Ana"),
        ("Prof.Dr.Ana Ruiz", "de", "Ana"),
        ("Mag.a Maria Huber", "de", "Maria"),
        ("RA Hans Huber", "de", "Hans"),
        ("z. Hd. Herrn Max Müller", "de", ""),
        ("Attn: John Smith", "en", "John"),
        ("À l'attention de Jean Dupont", "fr", ""),
        ("J. van Dijk", "nl", ""),
        ("Иванов Иван Иванович", "ru", "Иван"),
        ("Петрова Анна Сергеевна", "ru", "Анна"),
        ('ד"ר יוסי כהן', "he", "יוסי"),  # noqa: RUF001 (Hebrew)
        ("श्री राम शर्मा", "hi", "राम"),
        ("Nguyễn Văn An", "vi", "An"),
        ("Trần Thị Mai", "vi", "Mai"),
        ("Hoàng Nguyễn", "en", "Hoàng"),
        ("d'Artagnan", "fr", ""),
        ("ana_ruiz", "en", ""),
        ("acme.com", "en", ""),
        ("not provided", "en", ""),
        ("sin nombre", "es", ""),
        ("First Name", "en", ""),
        ("Vorname", "de", ""),
        ("New Lead", "en", ""),
        ("Primary Contact", "en", ""),
        ("asdf", "en", ""),
        ("xxx", "en", ""),
        ("aaa", "en", ""),
        ("Demo User", "en", ""),
        ("DO NOT CONTACT", "en", ""),
        ("TRUE", "en", ""),
        ("VIP", "en", ""),
        ("😀 Ana", "en", "Ana"),
        ("Ana🌟", "en", "Ana"),
        ("JRR Tolkien", "en", ""),
        ("Chief Executive Officer", "en", ""),
        ("Geschäftsführerin", "de", ""),
        ("Directrice Générale", "fr", ""),
        ("Amministratore Delegato", "it", ""),
        ("Co-Founder", "en", ""),
        ("Vice President", "en", ""),
        ("Ahmet Bey", "tr", "Ahmet"),
        ("De heer Jan Jansen", "nl", "Jan"),
        ("De heer Jansen", "nl", ""),
        ("Haji Abdullah", "en", "Abdullah"),
        ("Kumari Asha", "en", "Asha"),
        ("Pani Nowak", "pl", ""),
        ("Pani Anna Nowak", "pl", "Anna"),
        ("Baroness Smith", "en", ""),
        ("Tanaka-san", "en", ""),
        ("DUPONT Marie", "fr", "Marie"),
        ("LE GOFF Yann", "fr", "Yann"),
        ("DE LA CRUZ Juan", "es", "Juan"),
        ("AJ Smith", "en", "AJ"),
        ("Hans u. Petra Müller", "de", "Hans und Petra"),
        ("La Sra. Ana Ruiz", "es", "Ana"),
        ("Jan a Marie Novákovi", "cs", "Jan a Marie"),
        ("JOSÉ Y MARÍA GARCÍA LÓPEZ", "es", "José y María"),
        ("Garcia, Ma", "en", "Ma"),
        ("Smith, & Jones", "en", ""),
        ("Amen Thompson", "en", "Amen"),
        ("Major", "en", ""),
        ("Prince", "en", "Prince"),
        ("Duke Ellington", "en", "Duke"),
        ("Earl Grey", "en", "Earl"),
        ("Grace Kelly", "en", "Grace"),
        ("Will Smith", "en", "Will"),
        ("Van Morrison", "en", "Van"),
        ("An Nguyen", "en", "An"),
        ("Sem de Boer", "nl", "Sem"),
        ("Sri Mulyani", "en", "Sri"),
    ],
)
def test_initials_honours_jobs_and_turned_names(text: str, locale: str, name: str) -> None:
    assert name_case.person(first_names.first_name(text, locale), locale) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # a place, a company or a word that is no given name
        ("Ana Ruiz, Berlin", "Ana"),
        ("Ana Ruiz, Berlin, Germany", "Ana"),
        ("Dr. Julia Berg, Wolfratshausen", "Julia"),
        ("Paulina Nowak, Siemens", "Paulina"),
        # a family name of two words
        ("García Márquez, Gabriel", "Gabriel"),
        ("Garcia Lopez, María José", "María José"),
        ("da Silva Santos, João", "João"),
        ("GARCÍA LÓPEZ, Xochitl", "Xochitl"),
        ("de la Cruz, Xochitl", "Xochitl"),
        # one word is a family name
        ("Thomas, Dylan", "Dylan"),
        ("Martin, Xiomara", "Xiomara"),
        ("Smith Jr., John", "John"),
        ("Nguyen, Thi Hoa", "Hoa"),
        ("Herr Müller, Hans", "Hans"),
        # nobody can know
        ("Ana, Berlin", ""),
        ("Ana Ruiz, Sofia", ""),
        ("Thomas Mann, Florence", ""),
        ("Martin Garcia, Xochitl", ""),
        ("Nakamura Sato, Chicago", ""),
        ("Ben Ali, Xolani", ""),
    ],
)
def test_what_stands_behind_a_comma_is_said_only_if_it_is_the_given_name(text: str, name: str) -> None:
    assert name_case.person(first_names.first_name(text)) == name


@pytest.mark.parametrize(
    ("text", "locale", "name"),
    [
        # a polite word behind a name of Japan or Korea says that either may stand first
        ("Tanaka Hiroshi-san", "", ""),
        ("Hiroshi Tanaka san", "", "Hiroshi"),
        ("Anna Smith-san", "", "Anna"),
        ("Kim Minsu-ssi", "", ""),
        ("Taro-kun", "", ""),
        ("Jackie Chan", "", "Jackie"),
        ("Venkat Rao garu", "", "Venkat"),
        # so does the locale
        ("Tanaka Hiroshi", "ja_JP", ""),
        ("Xi Jinping", "zh_CN", ""),
        ("John Smith", "ja_JP", "John"),
        ("Wang Xiaoming", "", ""),
        ("Zhang, Wei", "", "Wei"),
        ("Chen Cohen", "", "Chen"),
        ("Kim Jong-un", "", "Jong-un"),
        ("Kim Smith-Jones", "", "Kim"),
        # Russia
        ("Иванов Иван", "ru_RU", "Иван"),
        ("Петрова Анна", "", "Анна"),
        ("Иванов И. И.", "", ""),
        ("Иванов И.И.", "", ""),
        ("Лев Толстой", "", "Лев"),
        ("Яков Иванов", "", "Яков"),
        # Thai writes titles without a blank
        ("นายสมชาย ใจดี", "th_TH", "สมชาย"),
        ("นางสาวสมหญิง ใจดี", "", "สมหญิง"),
        ("คุณากร ใจดี", "", "คุณากร"),
        # what is not part of the name
        ("Acme: Ana Ruiz", "", ""),
        ("Attn: Ana Ruiz", "", "Ana"),
        ("Her Excellency", "", ""),
        ("Daw Aung San Suu Kyi", "", ""),
    ],
)
def test_names_that_can_stand_either_way_round(text: str, locale: str, name: str) -> None:
    assert name_case.person(first_names.first_name(text, locale)) == name


def test_hungarians_say_the_family_name_first() -> None:
    assert first_names.first_name("Nagy Anna", "hu_HU") == "Anna"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ANA RUIZ", "Ana Ruiz"),
        ("ronald mcdonald", "Ronald McDonald"),
        ("O'BRIEN", "O'Brien"),
        ("d’angelo", "D’Angelo"),
        ("jean-luc", "Jean-Luc"),
        ("LUDWIG VAN BEETHOVEN", "Ludwig van Beethoven"),
        ("maria de la cruz", "Maria de la Cruz"),
        ("WILLIAM GATES III", "William Gates III"),
        ("J.R. Tolkien", "J.R. Tolkien"),
        ("MACY", "Macy"),
        ("DiCaprio", "DiCaprio"),
        ("TJ", "TJ"),
        ("AJ SMITH", "AJ Smith"),
        ("WEI NG", "Wei Ng"),
        ("DR. ANA RUIZ", "Dr. Ana Ruiz"),
        ("JOHN E SMITH JR.", "John E Smith Jr."),
        ("MARY SMITH PHD", "Mary Smith PhD"),
        ("OMAR AL-RASHID", "Omar al-Rashid"),
        ("Omar al-Rashid", "Omar al-Rashid"),
        ("AL PACINO", "Al Pacino"),
        ("zia-ul-haq", "Zia-ul-Haq"),
        ("MOHAMMED BIN SALMAN", "Mohammed bin Salman"),
        ("JEAN LE PEN", "Jean Le Pen"),
        ("JUAN DE LOS SANTOS", "Juan de los Santos"),
        ("VAN 'T HOF", "Van 't Hof"),
        ("N'GOLO KANTÉ", "N'Golo Kanté"),
        ("JÜRGEN GROßMANN", "Jürgen Großmann"),
        ("İBRAHİM YILDIZ", "İbrahim Yildiz"),
        ("MacDonald", "MacDonald"),
        ("henry viii", "Henry VIII"),
        ("VI NGUYEN", "Vi Nguyen"),
        ("ანა", "ანა"),
    ],
)
def test_a_name_has_its_usual_case(text: str, written: str) -> None:
    assert name_case.person(text) == written


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Acme (formerly Beta)", "Acme"),
        ("Acme Inc. (YC W21)", "Acme"),
        ("Acme (UK) Ltd", "Acme"),
        ("Acme (open", "Acme"),
        ("Boeing Company, The", "Boeing Company"),
        ("Acme Inc.®", "Acme"),
        ("Acme™", "Acme"),
        ("The Home Depot, Inc.", "Home Depot"),
        ("The Boeing Company", "Boeing Company"),
        ("your company", "your company"),
        ("Company", "Company"),
        ("The Limited", "The Limited"),
        ("Limited Brands", "Limited Brands"),
        ("SAS Institute", "SAS Institute"),
        ("AG", "AG"),
        ("IBM", "IBM"),
        ("PIXELPARK AG", "Pixelpark"),
        ("Müller GmbH & Co. KG", "Müller"),
        ("Ferrari S.p.A.", "Ferrari"),
        ("Kowalski Sp. z o.o.", "Kowalski"),
        ("Yahoo! Inc.", "Yahoo!"),
        ("Smith & Sons Ltd.", "Smith & Sons"),
        # forms of other countries, before the name too
        ("Acme UG (haftungsbeschränkt)", "Acme"),
        ("Acme AG & Co. KGaA", "Acme"),
        ("Acme (Pty) Ltd", "Acme"),
        ("Acme Pvt. Ltd.", "Acme"),
        ("Acme Private Limited", "Acme"),
        ("Acme S.à r.l.", "Acme"),
        ("Grupo Acme S.A.B. de C.V.", "Grupo Acme"),
        ("Galp, SGPS, S.A.", "Galp"),
        ("Acme OÜ", "Acme"),
        ("Vestas A/S", "Vestas"),
        ("Acme A.Ş.", "Acme"),
        ("Michelin et Cie", "Michelin"),
        ("Tiffany & Co.", "Tiffany"),
        ("UAB Acme", "Acme"),
        ("ООО «Ромашка»", "Ромашка"),  # noqa: RUF001 (Russian)
        ("株式会社日立製作所", "日立製作所"),
        ("Acme eG", "Acme"),
        # words of the name
        ("Save As", "Save As"),
        ("Do Da", "Do Da"),
        ("AS Roma", "AS Roma"),
        ("AB InBev", "AB InBev"),
        ("Greenpeace UK", "Greenpeace UK"),
        ("Virgin Unlimited", "Virgin Unlimited"),
        ("Ford Motor Company", "Ford Motor Company"),
        ("Inc. Magazine", "Inc. Magazine"),
        ("The The", "The The"),
        ("The AG", "The AG"),
        ("C++", "C++"),
        ("C++ GmbH", "C++"),
        ("Guess?", "Guess?"),
        ("(RED)", "(RED)"),
        ("Acme) Ltd", "Acme"),
        ("EDP - Energias de Portugal, S.A.", "EDP - Energias de Portugal"),
        # capitals
        ("HSBC BANK PLC", "HSBC Bank"),
        ("IBM DEUTSCHLAND GMBH", "IBM Deutschland"),
        ("OLD AIR LLC", "Old Air"),
        ("AT&T MOBILITY LLC", "AT&T Mobility"),
    ],
)
def test_a_company_loses_its_form_and_nothing_else(text: str, said: str) -> None:
    assert names.company(text) == said


def spoken(template: str, name: str) -> merge.Merged:
    return merge.Merger(mergekit.given(template), mergekit.columns()).merge(mergekit.row(name, "Acme"))


def test_without_a_first_name_the_fallback_is_said() -> None:
    merged = spoken("Hi {{ (first_name | first_name) or 'there' }}.", "Mr. & Mrs. Smith")

    assert (merged.request.script, merged.problems) == ("Hi there.", ())


def test_without_a_fallback_the_row_stops_and_says_why() -> None:
    merged = spoken("Hi {{ first_name | first_name }}.", "Frau Dr.")

    (problem,) = merged.problems
    assert (problem.kind, problem.severity, problem.column) == ("blank", "error", "first_name")
    assert '"Frau Dr." has no first name' in problem.message
    assert "(name | first_name) or" in problem.hint


@pytest.mark.parametrize(
    ("template", "right"),
    [
        ('Hi {{ first_name or "there" | person }}.', '{{ (first_name | person) or "there" }}'),
        ("Hi {{ first_name or 'there' | trim | upper }}.", '{{ (first_name | trim | upper) or "there" }}'),
        ('{{ first_name | default("there" | person) }}.', '{{ (first_name | person) or "there" }}'),
        ('{{ first_name if first_name else "you" | upper }}.', '{{ (first_name | upper) or "you" }}'),
        ('{{ row["First Name"] or "x" | person }}.', '{{ (row["First Name"] | person) or "x" }}'),
        (
            '{% if company %}{{ company or "a" | lookup("reps", "spoken") }}{% endif %}.',
            '{{ (company | lookup("reps", "spoken")) or "a" }}',
        ),
        ('{% if city or "x" | lower == "x" %}a{% endif %}.', '{{ (city | lower) or "x" }}'),
        ('Hi {{ first_name or "there" | person ~ "!" }}.', '{{ (first_name | person) or "there" }}'),
        ("For {{ seats or 5 | number }}.", "{{ (seats | number) or 5 }}"),
        ('{{ city or ["a", "b"] | join_and }}.', '{{ (city | join_and) or ["a", "b"] }}'),
        ('{{ "you" | upper if not city else city }}.', '{{ (city | upper) or "you" }}'),
        ('{{ city | default(default_value="x" | upper) }}.', '{{ (city | upper) or "x" }}'),
        ('{{ first_name or city or "x" | person }}.', '{{ ((first_name or city) | person) or "x" }}'),
        ('{% set n = city or "x" | person %}{{ n }}.', '{{ (city | person) or "x" }}'),
    ],
)
def test_a_filter_on_the_fallback_alone_is_an_error_with_the_right_form(template: str, right: str) -> None:
    problems = merge.Merger(mergekit.given(template), mergekit.columns()).problems

    assert [problem.hint for problem in problems if problem.severity == "error"] == [f"Write {right}."]


@pytest.mark.parametrize(
    "template",
    [
        'Hi {{ (first_name | person) or "there" }}.',
        'Hi {{ first_name | person or "there" }}.',
        'Hi {{ first_name | person or "there" | person }}.',
        "Hi {{ first_name or company | company }}.",
        'Hi {{ first_name or "there" }}.',
        'Hi {{ first_name or "the " ~ company | company }}.',
        'Hi {{ city | lower ~ " people" if city else "there" }}.',
        '{{ "a" | upper if city else "b" | upper }}.',
    ],
)
def test_other_fallbacks_are_right(template: str) -> None:
    assert merge.Merger(mergekit.given(template), mergekit.columns()).problems == ()


@pytest.mark.parametrize("header", ["range", "Dict", "lipsum", "cycler", "joiner", "Namespace"])
def test_a_column_wins_over_what_jinja_calls_by_its_name(header: str) -> None:
    columns = mergekit.columns(header, "Company")
    merger = merge.Merger(mergekit.given(f"It is {{{{ {header.casefold()} }}}}."), columns)

    assert merger.merge(mergekit.row("mine", "Acme")).request.script == "It is mine."
    assert merge.Expression(f"{header.casefold()} == 'mine'", columns).judge(mergekit.row("mine", "")).holds


@pytest.mark.parametrize(
    ("header", "spelt"),
    [
        ("First Name", "first_name"),
        ("range", "range"),
        ("2nd name", 'row["2nd name"]'),
        ("%", 'row["%"]'),
        ("if", 'row["if"]'),
        ("Row", 'row["Row"]'),
        ('12" pipe', "row['12\" pipe']"),
        ("2\" or 5'", 'row["2_or_5"]'),
        ("3 a\\b", 'row["3_a_b"]'),
        ("2nd\nname", 'row["2nd_name"]'),
        ("None", 'row["None"]'),
        ("class", "class"),
        ("from", "from"),
    ],
)
def test_every_column_can_be_written_as_it_is_listed(header: str, spelt: str) -> None:
    columns = mergekit.columns(header, "Company")

    assert merge.spelling(columns[0]) == spelt
    merger = merge.Merger(mergekit.given(f"It is {{{{ {spelt} }}}}."), columns)
    assert merger.merge(mergekit.row("mine", "Acme")).request.script == "It is mine."


@pytest.mark.parametrize(
    "template",
    [
        "Hi {{ row }}.",
        "Hi {{ self }}.",
        "{% for x in [1] %}Hi {{ loop }}.{% endfor %}",
        "Hi {{ none }}.",
        "Hi {{ true }}.",
        "Hi {{ first_name.upper }}.",
        "{% macro hi() %}a{% endmacro %}{{ hi }}.",
    ],
)
def test_what_is_not_a_text_is_never_said(template: str) -> None:
    merged = spoken(template, "Ana")

    assert merged.request is None
    assert "it would say" in merged.problems[0].message


COMMON = """
Amy Anthony Ann Dawn Dean Earl Faith Grace Guy Hank Hope Jo Joy Lee Max May Penny Rich Rob Sky Sue
Sun Ty Will Änne Bernd Gabi Heinz Ingo Kai Ute Wolf Aimée Aude Cécile Claude Ève France Gaël Luc Noé
Prune Victoire Alba Cruz Fe Luz Mar Paz Pilar Sol Íñigo Bice Ciro Gioia Ivo Norma Pio Santo Tea Ugo
Bas Els Jip Mees Sem Afonso Gil Graça Inês Rui Bo Dag Else Ib Liv My Odd Ola Ove Per Tor Ewa Łukasz
Małgorzata
"""


@pytest.mark.parametrize("name", COMMON.split())
def test_a_common_first_name_is_never_taken_for_something_else(name: str) -> None:
    cells = (name, f"{name} Example", f"Example, {name}", f"Dr. {name} Example")

    assert [first_names.first_name(cell) for cell in cells] == [name] * 4
    assert (name_case.person(name.upper()), name_case.person(name.lower())) == (name, name)
