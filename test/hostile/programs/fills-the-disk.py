import os
import sys

from regatta import run


def attempt(what, act):
    try:
        act()
        sys.stderr.write(f"open: {what}\n")
    except OSError:
        sys.stderr.write(f"shut: {what}\n")


def fill():
    with open("/box/fill", "wb") as file:
        for _ in range(400):
            file.write(b"x" * 1024 * 1024)


def many():
    os.remove("/box/fill")
    for number in range(100_000):
        open(f"/box/{number}", "w").close()


def allocate():
    descriptor = os.open("/box/0", os.O_RDWR)
    os.posix_fallocate(descriptor, 0, 1 << 30)


def sparse():
    os.truncate("/box/0", 1 << 40)


attempt("400 MB in the box", fill)
attempt("100000 files in the box", many)
attempt("fallocate of 1 GB", allocate)
attempt("a sparse file of 1 TB", sparse)
for place in ["/", "/etc", "/regatta", "/usr", "/dev", "/dev/shm", "/proc", "/sys", "/var", "/root", "/run"]:
    attempt(f"a file in {place}", lambda: open(f"{place}/written", "w").close())
run(score=lambda pod, node: node.cpu_free)
