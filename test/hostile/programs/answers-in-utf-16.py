import os
import sys

sys.stdin.readline()
os.write(1, '{"type":"ready","protocol":1}\n'.encode("utf-16"))
sys.stdin.readline()
