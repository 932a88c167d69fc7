"""Parts of the sample clips, for tests to which the whole would say no more."""

from pathlib import Path

import av


def first_seconds(clip: Path, out: Path, seconds: float) -> Path:
    """Write the beginning of `clip` to `out`, its frames unchanged."""
    with av.open(str(clip)) as source, av.open(str(out), "w") as cut:
        stream = source.streams.video[0]
        copied = cut.add_stream_from_template(stream)
        for packet in source.demux(stream):
            # In the order of decoding, so that no picture lacks one it is made from.
            if packet.dts is None or packet.dts * packet.time_base >= seconds:
                break
            packet.stream = copied
            cut.mux(packet)
    return out
