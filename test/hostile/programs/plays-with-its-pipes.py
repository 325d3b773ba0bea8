import fcntl
import os
import sys

from regatta import run


def attempt(what, act):
    try:
        act()
        sys.stderr.write(f"open: {what}\n")
    except OSError:
        sys.stderr.write(f"shut: {what}\n")


for name in ["questions", "answers"]:
    path = f"/regatta/{name}"
    attempt(f"remove {name}", lambda: os.unlink(path))
    attempt(f"rename {name}", lambda: os.rename(path, "/regatta/mine"))
    attempt(f"put another over {name}", lambda: os.rename("/box/start", path))
    attempt(f"change the rights of {name}", lambda: os.chmod(path, 0o777))
    attempt(f"change the owner of {name}", lambda: os.chown(path, os.getuid(), os.getgid()))
    attempt(f"change the times of {name}", lambda: os.utime(path, (0, 0)))
    attempt(f"shorten {name}", lambda: os.truncate(path, 0))
    attempt(f"link to {name}", lambda: os.link(path, "/box/mine"))
    attempt(f"write beside {name}", lambda: open(f"{path}.mine", "w"))
attempt("write questions", lambda: os.open("/regatta/questions", os.O_WRONLY | os.O_NONBLOCK))
attempt("write questions by descriptor", lambda: os.open("/proc/self/fd/0", os.O_WRONLY | os.O_NONBLOCK))
attempt("read answers", lambda: os.open("/regatta/answers", os.O_RDONLY | os.O_NONBLOCK))
attempt("read answers by descriptor", lambda: os.open("/proc/self/fd/1", os.O_RDONLY | os.O_NONBLOCK))
attempt("go up from the pipes", lambda: os.open("/regatta/answers/..", os.O_RDONLY))
# What it may do with its own end changes nothing for whoever is at the other: packets, many ends, a lock.
fcntl.fcntl(1, fcntl.F_SETFL, fcntl.fcntl(1, fcntl.F_GETFL) | os.O_DIRECT)
ends = [os.open("/regatta/answers", os.O_WRONLY) for _ in range(50)]
fcntl.flock(1, fcntl.LOCK_EX | fcntl.LOCK_NB)
run(score=lambda pod, node: node.cpu_free)
