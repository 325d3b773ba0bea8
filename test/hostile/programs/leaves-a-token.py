import os
import sys

from regatta import run

# The next run is this program again: what this one leaves must not be there.
PLACES = ["/box/token", "/tmp/other-token", "/dev/shm/token", "/var/tmp/token", "/run/token", "/box/entry/token", "/dev/token"]
for place in PLACES:
    sys.stderr.write(f"{'open' if os.path.exists(place) else 'shut'}: {place}\n")
for place in PLACES:
    try:
        with open(place, "w") as file:
            file.write("x")
    except OSError:
        pass
run(score=lambda pod, node: node.cpu_free)
