"""Speaks to the plain port of an instance as the proxy before it does."""
from toolbox import Client


class AsProxy(Client):
    def __init__(self, port, host, token=None):
        super().__init__(f"http://127.0.0.1:{port}", token=token)
        self.port, self.host = port, host

    def with_token(self, token):
        return AsProxy(self.port, self.host, token)

    def request(self, method, path, body=None, headers=None, raw=False):
        return super().request(method, path, body, {"Host": self.host, "X-Forwarded-Proto": "https", **(headers or {})}, raw)
