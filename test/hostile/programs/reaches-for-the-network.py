import os
import socket
import sys

from regatta import run


def attempt(what, act):
    try:
        act()
        sys.stderr.write(f"open: {what}\n")
    except (OSError, ValueError):
        sys.stderr.write(f"shut: {what}\n")


def tcp(host, port, family=socket.AF_INET):
    with socket.socket(family, socket.SOCK_STREAM) as end:
        end.settimeout(1)
        end.connect((host, port))


def udp(host, port, family=socket.AF_INET):
    with socket.socket(family, socket.SOCK_DGRAM) as end:
        end.settimeout(1)
        end.sendto(b"\x00" * 16, (host, port))
        end.recv(1)


for host, port in [("1.1.1.1", 443), ("169.254.169.254", 80), ("172.17.0.1", 22), ("172.17.0.1", 2375), ("172.17.0.1", 5432), ("192.168.65.7", 2375), ("10.0.0.1", 10250), ("127.0.0.1", 2375), ("127.0.0.1", 6379), ("127.0.0.1", 5432)]:
    attempt(f"tcp {host}:{port}", lambda: tcp(host, port))
attempt("tcp over IPv6", lambda: tcp("2606:4700:4700::1111", 443, socket.AF_INET6))
attempt("udp", lambda: udp("8.8.8.8", 53))
attempt("udp over IPv6", lambda: udp("2001:4860:4860::8888", 53, socket.AF_INET6))
attempt("broadcast", lambda: udp("255.255.255.255", 9))
attempt("name resolution", lambda: socket.getaddrinfo("example.com", 80))
for name, family, kind, protocol in [
    ("raw socket", socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
    ("ping socket", socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP),
    ("packet socket", 17, socket.SOCK_RAW, 3),
    ("vsock", 40, socket.SOCK_STREAM, 0),
    ("netlink", 16, socket.SOCK_RAW, 0),
    ("kernel crypto", 38, socket.SOCK_SEQPACKET, 0),
    ("bluetooth", 31, socket.SOCK_RAW, 0),
]:
    attempt(name, lambda: socket.socket(family, kind, protocol).close())


def engine(path):
    with socket.socket(socket.AF_UNIX) as end:
        end.connect(path)


for path in ["/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/var/run/crio/crio.sock", "/run/podman/podman.sock", "\0docker", "\0containerd"]:
    attempt(f"socket {path!r}", lambda: engine(path))
run(score=lambda pod, node: node.cpu_free)
