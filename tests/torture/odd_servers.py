"""Servers that misbehave, each by a function that writes to an open connection."""

import gzip
import socket
import socketserver
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

Way = Callable[[Any, str, bytes], None]  # of the connection, the file's name, its right content


def answer(status: str, headers: str = "", body: bytes = b"") -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}\r\n".encode() + body


def sends(make: Callable[[str, bytes], bytes]) -> Way:
    return lambda connection, name, body: connection.sendall(make(name, body))


def says(status: str, headers: str = "") -> Way:
    return sends(lambda name, body: answer(status, headers, b"no" * 9))


def goes_to(place: str) -> Way:
    return says("302 Found", f"Location: {place}\r\nContent-Length: 0\r\n")


def good(name: str, body: bytes) -> bytes:
    return answer("200 OK", f"Content-Length: {len(body)}\r\n", body)


def of_length(length: object) -> Way:
    return sends(lambda name, body: answer("200 OK", f"Content-Length: {length}\r\n", body))


def endless(piece: bytes, head: bytes, pause: float = 0) -> Way:
    def write(connection: Any, name: str, body: bytes) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)
            time.sleep(pause)

    return write


def silent(connection: Any, name: str, body: bytes) -> None:
    time.sleep(1)


def resets(connection: Any, name: str, body: bytes) -> None:
    connection.sendall(good(name, body)[: len(body) // 2])
    linger = b"\1\0\0\0\0\0\0\0"  # on, after 0 seconds: the other side sees a reset
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


def chunked(name: str, body: bytes) -> bytes:
    return answer("200 OK", "Transfer-Encoding: chunked\r\n", b"%x\r\n%b" % (len(body), body))


def encoded(body: bytes, kind: str = "gzip") -> bytes:
    return answer("200 OK", f"Content-Encoding: {kind}\r\nContent-Length: {len(body)}\r\n", body)


@cache
def bomb(megabytes: int = 300) -> bytes:
    """A small file that unpacks to much; made piece by piece."""
    packer = zlib.compressobj(wbits=31)
    return b"".join(packer.compress(MEGABYTE) for _ in range(megabytes)) + packer.flush()


LABEL = "a" * 99  # longer than a part of a host's name may be
MEGABYTE = bytes(2**20)

# Ways that deliver nothing right.
BAD: dict[str, Way] = {
    "400": says("400 Bad Request"),
    "401": says("401 Unauthorized", "WWW-Authenticate: Basic\r\n"),
    "403": says("403 Forbidden"),
    "404": says("404 Not Found"),
    "407": says("407 Proxy Authentication Required"),
    "429": says("429 Too Many Requests", "Retry-After: 999\r\n"),
    "500": says("500 Internal Server Error"),
    "503": says("503 Service Unavailable"),
    "999": says("999 What"),
    "status of letters": says("OK 200"),
    "204": says("204 No Content"),
    "205": says("205 Reset Content"),
    "304": says("304 Not Modified"),
    "206, the first half": sends(lambda n, b: answer("206 Partial Content", "", b[: len(b) // 2])),
    "101": says("101 Switching Protocols", "Upgrade: websocket\r\nConnection: Upgrade\r\n"),
    "a loop": goes_to("/{name}"),
    "to itself": goes_to(""),
    "to a file": goes_to("file:///etc/hosts"),
    "to ftp": goes_to("ftp://127.0.0.1/a"),
    "to data": goes_to("data:text/plain,hello"),
    "to javascript": goes_to("javascript:alert(1)"),
    "to no host": goes_to("http://"),
    "to a broken host": goes_to("http://[::1"),
    "to an odd host": goes_to("http://.../"),
    "to a long host": goes_to(f"http://{LABEL}.invalid/"),
    "to a port of letters": goes_to("http://127.0.0.1:many/"),
    "to a port too large": goes_to("http://127.0.0.1:99999/"),
    "to port 0": goes_to("http://127.0.0.1:0/"),
    "to bytes that are no text": sends(
        lambda n, b: b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe/\r\n\r\n"
    ),
    "nowhere": says("302 Found"),
    "closes at once": sends(lambda n, b: b""),
    "half a status": sends(lambda n, b: b"HTTP/1.1 2"),
    "half of the headers": sends(lambda n, b: b"HTTP/1.1 200 OK\r\nContent-Le"),
    "no HTTP": sends(lambda n, b: b"220 mail ready\r\n"),
    "random bytes": sends(lambda n, b: bytes(range(256)) * 8),
    "headers without an end": endless(b"X-More: 1\r\n", b"HTTP/1.1 200 OK\r\n"),
    "a header without an end": endless(MEGABYTE, b"HTTP/1.1 200 OK\r\nX-More: "),
    "half the body": sends(lambda n, b: good(n, b)[: -len(b) // 2]),
    "resets": resets,
    "one byte short": sends(lambda n, b: good(n, b)[:-1]),
    "a length too short": sends(lambda n, b: answer("200 OK", "Content-Length: 9\r\n", b)),
    "a length too long": of_length(10**9),
    "a length of 0": of_length(0),
    "an enormous length": of_length(10**40),
    "chunks without an end": sends(chunked),
    "a chunk of letters": sends(
        lambda n, b: answer("200 OK", "Transfer-Encoding: chunked\r\n", b"zz\r\n" + b)
    ),
    "a chunk below 0": sends(
        lambda n, b: answer("200 OK", "Transfer-Encoding: chunked\r\n", b"-5\r\n" + b)
    ),
    "a web page": sends(lambda n, b: good(n, b"<!DOCTYPE html><title>Sign in</title>")),
    "nothing": sends(lambda n, b: good(n, b"")),
    "unpacked": sends(lambda n, b: good(n, gzip.decompress(b))),
    "unpacked on the way": sends(lambda n, b: encoded(b)),
    "packed twice, badly": sends(lambda n, b: encoded(b"no gzip")),
    "packed, cut": sends(lambda n, b: encoded(gzip.compress(b)[:-9])),
    "packed by deflate, badly": sends(lambda n, b: encoded(b"\xff" * 99, "deflate")),
    "one bit wrong": sends(lambda n, b: good(n, b[:-1] + bytes([b[-1] ^ 1]))),
    "another file": sends(lambda n, b: good(n, gzip.compress(b"another"))),
    "twice": sends(lambda n, b: good(n, b + b)),
    "silent": silent,
    "without an end": endless(MEGABYTE, answer("200 OK")),
    "a bomb on the way": sends(lambda n, b: encoded(bomb())),
    "a byte at a time": endless(b"a", answer("200 OK"), pause=0.002),
}
# Ways that deliver what is right, in an odd manner.
GOOD: dict[str, Way] = {
    "as it should": sends(good),
    "no length": sends(lambda n, b: answer("200 OK", "", b)),
    "HTTP/1.0": sends(lambda n, b: b"HTTP/1.0 200 OK\r\n\r\n" + b),
    "with 206": sends(lambda n, b: answer("206 Partial Content", "", b)),
    "in one chunk": sends(lambda n, b: chunked(n, b) + b"\r\n0\r\n\r\n"),
    "as a picture": sends(lambda n, b: answer("200 OK", "Content-Type: image/png\r\n", b)),
    "with a cookie": sends(lambda n, b: answer("200 OK", "Set-Cookie: a=b\r\n", b)),
    "with a line of rubbish": sends(lambda n, b: answer("200 OK", "rubbish\r\n", b)),
}
# What HTTP's library takes for right, or for wrong, in one release or another.
EITHER: dict[str, Way] = {
    "packed once more": sends(lambda n, b: encoded(gzip.compress(b))),
    "a length of letters": of_length("many"),
    "a length below 0": of_length(-5),
    "two lengths": of_length("5, 6"),
    "a length of a fraction": of_length(1.5),
    "an unknown packing": sends(lambda n, b: encoded(b, "rot13")),
}


class Server:
    """A server on this machine that treats everyone as it is told to, and counts the requests."""

    def __init__(self, files: dict[str, bytes], way: Way) -> None:
        self.files, self.way, self.requests = files, way, 0
        server = self

        class Handler(socketserver.StreamRequestHandler):
            timeout = 5

            def handle(self) -> None:
                name = self.rfile.readline().split(b" ")[1].decode().lstrip("/")
                while self.rfile.readline() not in (b"\r\n", b""):
                    pass
                server.requests += 1
                with suppress(OSError):  # the other side has had enough
                    server.way(self.connection, name, server.files.get(name, b""))

        socketserver.ThreadingTCPServer.daemon_threads = True
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.request_queue_size = 64
        self.server.server_activate()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.socket.close()


@contextmanager
def serving(files: dict[str, bytes], way: Way) -> Iterator[Server]:
    server = Server(files, way)
    try:
        yield server
    finally:
        server.close()
