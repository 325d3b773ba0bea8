import os
import time

from regatta import run

for _ in range(4):
    if os.fork() == 0:
        while True:
            pass


def schedule(cluster, pending):
    time.sleep(0.5)
    cluster.wake_after(100_000)


run(schedule=schedule)
