import os
import sys

# A second process of its own on the same pipe: nobody can tell who said what, and two lines are two lines.
sys.stdin.readline()
end = os.open("/proc/self/fd/1", os.O_WRONLY)
child = os.fork()
os.write(end, b'{"type":"ready","protocol":1}\n')
if child:
    os.waitpid(child, 0)
sys.stdin.readline()
