"""Run a command and tell, as one line of JSON, what it and its children cost.

A process of its own, small and without libraries: the system counts the memory of whoever starts a program
as that program's peak, so the starter must be light. `python -m benchmarks.child COMMAND …`; the command's
output goes to stderr; the keys are `status`, `cpu_s`, `wall_s`, `peak_bytes`.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time


def main(command: list[str]) -> int:
    """Run it and print what it cost."""
    start = time.perf_counter()
    status = subprocess.run(command, stdout=sys.stderr, check=False).returncode
    wall_s = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost = {
        "status": status,
        "cpu_s": used.ru_utime + used.ru_stime,
        "wall_s": wall_s,
        "peak_bytes": used.ru_maxrss * 1024,
    }
    print(json.dumps(cost))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
