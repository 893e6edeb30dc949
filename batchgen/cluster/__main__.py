"""`python -m batchgen.cluster`: a worker of a crew, as a run starts it."""

import sys

from batchgen.cluster import crew

if __name__ == "__main__":
    sys.exit(crew.work(sys.stdin))
