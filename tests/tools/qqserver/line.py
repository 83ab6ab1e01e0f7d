# SPDX-License-Identifier: GPL-3.0-or-later
"""What the IMAP and the SMTP side share: a listening socket, and a connection that reads lines and can be cut."""
import socket
import socketserver
import ssl
import sys
import threading
import zlib


class Closed(Exception):
    pass


class Connection:
    def __init__(self, sock, log):
        self.sock, self.log, self.buffer = sock, log, bytearray()
        self.inflate = self.deflate = None
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def fill(self):
        try:
            data = self.sock.recv(1 << 16)
        except TimeoutError:
            raise
        except (OSError, ValueError):
            raise Closed from None
        if not data:
            raise Closed
        self.buffer += self.inflate.decompress(data) if self.inflate else data

    def line(self):
        while (end := self.buffer.find(b"\n")) < 0:
            if len(self.buffer) > 1 << 20:
                raise Closed
            self.fill()
        text = bytes(self.buffer[:end + 1])
        del self.buffer[:end + 1]
        text = text.rstrip(b"\r\n")
        if self.log:
            print("C:", text[:300], file=sys.stderr, flush=True)
        return text

    def exactly(self, size):
        while len(self.buffer) < size:
            self.fill()
        data = bytes(self.buffer[:size])
        del self.buffer[:size]
        return data

    def send(self, data):
        if self.log:
            print("S:", data[:300], file=sys.stderr, flush=True)
        if self.deflate:
            data = self.deflate.compress(data) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
        try:
            self.sock.sendall(data)
        except (OSError, ValueError):
            raise Closed from None

    def compress(self):
        self.inflate, self.deflate = zlib.decompressobj(-15), zlib.compressobj(6, zlib.DEFLATED, -15)
        if self.buffer:
            self.buffer = bytearray(self.inflate.decompress(bytes(self.buffer)))

    def secure(self, context):
        self.sock = context.wrap_socket(self.sock, server_side=True)
        self.buffer.clear()


class Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, account, chosen, port, session, implicit_tls):
        self.account, self.chosen, self.session = account, chosen, session
        self.context = None
        if chosen.cert:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(chosen.cert, chosen.key)
        self.implicit_tls = implicit_tls and self.context is not None
        self.open, self.open_lock = set(), threading.Lock()
        super().__init__(("127.0.0.1", port), socketserver.BaseRequestHandler)
        self.port = self.server_address[1]

    def finish_request(self, request, client_address):
        try:
            if self.implicit_tls:
                request = self.context.wrap_socket(request, server_side=True)
            connection = Connection(request, self.chosen.log)
            with self.open_lock:
                self.open.add(connection)
            try:
                self.session(self, connection).run()
            finally:
                with self.open_lock:
                    self.open.discard(connection)
        except (Closed, OSError):
            pass
        finally:
            try:
                request.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            request.close()

    def drop(self):
        with self.open_lock:
            for connection in self.open:
                try:
                    connection.sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
