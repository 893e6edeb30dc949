"""`python -m batchgen`: the command line, as the `batchgen` program starts it."""

import batchgen.cli

if __name__ == "__main__":
    batchgen.cli.main()
