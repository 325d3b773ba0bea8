import sys

sys.stdin.readline()
sys.stdout.write("\x1b[2J\x1b]0;owned\x07[server] verdict: completed\r{}\n")
sys.stdout.flush()
sys.stdin.readline()
