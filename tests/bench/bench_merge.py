"""Merging and checking against a bare Jinja2 loop: `python tests/bench/bench_merge.py [ROWS]`.

The figure to keep: 100,000 rows of a 350-character template with 10 variables, with every lint, at no less
than a quarter of the bare loop's rate in the same run; memory does not grow with the rows.
"""

import resource
import sys
import time
from collections.abc import Iterator

import jinja2

from batchgen import checks, models, settings

NAMES = (
    "first_name",
    "last_name",
    "company",
    "city",
    "job_title",
    "seats",
    "plan",
    "owner",
    "product",
    "month",
)
PLAIN = (
    "Hi {{ first_name }}, this is {{ owner }} from {{ product }}. I saw that {{ company }} in {{ city }} "
    "is growing, and that you, {{ first_name }} {{ last_name }}, lead the work as {{ job_title }}. Your "
    "{{ plan }} plan with {{ seats }} seats renews in {{ month }}. Let us talk next week, and I will show "
    "you what other teams in {{ city }} did about it. See you soon."
)
RICH = PLAIN.replace("{{ first_name }}", '{{ first_name | person or "there" }}', 1).replace(
    "See you soon.", "{% if seats | int > 30 %}It pays for {{ seats }} people.{% endif %} See you soon."
)
SHORT = "Hi {{ first_name }}, greetings to everyone at {{ company }}."


def rows(count: int) -> Iterator[models.Row]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    for number in range(2, count + 2):
        one, two = letters[number % 26], letters[number // 26 % 26]
        yield models.Row(
            number,
            (
                f"Ann{one}{two}",
                f"Smith{two}",
                f"Acme {one.upper()}{two}",
                "Boston",
                "Head of Sales",
                "40",
                "team",
                "Tom Becker",
                "Replyard",
                "March",
            ),
        )


def bare(template: str, count: int) -> float:
    compiled = jinja2.Environment(autoescape=False).from_string(template)
    begun = time.perf_counter()
    for row in rows(count):
        compiled.render(dict(zip(NAMES, row.cells, strict=True)))
    return time.perf_counter() - begun


def ours(template: str, count: int) -> tuple[float, int]:
    columns = [models.Column(i, chr(65 + i), name, name) for i, name in enumerate(NAMES)]
    given = settings.Settings(fields={"script": template, "replica_id": "r79e1c033f"})
    examiner = checks.Examiner(given, columns)
    begun = time.perf_counter()
    problems = sum(len(examined.problems) for examined in map(examiner.examine, rows(count)))
    return time.perf_counter() - begun, problems


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    for name, template in (("10 variables", PLAIN), ("10 variables, logic", RICH), ("2 variables", SHORT)):
        bare_seconds = bare(template.replace(" | person", ""), count)
        our_seconds, problems = ours(template, count)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{name:20} {count:,} rows: bare {count / bare_seconds:9,.0f}/s, merged and checked "
            f"{count / our_seconds:9,.0f}/s = {bare_seconds / our_seconds:.2f} of it, {problems} problems, "
            f"peak {peak:.0f} MB"
        )


if __name__ == "__main__":
    main()
