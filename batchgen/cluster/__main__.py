"""`python -m batchgen.cluster`: a worker of a team, as a run starts it."""

import sys

from batchgen.cluster import worker_team

if __name__ == "__main__":
    sys.exit(worker_team.work(sys.stdin))
