"""How many creates a second the sandbox takes when no films are made: `python tests/bench/bench_sandbox.py`.

The figure to keep: 1,000 a second. The client is as lean as can be, so that the server is what is measured.
"""

import asyncio
import json
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

from batchgen import sandbox

CONNECTIONS = 20


async def create_many(host: str, port: int, share: int, body: bytes) -> int:
    reader, writer = await asyncio.open_connection(host, port)
    head = (
        f"POST /v2/videos HTTP/1.1\r\nhost: {host}\r\nx-api-key: any\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    ).encode()
    made = 0
    for _ in range(share):
        writer.write(head + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = int(answer.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        await reader.readexactly(length)
        made += answer.startswith(b"HTTP/1.1 200")
    writer.close()
    return made


async def creates(url: str, total: int) -> float:
    place = urllib.parse.urlsplit(url)
    script = "Hello Ana, thanks for your time. I saw that Acme opened an office in Lisbon. " * 6
    fields = {"replica_id": "r79e1c033f", "script": script, "video_name": "bg-7k2m9q4xw1ab Ana Ruiz, Acme"}
    body = json.dumps(fields).encode()
    began = time.perf_counter()
    made = await asyncio.gather(
        *[
            create_many(str(place.hostname), int(place.port or 80), total // CONNECTIONS, body)
            for _ in range(CONNECTIONS)
        ]
    )
    assert sum(made) == total
    return total / (time.perf_counter() - began)


def main() -> None:
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder, sandbox.Child.start(Path(folder), render=False) as child:
        print(f"{asyncio.run(creates(child.url, total)):,.0f} creates a second ({total:,} creates)")


if __name__ == "__main__":
    main()
