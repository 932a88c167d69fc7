"""Parts of the sample clips, for tests that do not need the whole clip."""

from pathlib import Path

import av


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
