"""A service on this machine that speaks as the live sources do, for the tests of several folders."""

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

DATE = "Mon, 06 Jan 2025 10:00:00 GMT"


@dataclass(frozen=True)
class Reply:
    """What the service says to one question."""

    body: bytes = b"{}"
    status: int = 200
    type: str = "application/json;odata=minimalmetadata;charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None  # bytes to send of the length that is promised
    hang: bool = False  # say nothing until the end of the test


@dataclass(frozen=True)
class Asked:
    """One question that was received."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


Teller = Callable[[Asked], Reply]


class LiveServer:
    """Replies by path; the last reply of a path is repeated."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.released = threading.Event()
        self._tellers: dict[str, Teller] = {}
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._http.handle_error = lambda *_: None  # a client that has had enough hangs up
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def tell(self, path: str, *replies: Reply) -> None:
        left = list(replies)
        self._tellers[path] = lambda _: left.pop(0) if len(left) > 1 else left[0]

    def compute(self, path: str, teller: Teller) -> None:
        self._tellers[path] = teller

    def teller(self, path: str) -> Teller:
        return self._tellers[path]

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        teller = self._tellers.get(asked.path)
        return teller(asked) if teller else Reply(b"no such thing", status=404, type="text/plain")

    def close(self) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(timeout=5)

    def _handler(server) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                reply = server.reply(Asked(parts.path, dict(parse_qsl(parts.query)), dict(self.headers)))
                if reply.hang:
                    server.released.wait(5)
                    self.close_connection = True
                    return
                self.send_response_only(reply.status)
                length = {} if reply.status == 304 else {"Content-Length": str(len(reply.body))}
                for name, value in {"Content-Type": reply.type, "Date": DATE, **length, **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self._send(reply)

            def _send(self, reply: Reply) -> None:
                if reply.status != 304:
                    try:
                        self.wfile.write(reply.body[: reply.cut])
                    except OSError:  # the client has had enough
                        self.close_connection = True
                if reply.cut is not None:
                    self.close_connection = True

            def log_message(self, *arguments: object) -> None:
                pass

        return Handler


@pytest.fixture
def server() -> Iterator[LiveServer]:
    service = LiveServer()
    yield service
    service.close()


@pytest.fixture
def reply() -> type[Reply]:
    return Reply


@pytest.fixture
def json_reply() -> Callable[..., Reply]:
    def make(document: object, **others: object) -> Reply:
        return Reply(json.dumps(document).encode(), **others)

    return make


def _chosen(row: Mapping[str, object], wanted: str) -> bool:
    """Evaluate the part of the filter language that both services are asked in."""
    for part in filter(None, wanted.split(" and ")):
        starts = re.findall(r"startswith\((\w+),'([^']*)'\)", part)
        equals = re.findall(r"(\w+) eq '([^']*)'", part)
        hits = [str(row[name]).startswith(text) for name, text in starts] + [row[name] == text for name, text in equals]
        assert hits, f"the service does not understand {part}"
        if not any(hits):
            return False
    return True


def _listed(rows: Sequence[Mapping[str, object]]) -> Reply:
    return Reply(json.dumps({"odata.metadata": "m", "@odata.context": "c", "value": list(rows)}).encode())


@pytest.fixture
def publish3(server: LiveServer) -> Callable[..., None]:
    """Publish a table in the envelopes of OData 3."""

    def publish(
        table_id: str,
        rows: Sequence[Mapping[str, object]],
        properties: Sequence[Mapping[str, object]],
        *,
        modified: str = "2022-12-22T02:00:00",
        info: Mapping[str, object] | None = None,
        page_rows: int = 10_000,
        links: bool = True,
    ) -> None:
        root = f"/odata/{table_id}"
        described = info or {"ID": 0, "Title": "Kerncijfers 2022", "Identifier": table_id, "Period": "2022"}
        server.tell(f"{root}/TableInfos", _listed([{**described, "Modified": modified}]))
        names = ("TableInfos", "UntypedDataSet", "TypedDataSet", "DataProperties", "CategoryGroups")
        server.tell(root, _listed([{"name": name, "url": f"{server.url}{root}/{name}"} for name in names]))
        server.tell(f"{root}/DataProperties", _listed(properties))

        def page(asked: Asked) -> Reply:
            skip, top = int(asked.query.get("$skip", 0)), int(asked.query.get("$top", page_rows))
            found = [row for row in rows if _chosen(row, asked.query.get("$filter", ""))]
            size = min(top, page_rows)
            names = asked.query.get("$select", "").split(",")
            cut = [
                {n: row[n] for n in names if n in row} if names != [""] else row for row in found[skip : skip + size]
            ]
            document: dict[str, object] = {"odata.metadata": f"{server.url}{root}/$metadata#TypedDataSet", "value": cut}
            if links and skip + size < len(found):
                query = urlencode({**asked.query, "$skip": str(skip + size)})
                document["odata.nextLink"] = f"{server.url}{root}/TypedDataSet?{query}"
            return Reply(json.dumps(document).encode())

        server.compute(f"{root}/TypedDataSet", page)

    return publish


@pytest.fixture
def publish4(server: LiveServer) -> Callable[..., None]:
    """Publish a table in the envelopes of OData 4."""

    def publish(
        table_id: str,
        observations: Sequence[Mapping[str, object]],
        *,
        measures: Sequence[Mapping[str, object]],
        regions: Sequence[str],
        region_dimension: str = "WijkenEnBuurten",
        times: Sequence[str] = (),
        others: Sequence[str] = (),
        modified: str = "2024-03-01T00:00:00Z",
        page_rows: int = 100_000,
    ) -> None:
        root = f"/v1/CBS/{table_id}"
        told = {"@odata.context": "c", "Identifier": table_id, "Title": "Kerncijfers", "Modified": modified}
        server.tell(f"{root}/Properties", Reply(json.dumps(told).encode()))
        kinds = [(region_dimension, "GeoDetail"), *((name, "TimeDimension") for name in times),
                 *((name, "Dimension") for name in others)]  # fmt: skip
        server.tell(f"{root}/Dimensions", _listed([{"Identifier": name, "Kind": kind} for name, kind in kinds]))
        server.tell(f"{root}/MeasureCodes", _listed(measures))
        codes = [{"Identifier": code.ljust(10), "Title": code} for code in regions]

        def named(asked: Asked) -> Reply:
            return _listed([code for code in codes if _chosen(code, asked.query.get("$filter", ""))])

        server.compute(f"{root}/{region_dimension}Codes", named)

        def page(asked: Asked) -> Reply:
            skip = int(asked.query.get("$skip", 0))
            found = [row for row in observations if _chosen(row, asked.query.get("$filter", ""))]
            document: dict[str, object] = {
                "@odata.context": f"{root}/$metadata",
                "value": found[skip : skip + page_rows],
            }
            if skip + page_rows < len(found):
                query = urlencode({**asked.query, "$skip": str(skip + page_rows)})
                document["@odata.nextLink"] = f"{server.url}{root}/Observations?{query}"
            return Reply(json.dumps(document).encode())

        server.compute(f"{root}/Observations", page)

    return publish
