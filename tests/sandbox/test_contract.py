"""The sandbox keeps the contract of the OpenAPI description in tests/kit, as the client does."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sandboxkit
import yaml

SPEC = Path(sandboxkit.__file__).with_name("tavus-openapi.yaml")
BY_DESIGN = {
    "ignored_auth": "any word is a key here",
    "positive_data_acceptance": "ids and texts that the schema allows and nobody has, or can say",
}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sandboxkit.Api]:
    # the description has no null
    with sandboxkit.running(tmp_path_factory.mktemp("sandbox"), "--empty-fields", "refuse") as running:
        yield running


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    return dict(yaml.safe_load(SPEC.read_text(encoding="utf-8")))


def check(spec: dict[str, Any], name: str, body: object) -> None:
    """Check a body against a schema of the description, by name, and that it has no field of its own."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": spec["components"]}
    jsonschema.Draft202012Validator(schema).validate(body)
    assert isinstance(body, dict)
    assert set(body) <= fields(spec, spec["components"]["schemas"][name])


def fields(spec: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    if "$ref" in schema:
        return fields(spec, spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    return set(schema.get("properties", {})).union(*(fields(spec, part) for part in schema.get("allOf", [])))


def test_every_path_and_method_of_the_description_is_served(
    api: sandboxkit.Api, spec: dict[str, Any]
) -> None:
    missing = []
    for path, item in spec["paths"].items():
        for method in item.keys() & {"get", "post", "patch", "delete"}:
            place = path.replace("{", "").replace("}", "")
            answer = api.call(method.upper(), place, {} if method in {"post", "patch"} else None)
            if answer.status in {404, 405}:
                missing.append(f"{method} {path}")

    assert missing == []


def test_all_answers_have_the_shapes_of_the_description(api: sandboxkit.Api, spec: dict[str, Any]) -> None:
    made = api.call("POST", "/v2/videos", {"replica_id": "r79e1c033f", "script": "Hello."}).body
    trained = api.call("POST", "/v2/replicas", {"train_video_url": "https://example.com/a.mp4"}).body
    opened = api.call("POST", "/v2/conversations", {"replica_id": "r79e1c033f", "require_auth": True}).body
    api.finished(made["video_id"])
    answers = [
        ("VideoCreated", made),
        ("Video", api.video(made["video_id"])),
        ("VideoPage", api.call("GET", "/v2/videos").body),
        ("ReplicaCreated", trained),
        ("Replica", api.call("GET", f"/v2/replicas/{trained['replica_id']}?verbose=true").body),
        ("Replica", api.call("GET", "/v2/replicas/r79e1c033f").body),
        ("ReplicaPage", api.call("GET", "/v2/replicas?verbose=true").body),
        ("ConversationCreated", opened),
        ("Conversation", api.call("GET", f"/v2/conversations/{opened['conversation_id']}?verbose=true").body),
        ("ConversationPage", api.call("GET", "/v2/conversations").body),
        ("Error", api.call("GET", "/v2/videos/x").body),
        ("Error", api.call("GET", "/v2/videos", key=None).body),
        ("Error", api.call("GET", "/v2/nothing").body),
    ]

    for name, body in answers:
        check(spec, name, body)
    for item in api.call("GET", "/v2/videos").body["data"]:
        check(spec, "VideoListItem", item)


def test_generated_requests_find_no_breach_of_the_description(api: sandboxkit.Api, tmp_path: Path) -> None:
    pytest.importorskip("schemathesis")
    command = [sys.executable, "-m", "schemathesis.cli", "run", str(SPEC), "--url", api.url]
    command += ["--header", "x-api-key: any", "--phases", "examples,coverage,fuzzing"]
    command += ["--max-examples", "3", "--generation-deterministic", "--no-color"]
    command += ["--exclude-checks", ",".join(BY_DESIGN)]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=100,
        env={**os.environ, "PYTHONUTF8": "1"},
    )

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
