"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations

TUNNEL = (
    "Tavus must reach this address from outside. Put a tunnel or a reverse proxy with "
    "https in front of it, for example `cloudflared tunnel --url {local}` or `ngrok http "
    "{port}`, and name its address with --public-url."
)


def not_for_callbacks(url: str) -> str:
    return f"Tavus cannot send callbacks to --public-url {url!r}."


LOOKS_LIKE = "It should look like https://abc.example.com."

INSTALL = "pip install 'batchgen[listen]'"

NEEDS_EXTRA = "Listening for callbacks needs two more packages."


def not_this_machine(host: str, why: object) -> str:
    return f"{host} is not an address of this computer: {why}."


def cannot_listen(host: str, port: int, why: object) -> str:
    return f"Cannot listen on {host}:{port}: {why}."


OTHER_PORT = "Choose another port with --listen-port N."
