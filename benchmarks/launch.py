"""Runs a command once and prints what it took, as JSON. Started with `python -I -S`, as a program of its own.

Linux counts the memory of the process that starts a command into the peak of that command. So commands are started
from here, where next to nothing is loaded, and not from the benchmark, which by then holds contracts and engines.
"""

import json
import os
import sys
import time

DISCARD = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]


def main() -> None:
    """Wall time and processor time in seconds, peak memory in kibibytes, exit code."""
    command = sys.argv[1:]
    start = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=DISCARD)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    print(json.dumps([wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, os.waitstatus_to_exitcode(status)]))


if __name__ == "__main__":
    main()
