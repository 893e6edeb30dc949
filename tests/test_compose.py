"""compose.yaml starts PostgreSQL and three workers that may be lost at any moment."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from batchgen.cli.commands.machines import worker
from batchgen.settings import database_url

ROOT = Path(__file__).resolve().parent.parent
GIVEN = {"TAVUS_API_KEY": "k", "BATCHGEN_DB_PASSWORD": "secret"}


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))[
        "services"
    ]
    return found


def filled(text: object) -> str:
    return re.sub(r"\$\{(\w+)[^}]*\}", lambda match: GIVEN[match[1]], str(text))


def test_three_workers_start_when_the_database_answers(services: dict[str, dict[str, object]]) -> None:
    command, *options = services["worker"]["command"]  # type: ignore[misc]
    with worker.worker_command.make_context("worker", list(options)) as context:
        health = context.params["health"]

    assert (command, health) == ("worker", 8080)
    assert services["worker"]["deploy"] == {"replicas": 3}
    assert services["worker"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "http://127.0.0.1:8080" in str(services["worker"]["healthcheck"])


def test_a_worker_that_ends_starts_again_and_has_time_to_end(services: dict[str, dict[str, object]]) -> None:
    assert services["worker"]["restart"] == "unless-stopped"
    assert services["worker"]["stop_grace_period"] == "150s"


def test_workers_use_the_database_and_no_secret_is_in_the_file(
    services: dict[str, dict[str, object]],
) -> None:
    environment = services["worker"]["environment"]
    database = services["database"]["environment"]
    assert isinstance(environment, dict)
    assert isinstance(database, dict)

    url = database_url.parsed(filled(environment["BATCHGEN_STATE"]), secret=True)

    assert (
        url.text
        == f"postgresql://{database['POSTGRES_USER']}@database/{database['POSTGRES_DB']}?sslmode=disable"
    )
    assert filled(environment["PGPASSWORD"]) == filled(database["POSTGRES_PASSWORD"]) == "secret"
    assert filled(environment["TAVUS_API_KEY"]) == "k"


def test_the_image_has_what_workers_need() -> None:
    extras = re.search(r"ARG EXTRAS=(\S+)", (ROOT / "Dockerfile").read_text("utf-8"))

    assert extras is not None
    assert "cluster" in extras[1].split(",")


def test_compose_itself_takes_the_file_where_it_is_installed() -> None:
    docker = shutil.which("docker")
    if (
        docker is None
        or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode
    ):
        return
    checked = subprocess.run(
        [docker, "compose", "--file", ROOT / "compose.yaml", "config", "--quiet"],
        env={**os.environ, **GIVEN},
        capture_output=True,
        check=False,
        text=True,
    )

    assert checked.returncode == 0, checked.stderr
