"""A pass-through before a server that counts the bytes it sends, as they are sent: compressed, with all framing."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from types import TracebackType
from urllib.parse import urlsplit, urlunsplit


class Wire:
    """Passes everything between browsers and the server at `address`; use as a context.

    `url` is `address` by way of here, `received` the bytes that have gone to browsers so far. It slows what goes
    through it a little, so what is timed goes past it.
    """

    def __init__(self, address: str) -> None:
        to = urlsplit(address)
        self.received = 0
        wire = self

        class Pass(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with socket.create_connection((to.hostname or "", to.port or 80)) as server:
                    asking = threading.Thread(target=wire._copy, args=(self.request, server), daemon=True)
                    asking.start()
                    wire._copy(server, self.request, count=True)
                    asking.join(1)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Pass)
        self._server.daemon_threads = True
        self.url = urlunsplit(to._replace(netloc=f"127.0.0.1:{self._server.server_address[1]}"))

    def __enter__(self) -> Wire:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _copy(self, source: socket.socket, target: socket.socket, *, count: bool = False) -> None:
        # Either side may go without a word: browsers do.
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self.received += len(data) if count else 0
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)
