"""`python -m tests.browser.server DATABASE`: the app over a store, on a free port that is printed first."""

import sys

from werkzeug.serving import WSGIRequestHandler, make_server

from api.app import create_app
from tests.api_support import extract
from timeline.store import Store


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps connections, as the real server does

    def log(self, *_: object, **__: object) -> None:
        """Nothing: the browser tells what fails."""


if __name__ == "__main__":
    app = create_app(Store.open(sys.argv[1]), extract=extract)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    print(server.server_port, flush=True)
    server.serve_forever()
