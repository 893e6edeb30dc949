"""`python -m batchgen`: the command line, as the `batchgen` program starts it."""

from batchgen import cli

if __name__ == "__main__":
    cli.main()
