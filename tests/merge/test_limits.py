"""Templates are bounded and cannot reach anything (research: reliability 4.2)."""

import resource

import growth
import mergekit
import pytest

from batchgen import errors, merge
from batchgen.merge.templates import limits

BIG = "x" * 30_000
LIST = ",".join(f"ab{n}" for n in range(5_000))
IFS = "{% if first_name %}{% endif %}" * 3_000

HUGE_STEPS = [
    ("{% set l = range(9999) | list %}{% for a in range(5000) %}{% set x = l | sort %}{% endfor %}", BIG),
    (
        "{% for a in range(99) %}{% for b in range(99) %}{{ (company | upper)[:1] }}{% endfor %}{% endfor %}",
        BIG,
    ),
    (
        "{% for a in range(99) %}{% for b in company %}{% set c = company.lower() %}{% endfor %}{% endfor %}",
        BIG,
    ),
    ("{% for a in range(9000) %}{% if company == company ~ 'a' %}{% endif %}{% endfor %}", BIG),
    ("{% for a in range(9000) %}{% if 'yx' in company %}{% endif %}{% endfor %}", BIG),
    ("{% for a in range(9000) %}{% if company is upper %}{% endif %}{% endfor %}", BIG),
    ("{% for a in range(9000) %}{% set x = company[::-1] %}{% endfor %}", BIG),
    ("{% for a in range(9000) %}{% set x = row['Company'] %}{% endfor %}", " " * 9_000 + "x" + " " * 9_000),
    ("{% for a in range(9000) %}{% set x = company.split(',') %}{% endfor %}", LIST),
    ("{% for a in company.split(',') %}{% for b in company.split(',') %}{% endfor %}{% endfor %}", LIST),
    ("{% for a in range(9000) %}{% set x = company.split(',') | unique | list %}{% endfor %}", LIST),
    ("{% set x = range(9999) | list" + " | map('string') | list" * 20 + " %}", BIG),
    ("{% set l = [{'a': 1}] * 3000 %}{% set x = l | sort(attribute='" + "a," * 5_000 + "a') %}", BIG),
    ("{{ company | pprint }}", "<" * 90_000),
    ("{{ company | striptags }}", "<" * 90_000),
    ("{{ company.strip(first_name * 20000) }}", BIG),
    ("{% for a in range(9000) %}{{ a | spoken_number }} {% endfor %}", BIG),
    ("{% for a in range(9000) %}{% set x = (a ~ company) | slug %}{% endfor %}", BIG),
    ("{% for a in range(9000) %}{{ ('1' ~ a) | number }}{% endfor %}", BIG),
    ("{% for a in range(9000) %}" + IFS + "{% endfor %}", BIG),
    ("{% macro m() %}" + IFS + "{% endmacro %}{% for a in range(9000) %}{% set x = m() %}{% endfor %}", BIG),
    (
        "{% block b %}" + IFS + "{% endblock %}{% for a in range(9000) %}{% set x = self.b() %}{% endfor %}",
        BIG,
    ),
    (
        "{% macro m() %}{{ caller() }}{{ caller() }}{% endmacro %}{% for b in range(9000) %}{% call m() %}"
        + IFS
        + "{% endcall %}{% endfor %}",
        BIG,
    ),
    ("{% macro m() %}{% for a in range(9000) %}" + "y" * 9_000 + "{% endfor %}{% endmacro %}{{ m() }}", BIG),
    ("{{ ('{0}' * 9000).format(company) }}", BIG),
    ("{{ ('%(a)s' * 9000) % {'a': company} }}", BIG),
    ("{{ ('%9999d' * 900) % 3 }}", BIG),
    ("{{ company | replace('x', '\n') | indent(9999) }}", BIG),
    ("{{ range(5000) | list | tojson(indent=9999) }}", BIG),
]
"""Few steps, each of them over much text: the template, and the company of the row."""

TOO_MUCH = [
    "{% for a in range(1000000000) %}x{% endfor %}",
    "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}",
    "{% for a in range(9999) %}{% for b in range(9999) if false %}x{% endfor %}{% endfor %}",
    "{% for a in company %}{% for b in company %}x{% endfor %}{% endfor %}",
    "{{ 'a' * 300000000 }}",
    "{{ 300000000 * 'a' }}",
    "{{ ['a'] * 300000000 }}",
    "{{ 10 ** 1000000000 }}",
    "{{ 2 ** 4000 * 2 ** 4000 }}",
    "{{ '%0900000000d' % 1 }}",
    "{{ '%*d' % (900000000, 1) }}",
    "{{ '{:900000000d}'.format(1) }}",
    "{{ '{:{}}'.format('a', 900000000) }}",
    "{{ '{a:900000000}'.format_map({'a': 'b'}) }}",
    "{{ '%900000000s' | format('a') }}",
    "{{ company | center(900000000) }}",
    "{{ company.center(900000000) }}",
    "{{ company.ljust(900000000) }}",
    "{{ company.zfill(900000000) }}",
    "{{ ('\t' * 9000).expandtabs(9000) }}",
    "{{ company | indent(900000000) }}",
    "{{ company | replace('x', company) }}",
    "{{ company.replace('x', company) }}",
    "{{ company.translate({120: company}) }}",
    "{{ company.join(company) }}",
    "{{ company | join(company) }}",
    "{{ company | list | join(company) }}",
    "{{ company | map('upper') | join(company) }}",
    "{{ company.join(company | map('upper')) }}",
    "{{ [company, company, company, company] | map('replace', 'x', company) | join }}",
    "{{ company | batch(1, company) | list | string | length }}{{ company | slice(900000000) | list }}",
    "{{ company | tojson(indent=900000000) }}",
    "{{ company | truncate(900000000) * 9 }}",
    "{{ (5).to_bytes(900000000, 'big') }}",
    "{% set a = company %}" + "{% set a = a ~ a %}" * 30 + "{{ a }}",
    "{% set a = company %}" + "{% set a = a + a %}" * 30 + "{{ a }}",
    "{% set ns = namespace(n=3) %}{% for i in range(40) %}{% set ns.n = ns.n * ns.n %}{% endfor %}{{ ns.n }}",
    "{% for i in range(9000) %}{{ company }}{% endfor %}",
    "{% set a %}{% for i in range(9000) %}{{ company }}{% endfor %}{% endset %}{{ a }}",
    "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(40) }}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{{ (company | list) * 100 }}",
    "{% set a = [company] * 3 %}" + "{% set a = [a, a, a, a, a, a, a, a] %}" * 9 + "{{ a | string }}",
    "{% set a = [company] * 3 %}" + "{% set a = [a, a, a, a, a, a, a, a] %}" * 9 + "{{ 'x' ~ a }}",
    "{% set a = [company] * 3 %}" + "{% set a = [a, a, a, a, a, a, a, a] %}" * 9 + "{{ '%s' % [a] }}",
    "{% set a = [company] * 3 %}" + "{% set a = [a, a, a, a, a, a, a, a] %}" * 9 + "{{ '{}'.format(a) }}",
    "{% set a = [company] * 3 %}" + "{% set a = {1: a, 2: a, 3: a, 4: a} %}" * 9 + "{{ a | tojson }}",
    "{% filter replace('x', company) %}{{ company }}{% endfilter %}",
]


@pytest.fixture(autouse=True)
def _bounded_memory():
    """A template that got through would end in MemoryError here, not in a machine that swaps."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (2 * 1024**3, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.parametrize("template", TOO_MUCH)
def test_a_template_that_asks_for_too_much_is_stopped_with_a_clear_word(template):
    found = mergekit.merged(template, "Ana", BIG)

    assert found.request is None
    assert [p.kind for p in found.problems] == ["template"]
    assert "asks for too much" in found.problems[0].message or "without end" in found.problems[0].message


@pytest.mark.parametrize(("template", "company"), HUGE_STEPS)
def test_steps_are_counted_by_what_they_go_over(template, company):
    merger = merge.Merger(mergekit.given(template), mergekit.columns())

    found = merger.merge(mergekit.row("Ana", company))

    assert (found.request, [p.kind for p in found.problems if p.severity == "error"]) == (None, ["template"])
    assert "asks for too much" in found.problems[-1].message


def test_the_work_of_an_include_counts_for_its_length(tmp_path):
    (tmp_path / "long.j2").write_text(IFS)
    (tmp_path / "t.j2").write_text('{% for a in range(9000) %}{% include "long.j2" %}{% endfor %}Hi.')
    merger = merge.Merger(mergekit.from_folder(tmp_path, "t.j2"), mergekit.columns())

    assert "too much" in merger.merge(mergekit.row("Ana")).problems[0].message


def test_all_fields_of_a_row_share_one_budget_and_the_next_row_has_its_own():
    half = "{% for a in range(8000) %}{% endfor %}Hello."
    merger = merge.Merger(mergekit.given(half), mergekit.columns())
    both = merge.Merger(mergekit.given(half, fields={"video_name": half}), mergekit.columns())

    assert [bool(merger.merge(mergekit.row("Ana", "x")).request) for _ in range(3)] == [True] * 3
    assert both.merge(mergekit.row("Ana", "x")).request is None


def test_the_work_of_a_row_is_the_same_whichever_row_was_first(tmp_path):
    (tmp_path / "t.j2").write_text("Hi.")
    (tmp_path / "b.j2").write_text("{% set x = 'a' | upper | center(9999) %}{{ first_name | person }}." * 50)
    settings = mergekit.from_folder(tmp_path, "t.j2", template_column=True)
    merger = merge.Merger(settings, mergekit.columns("Template", "First Name"))
    work = []
    for _ in range(2):
        assert merger.merge(mergekit.row("b", "ANA")).request is not None
        work.append(merger._notes.work)

    assert work[0] == work[1]


@pytest.mark.parametrize(
    "use",
    [
        "company",
        "company | upper",
        "company | person",
        "company | trim | replace('a', 'b') | title",
        "row['Company']",
        "company | join_and",
        "company.split(' ') | length",
        "company[:100] | first_name",
        "company | slug",
    ],
)
def test_the_longest_cell_is_well_within_the_bounds(use):
    merger = merge.Merger(mergekit.given(f"Hi {{{{ {use} }}}}."), mergekit.columns())

    assert merger.merge(mergekit.row("Ana", "word, " * 5_461)).request is not None
    assert merger._notes.work < limits.MAX_WORK / 2


def test_a_template_that_includes_itself_is_stopped(tmp_path):
    (tmp_path / "t.j2").write_text('x{% include "t.j2" %}{% include "t.j2" %}')

    found = merge.Merger(mergekit.from_folder(tmp_path, "t.j2"), mergekit.columns()).merge(
        mergekit.row("Ana")
    )

    assert found.request is None
    assert "without end" in found.problems[0].message or "too much" in found.problems[0].message


@pytest.mark.parametrize(
    "template",
    [
        "{{ first_name.__class__ }}",
        "{{ first_name.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''['__class__'] }}",
        "{{ first_name | attr('__class__') }}",
        "{{ [1] | map(attribute='__class__') | join }}",
        "{{ '{0.__class__}'.format(first_name) }}",
        "{{ ('{0.__class__}' | attr('format'))(first_name) }}",
        "{{ [].append(1) }}",
        "{{ {}.update({'a': 1}) }}",
        "{{ self.__init__.__globals__ }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ first_name.real }}",
        "{{ first_name._notes }}",
        "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
        "{% include '../../../etc/passwd' ignore missing %}{{ first_name.nothing }}",
    ],
)
def test_a_template_cannot_reach_behind_the_values(template):
    found = mergekit.merged(template, "Ana")

    assert found.request is None
    assert mergekit.kinds(found.problems) == ["template"]


@pytest.mark.parametrize("template", ["{{ lipsum(n=5) }}", "{{ cycler('a') }}", "{{ joiner() }}"])
def test_globals_that_no_script_needs_are_not_there(template):
    problems = merge.Merger(mergekit.given(template), mergekit.columns()).problems

    assert mergekit.kinds(problems) == ["missing-column"]


def test_chance_is_left_out_since_a_row_must_stay_the_same():
    with pytest.raises(errors.TemplateError, match="same row must give the same text"):
        merge.Merger(mergekit.given("{{ ['a', 'b'] | random }}"), mergekit.columns())


def test_recursive_loops_are_refused():
    with pytest.raises(errors.TemplateError, match="recursive"):
        merge.Merger(
            mergekit.given("{% for a in company recursive %}{{ loop(a) }}{% endfor %}"), mergekit.columns()
        )


def test_a_row_value_is_never_a_template():
    assert mergekit.script_of("Hi {{ first_name }}.", "{{ company }}", "Acme") == "Hi {{ company }}."


def test_values_are_not_escaped():
    assert mergekit.script_of("Hi {{ first_name }}.", "Tom & <Ann>") == "Hi Tom & <Ann>."


def test_ordinary_work_is_allowed():
    template = (
        "{% for c in ['a', 'b'] %}{{ loop.index }}{{ c }} {% endfor %}{{ 'x' * 3 }}{{ 2 ** 8 }} "
        "{{ '%.2f' | format(3.14159) }} {{ '{:,}'.format(1200) }} {{ 7 % 2 }}{{ seats | int + 1 }} "
        "{{ company.split(' ') | first | replace('A', 'O') | center(6) }}{{ ([1, 2] + [3]) | join }}"
    )

    assert mergekit.script_of(template, "Ana", "Acme Corp", "", "41") == (
        "1a 2b xxx256 3.14 1,200 142  Ocme 123"
    )


def test_a_very_long_script_is_refused():
    found = mergekit.merged("{{ company }}" * 4, "Ana", BIG)

    assert "100,000 characters" in found.problems[0].message


def test_a_line_of_very_many_tags_costs_work_with_its_length():
    def read(letters):
        mergekit.merged("{% set a = 1 %}" * len(letters) + "x{{ a }}")

    assert not growth.is_square(read, "x", 2_000)
