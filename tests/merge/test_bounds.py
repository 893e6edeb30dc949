"""Templates are bounded and cannot reach anything (research: reliability 4.2)."""

import resource
import time

import mergekit
import pytest

from batchgen import errors, merge

BIG = "x" * 30_000

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
    "{% set a = [company] * 3 %}" + "{% set a = [a, a, a, a, a, a, a, a] %}" * 9 + "{{ a }}",
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
    begun = time.monotonic()

    found = mergekit.merged(template, "Ana", BIG)

    assert found.request is None
    assert [p.kind for p in found.problems] == ["template"]
    assert "asks for too much" in found.problems[0].message or "without an end" in found.problems[0].message
    assert time.monotonic() - begun < 3


def test_a_template_that_includes_itself_is_stopped(tmp_path):
    (tmp_path / "t.j2").write_text('x{% include "t.j2" %}{% include "t.j2" %}')

    found = merge.Merger(mergekit.from_folder(tmp_path, "t.j2"), mergekit.columns()).merge(
        mergekit.row("Ana")
    )

    assert found.request is None
    assert "without an end" in found.problems[0].message or "too much" in found.problems[0].message


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
        "{{ company.split(' ') | first | replace('A', 'O') | center(6) }}{{ [1, 2] + [3] }}"
    )

    assert mergekit.script_of(template, "Ana", "Acme Corp", "", "41") == (
        "1a 2b xxx256 3.14 1,200 142  Ocme [1, 2, 3]"
    )


def test_a_very_long_script_is_refused():
    found = mergekit.merged("{{ company }}" * 4, "Ana", BIG)

    assert "100,000 characters" in found.problems[0].message


def test_a_line_of_very_many_tags_is_read_at_once():
    begun = time.monotonic()

    mergekit.merged("{% set a = 1 %}" * 2_000 + "x" + "{{ a }}")

    assert time.monotonic() - begun < 5
