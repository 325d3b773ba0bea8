import os
import sys

from regatta import run


def attempt(what, act):
    try:
        act()
        sys.stderr.write(f"open: {what}\n")
    except (OSError, ValueError):
        sys.stderr.write(f"shut: {what}\n")


for number, target in enumerate(["/etc/shadow", "/proc/1/root/etc/shadow", "/proc/kcore", "/dev/mem", "/dev/sda", "/dev/vda", "/dev/kmsg", "/dev/port", "/proc/sysrq-trigger", "../../../../../../etc/shadow"]):
    link = f"/box/link-{number}"
    os.symlink(target, link)
    attempt(f"link to {target}", lambda: open(link, "rb").read(1) or os.stat("/nowhere"))
attempt("a hard link to the shell", lambda: os.link("/bin/sh", "/box/sh"))
attempt("a device", lambda: os.mknod("/box/device", 0o60600, os.makedev(8, 0)))
os.makedirs("/box/trap", exist_ok=True)
attempt("writing the core pattern", lambda: open("/proc/sys/kernel/core_pattern", "w").write("|/box/x"))
attempt("writing sysrq", lambda: open("/proc/sysrq-trigger", "w").write("c"))
attempt("writing a control group", lambda: open("/sys/fs/cgroup/memory/memory.limit_in_bytes", "w").write("-1"))
attempt("running a program of the box", lambda: (open("/box/run", "wb").write(open("/bin/sh", "rb").read()), os.chmod("/box/run", 0o4755), os.execv("/box/run", ["sh", "-c", "exit 0"])))
attempt("becoming root", lambda: os.setuid(0))
attempt("raising a limit", lambda: __import__("resource").setrlimit(7, (100_000, 100_000)))
run(score=lambda pod, node: node.cpu_free)
