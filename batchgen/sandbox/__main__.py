"""`python -m batchgen.sandbox`: the sandbox as a program of its own."""

from __future__ import annotations

import sys

from batchgen import errors
from batchgen.sandbox import words


def main(arguments: list[str] | None = None) -> int:
    """Run the sandbox with these arguments (those of the command line by default); return the exit code."""
    from batchgen.sandbox import sandbox_options
    from batchgen.sandbox.api import server

    given = sandbox_options.parse(sys.argv[1:] if arguments is None else arguments)
    try:
        return server.serve(given)
    except errors.BatchgenError as error:
        print(words.of_sandbox(error), file=sys.stderr)  # noqa: T201 - a program's last word
        return error.exit_code
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
