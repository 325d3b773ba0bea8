from regatta import run

held = []


def score(pod, node):
    return node.cpu_free


def schedule(cluster, pending):
    held.append(bytearray(b"x" * (16 << 20)))
    cluster.wake_after(100_000)


run(schedule=schedule)
