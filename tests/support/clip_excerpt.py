"""Parts of the sample clips, for tests that do not need the whole clip."""

from pathlib import Path

import av

_QUICK = {"crf": "16", "preset": "ultrafast"}


def first_seconds(clip: Path, out: Path, seconds: float) -> Path:
    """Write the beginning of `clip` to `out`, its frames unchanged."""
    with av.open(str(clip)) as source, av.open(str(out), "w") as cut:
        stream = source.streams.video[0]
        copied = cut.add_stream_from_template(stream)
        for packet in source.demux(stream):
            # Packets come in decoding order, so every frame has the frames it depends on.
            if packet.dts is None or packet.dts * packet.time_base >= seconds:
                break
            packet.stream = copied
            cut.mux(packet)
    return out


def half_the_frames(clip: Path, out: Path, seconds: float) -> Path:
    """Write every second frame of the beginning of `clip` to `out`, at the same times.

    The pose model needs half the time for it.
    """
    with av.open(str(clip)) as source, av.open(str(out), "w") as cut:
        whole = source.streams.video[0]
        stream = cut.add_stream("libx264", rate=whole.average_rate / 2, options=_QUICK)
        stream.width, stream.height, stream.pix_fmt = whole.width, whole.height, "yuv420p"
        stream.codec_context.time_base = whole.time_base
        for index, picture in enumerate(source.decode(whole)):
            if picture.time >= seconds:
                break
            if index % 2 == 0:
                picture.pict_type = av.video.frame.PictureType.NONE  # the encoder chooses anew
                cut.mux(stream.encode(picture))
        cut.mux(stream.encode())
    return out
