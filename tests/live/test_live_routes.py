"""The server's routes: the sample clips and the recorded voice, and nothing else."""

import http.client
import json
from pathlib import Path

import pytest

from formcheck.live.speech.recorded_voice import SOUNDS_PATH, list_sounds, pack_sounds
from formcheck.paths import bundled_path


def get(server, path: str, method: str = "GET", **headers: str) -> tuple[int, dict, bytes]:
    """Ask for exactly this path."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        line.request(method, path, headers=headers)
        answer = line.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        line.close()


def smallest_sample() -> Path:
    return min(bundled_path("sample_videos").glob("*.mp4"), key=lambda path: path.stat().st_size)


class TestSampleClips:
    def test_are_served_whole(self, process_server):
        path = smallest_sample()
        status, headers, body = get(process_server, f"/live-sample/{path.stem}")
        assert status == 200
        assert headers["content-type"] == "video/mp4"
        assert headers["accept-ranges"] == "bytes"
        assert body == path.read_bytes()

    def test_are_served_in_parts_as_browsers_ask_for_them(self, process_server):
        path = smallest_sample()
        whole = path.read_bytes()
        status, headers, body = get(
            process_server, f"/live-sample/{path.stem}", Range="bytes=100-199"
        )
        assert status == 206
        assert headers["content-range"] == f"bytes 100-199/{len(whole)}"
        assert body == whole[100:200]
        status, _, body = get(process_server, f"/live-sample/{path.stem}", Range="bytes=-50")
        assert (status, body) == (206, whole[-50:])
        assert get(process_server, f"/live-sample/{path.stem}", Range="bytes=999999999-")[0] == 416

    @pytest.mark.parametrize(
        "name",
        [
            "",
            "nothing",
            ".",
            "..",
            "*",
            "../pyproject.toml",
            "..%2fpyproject.toml",
            "..%2Fbridge",
            "%2e%2e%2f%2e%2e%2fapp",
            "..%5c..%5capp",
            "%2fetc%2fpasswd",
            "/etc/passwd",
            "//etc/passwd",
            "%00",
            "{sample}%00",
            "{sample}.mp4",
            "{sample}/",
            "{sample}%2f..%2f{sample}",
            "x%2f..%2f{sample}",
            ".%2f{sample}",
            "README",
            "%ff%fe",
            "a" * 5000,
        ],
    )
    def test_are_the_only_files_served(self, process_server, name):
        status, _, body = get(
            process_server, "/live-sample/" + name.format(sample=smallest_sample().stem)
        )
        assert status in {404, 307}  # Starlette redirects a path with an extra slash
        assert b"[project]" not in body
        assert len(body) < 1000

    def test_are_not_written(self, process_server):
        for method in ("POST", "PUT", "DELETE"):
            assert get(process_server, f"/live-sample/{smallest_sample().stem}", method)[0] == 405


class TestTheRecordedVoice:
    def test_is_served_in_one_answer(self, process_server):
        status, headers, body = get(process_server, f"/{SOUNDS_PATH}")
        assert (status, headers["content-type"]) == (200, "application/json")
        assert body == pack_sounds()
        assert json.loads(body).keys() == list_sounds()

    @pytest.mark.parametrize(
        "path", ["/", "/three", "/three.mp3", "/..%2fpage%2fcoach.js", "?three"]
    )
    def test_is_the_only_file_served(self, process_server, path):
        status, _, body = get(process_server, f"/{SOUNDS_PATH}{path}")
        assert status in {404, 307} or body == pack_sounds()  # the query string is ignored

    def test_is_not_written(self, process_server):
        for method in ("POST", "PUT", "DELETE"):
            assert get(process_server, f"/{SOUNDS_PATH}", method)[0] == 405
