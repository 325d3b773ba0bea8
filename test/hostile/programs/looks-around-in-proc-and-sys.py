import os
import socket
import sys

from regatta import run

# Names that would tell which scenario, team or judge this is; the judge's own environment has the last.
WORDS = ["bin-packing", "scenario", "seed", "hidden", "docker-entrypoint", "judge", "CANARY-OF-THE-JUDGE"]
OWN = ["PATH", "HOME", "LANG", "TZ", "HOSTNAME", "NODE_OPTIONS", "NODE_NO_WARNINGS", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONPATH", "PYTHONNOUSERSITE", "PWD", "OLDPWD", "LC_CTYPE", "_"]


def say(what, is_open):
    sys.stderr.write(f"{'open' if is_open else 'shut'}: {what}\n")


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read(1 << 16).decode("utf-8", "replace")
    except OSError:
        return ""


say("environment: " + ",".join(sorted(set(os.environ) - set(OWN))), any(name not in OWN for name in os.environ))
say("host name: " + socket.gethostname(), socket.gethostname() != "sandbox")
own = str(os.getpid())
processes = [name for name in os.listdir("/proc") if name.isdigit()]
say("processes of others", len(processes) > 4)
for name in ["cmdline", "loadavg", "uptime", "stat", "kallsyms", "kcore", "keys", "key-users", "kmsg", "sched_debug", "timer_list", "diskstats", "partitions", "interrupts", "vmstat", "locks", "modules", "pressure/cpu"]:
    say(f"/proc/{name}", len(read(f"/proc/{name}").strip()) > 0)
for name in ["class", "devices", "block", "kernel", "module", "fs/cgroup", "firmware", "bus"]:
    try:
        say(f"/sys/{name}", len(os.listdir(f"/sys/{name}")) > 0)
    except OSError:
        say(f"/sys/{name}", False)
texts = [read(f"/proc/{process}/{name}") for process in processes for name in ("environ", "cmdline", "mountinfo", "cgroup", "status", "maps")]
for word in WORDS:
    # What the program itself brings does not count.
    say(f"the word {word}", any(word in text for text in texts if "looks-around" not in text))
say("root of process 1", os.access("/proc/1/root/etc/shadow", os.R_OK))
say("descriptors of others: " + ",".join(os.listdir("/proc/self/fd")), any(int(name) > 3 for name in os.listdir("/proc/self/fd")))
run(score=lambda pod, node: node.cpu_free)
