"""If the temporary folder is full at any moment, the page shows one sentence and leaves no file."""

import asyncio
import errno
import io
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.formparsers import MultiPartParser
from starlette.requests import Request as WebRequest
from streamlit import config

from formcheck.pose_estimation.native.stderr_filter import quiet_stderr
from formcheck.review import track_writer
from formcheck.review.review import review_clip
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import escape
from formcheck.ui import routes
from formcheck.ui.pages.review import review_folder
from formcheck.ui.pages.review.review_job import ReviewJob, Status
from formcheck.video import encode
from tests.ui.scripted import Scripted
from tests.video.clips import write_clip
from tests.video.scripted import ScriptedEstimator


def full(*_: object, **__: object) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


class Judging(Scripted):
    """Reviews a clip and writes its outputs, with a scripted estimator."""

    def review(self, request, *, on_progress, cancelled):
        return review_clip(
            request,
            estimator=ScriptedEstimator(),
            on_progress=on_progress,
            cancelled=cancelled,
        )


@dataclass
class Container:
    """A PyAV container; one method fails with a full disk from its `after`-th call on."""

    real: Any
    fails: str
    after: int

    def __getattr__(self, name):
        """The real one's method, or the one that fails."""
        method = getattr(self.real, name)
        if name != self.fails:
            return method

        def counted(*args):
            self.after -= 1
            return full() if self.after < 0 else method(*args)

        return counted


def container_fails(method, after=0):
    def inject(monkeypatch):
        class Av:
            open = staticmethod(lambda *a, **k: Container(opened(*a, **k), method, after))

        opened = encode.av.open
        monkeypatch.setattr(encode, "av", Av)

    return inject


def opening_fails(monkeypatch):
    class Av:
        open = staticmethod(full)

    monkeypatch.setattr(encode, "av", Av)


def patched(owner, name, value=full):
    return lambda monkeypatch: monkeypatch.setattr(owner, name, value)


class Spooled(io.BytesIO):
    """A buffered file on a full disk, whose unwritten bytes make closing fail too."""

    def __init__(self, *_):
        super().__init__()

    write = full

    def close(self):
        super().close()
        full()


def renaming_fails(name):
    def inject(monkeypatch):
        real = Path.replace
        monkeypatch.setattr(
            Path, "replace", lambda path, to: full() if to.name == name else real(path, to)
        )

    return inject


def copying_fails(module):
    """Half of it is copied, then the disk is full."""

    class Half:
        def __getattr__(self, name):
            return getattr(shutil, name)

        def copyfileobj(self, source, target, *_):
            target.write(source.read(100))
            full()

    return patched(module, "shutil", Half())


BEGINNING = {
    "the folder": patched(tempfile, "mkdtemp"),
    "the upload": copying_fails(review_folder),
}
WORKING = {
    "the copy's file": patched(Path, "touch"),
    "the copy's header": opening_fails,
    "the first picture": container_fails("mux"),
    "a later picture": container_fails("mux", after=5),
    "the last picture": container_fails("mux", after=8),
    "the copy's index": container_fails("close"),
    "the copy's name": renaming_fails("clip.mp4"),
    "the landmarks": patched(tempfile, "SpooledTemporaryFile", Spooled),
    "the track": copying_fails(track_writer),
    "the track's name": renaming_fails("track.npz"),
}


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The temporary folder, empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """A kind of clip that browsers do not play, so that a copy is written."""
    path = tmp_path_factory.mktemp("clip") / "mine.avi"
    return write_clip(path, times_s=[i / 10 for i in range(8)]).read_bytes()


def begin(clip):
    return ReviewJob.from_upload(Judging(), io.BytesIO(clip), source="mine.avi", exercise="bridge")


def test_with_space_all_is_written(clip, temporary):
    work = begin(clip)
    assert work.wait(20)
    assert work.state.status is Status.DONE, work.state.message
    assert len(list(work.request.path.parent.iterdir())) == 3
    work.discard()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("inject", WORKING.values(), ids=WORKING.keys())
def test_no_space_for_one_of_the_results(clip, temporary, monkeypatch, inject):
    with monkeypatch.context() as patch:
        inject(patch)
        work = begin(clip)
        assert work.wait(20)
    assert (work.state.status, work.state.message) == (Status.FAILED, review_texts.NO_ROOM)
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("inject", BEGINNING.values(), ids=BEGINNING.keys())
def test_a_disk_full_from_the_start_is_a_sentence_on_the_page(
    app, clip, temporary, monkeypatch, inject
):
    with monkeypatch.context() as patch:
        inject(patch)
        app.file_uploader(key="upload").set_value(("mine.avi", clip, "video/avi")).run()
        app.button(key="start").click().run()
    assert not app.exception
    assert [each.value for each in app.error] == [escape(review_texts.NO_ROOM)]
    assert list(temporary.iterdir()) == []
    # With free space the same clip can be reviewed again.
    app.button(key="start").click().run()
    assert not app.error
    assert not [button for button in app.button if button.key == "start"]


def test_a_sample_needs_space_too_and_other_reasons_are_named(app, slot, temporary, monkeypatch):
    def forbidden(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "mkdtemp", forbidden)
        app.button(key="start-bridge").click().run()
    assert not app.exception
    (error,) = app.error
    assert "Permission denied" in error.value
    assert slot.job is None


def test_what_is_written_to_standard_error_is_passed_on_where_it_cannot_be_held(monkeypatch, capfd):
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with quiet_stderr():
        os.write(2, b"heard\n")
    assert capfd.readouterr().err == "heard\n"


def test_an_upload_is_not_written_to_disk_while_it_arrives(monkeypatch):
    monkeypatch.setattr(MultiPartParser, "spool_max_size", MultiPartParser.spool_max_size)
    routes.build_routes()
    most = int(config.get_option("server.maxUploadSize")) * 1024 * 1024
    assert MultiPartParser.spool_max_size > most
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    content = bytes(3 * 1024 * 1024)
    lines = (b"--x", b'Content-Disposition: form-data; name="f"; filename="mine.avi"', b"", content)
    body = b"\r\n".join((*lines, b"--x--", b""))

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def received():
        headers = [(b"content-type", b"multipart/form-data; boundary=x")]
        web = WebRequest({"type": "http", "headers": headers, "method": "PUT"}, receive)
        async with web.form() as form:
            return len(await form["f"].read())

    with ThreadPoolExecutor(1) as thread:  # this thread may run a browser's event loop
        assert thread.submit(lambda: asyncio.run(received())).result() == len(content)
