"""Beside a scheduler extender: starts its server, and carries the judge's calls from standard input to it over the loopback.

usage: extender-shim.py URL COMMAND…
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

prefix = urlsplit(sys.argv[1])
host, port = prefix.hostname or "127.0.0.1", prefix.port or 80
# What it prints is for people: standard output belongs to the judge.
server = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=2, stderr=2)


def leave_with_it() -> None:
    os._exit(server.wait() & 255)


threading.Thread(target=leave_with_it, daemon=True).start()


def listens() -> bool:
    try:
        socket.create_connection((host, port), 1).close()
        return True
    except OSError:
        return False


connection = None


def call(message: dict) -> dict:
    global connection
    url = urlsplit(message["url"])
    reused = connection is not None
    try:
        if connection is None:
            connection = http.client.HTTPConnection(host, port)
        connection.timeout = message["timeoutMs"] / 1000
        if connection.sock is not None:
            connection.sock.settimeout(connection.timeout)
        connection.request("POST", url.path, message["body"].encode(), {"Content-Type": "application/json"})
        # A server that writes its answer in two pieces would wait 40 ms for our word about the first.
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        response = connection.getresponse()
        return {"status": response.status, "body": response.read().decode("utf-8", "replace")}
    except (OSError, http.client.HTTPException) as error:
        if connection is not None:
            connection.close()
        connection = None
        # A server may close what was kept open; a fresh connection tells whether it is there.
        if reused and not isinstance(error, TimeoutError):
            return call(message)
        return {"error": f'Post "{message["url"]}": {error}'[:1000]}


for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "start":
        while not listens():
            time.sleep(0.02)
        reply = {"type": "ready", "protocol": 1}
    else:
        reply = {"type": "reply", "call": message["call"], **call(message)}
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()
server.kill()
