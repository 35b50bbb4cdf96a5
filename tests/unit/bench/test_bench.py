"""What the benchmark counts with: bytes on the wire, and which indicators it switches between."""

from __future__ import annotations

import http.server
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from halsogap import settings
from halsogap.model import Level
from halsogap.store.area_store import AreaStore
from halsogap.store.store import Store
from halsogap.sync.install import install

BENCH = Path(settings.ROOT) / "bench"
sys.path.insert(0, str(BENCH))
import deso_switch  # noqa: E402
import stores  # noqa: E402
import wire  # noqa: E402

ISSUE = (
    *("median_ms", "p95_ms", "bytes_per_switch", "geometry_bytes", "cold_s", "warm_s", "click_ms"),
    *("stock_median_ms", "floor_median_ms", "reruns_on_pan", "foreign_requests"),
)


class _Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response_only(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(b"x" * 5000)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/page"
    server.shutdown()
    server.server_close()


def test_the_wire_counts_all_that_is_sent(address: str) -> None:
    with wire.Wire(address) as counted, urllib.request.urlopen(counted.url, timeout=10) as answer:
        body = answer.read()
    headers = b"HTTP/1.0 200 OK\r\nContent-Length: 5000\r\n\r\n"
    assert len(body) == 5000
    assert counted.received == len(headers) + 5000


def test_the_indicators_are_those_with_women_and_men_everywhere(tmp_path: Path) -> None:
    from halsogap.catalog import catalog
    from halsogap.catalog.catalog import Catalog
    from halsogap.sources.demo import demo

    known = catalog.load(settings.CATALOG_DIR)
    few = Catalog({slug: known[slug] for slug in ("fallskador_80", "medellivslangd", "lag_ekonomisk_standard_0_19")})
    observations, groups = demo.make(few)
    install(Store(tmp_path), observations, groups, kind="demo", sources=["demo"], replace=None)
    chosen = stores.indicators(tmp_path, 6)
    assert set(chosen) == {"fallskador_80", "medellivslangd"}
    assert chosen["fallskador_80"] == known["fallskador_80"].short.sv
    assert Level.KOMMUN in known["fallskador_80"].levels


def test_the_benchmark_prints_what_the_issue_asks_for() -> None:
    code = (BENCH / "map_switch.py").read_text(encoding="utf-8")
    assert [name for name in ISSUE if f'"{name}":' not in code] == []


def test_the_indicators_of_small_areas_are_those_that_fill_the_map(demo_folder: Path) -> None:
    both = stores.indicators(demo_folder, 6, level=Level.MADE_UP, count=6_000)
    assert 3 <= len(both) <= 6
    assert "lag_ekonomisk_standard_0_19" not in both, "it has no women and men"
    assert stores.indicators(demo_folder, 6, level=Level.DESO, count=1_287, total=True) == {}


def test_areas_to_click_on_are_large_and_hit_in_their_middle(demo_folder: Path) -> None:
    ground = deso_switch.Ground(demo_folder, Level.MADE_UP, "demo", "21", total=False)
    job, count = ground.job()
    areas = AreaStore(demo_folder / "areas").polygons(Level.MADE_UP, "demo", "21")
    assert count == len(areas)
    assert len(set(job.clickable)) == deso_switch.CLICKS
    clickable = areas.loc[list(job.clickable)].geometry
    assert clickable.contains(clickable.envelope.centroid).all()
    assert clickable.area.min() > areas.geometry.area.median()
    assert job.query == {"level": "made_up", "view": "sexes", "within": "21"}
