"""The same with nothing but Python's own server: HTTP/1.0, a connection for each call, whatever is not asked for left out."""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

port, mode = int(sys.argv[1]), sys.argv[2]
cached = mode == "cached"


def say(line):
    sys.stderr.write(line + "\n")


def names(args):
    return args["NodeNames"] if cached else [node["metadata"]["name"] for node in args["Nodes"]["items"]]


def answer(verb, args):
    if verb == "filter":
        return {"nodenames": names(args)} if cached else {"nodes": {"items": args["Nodes"]["items"]}}
    if verb == "prioritize":
        return [{"host": name, "score": 10 if name == max(names(args)) else 0} for name in names(args)]
    if verb == "preempt":
        victims = args["NodeNameToMetaVictims"] or {
            node: {"Pods": [{"UID": pod["metadata"]["uid"]} for pod in one["Pods"]], "NumPDBViolations": one["NumPDBViolations"]}
            for node, one in args["NodeNameToVictims"].items()
        }
        return {"NodeNameToMetaVictims": victims}
    return {} if args["Node"] else {"Error": "no node"}


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        verb = self.path.rsplit("/", 1)[-1]
        say(f"call: {verb}")
        body = json.dumps(answer(verb, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


HTTPServer(("127.0.0.1", port), Handler).serve_forever()
