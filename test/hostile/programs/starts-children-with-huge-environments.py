import os
import subprocess
import sys

from regatta import run

for size in [1 << 17, 1 << 20, 1 << 24]:
    try:
        subprocess.run(["/bin/sh", "-c", ":"], env={f"V{i}": "x" * 100_000 for i in range(size // 100_000 + 1)}, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"{size}: {error}\n")
try:
    os.execve("/bin/sh", ["sh", "-c", ":"], {"V": "x" * (1 << 22)})
except OSError:
    pass
run(score=lambda pod, node: node.cpu_free)
