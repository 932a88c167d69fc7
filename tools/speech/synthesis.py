"""Makes a text into a small sound file: festival speaks it, without silence at its ends.

All files are equally loud.
"""

import io
import shutil
import subprocess
import tempfile
import wave
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

__all__ = ["COMMAND", "SpeechError", "make_clip"]

VOICE = "voice_cmu_us_slt_arctic_hts"
COMMAND = ("text2wave", "-eval", f"({VOICE})")
"""Makes a WAV file of a text; from Debian's packages festival and festvox-us-slt-hts."""

RATE_HZ, BITS_PER_S = 24_000, 24_000
LOUDNESS_DB = -16.0
"""The loudness of the spoken part, relative to full scale. Peaks stay below `PEAK`."""
PEAK = 0.89
QUIET_SHARE = 0.02
"""At the ends, samples quieter than this share of the loudest one count as silence."""
LEAD_S, TAIL_S = 0.005, 0.03
_WINDOW_S = 0.02
_SAID_AS = {"HTTPS": "H T T P S", "FormCheck": "Form check", "OK": "okay"}


class SpeechError(Exception):
    """The synthesiser is missing or gave no sound; the message says what to do."""


def make_clip(text: str) -> bytes:
    """Return `text` spoken, as an MP3 file: mono, without silence at its ends.

    Raises `SpeechError` when festival is not installed or returns no sound.
    """
    return _encode_mp3(_equalize(_trim(_speak(text))))


def _speak(text: str) -> NDArray[np.float64]:
    """Return the spoken text as samples (n,) at `RATE_HZ`, -1 to 1."""
    if shutil.which(COMMAND[0]) is None:
        raise SpeechError(
            "Expected the program text2wave; install Debian's packages festival and "
            "festvox-us-slt-hts."
        )
    for word, said in _SAID_AS.items():
        text = text.replace(word, said)
    with tempfile.TemporaryDirectory() as folder:
        written, sound_file = Path(folder) / "text.txt", Path(folder) / "sound.wav"
        written.write_text(text, encoding="utf-8")
        command = [*COMMAND, "-o", str(sound_file), str(written)]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode or not sound_file.exists():
            raise SpeechError(f"Expected speech from festival for {text!r}: {done.stderr.decode()}")
        with wave.open(str(sound_file)) as sound:
            rate_hz, data = sound.getframerate(), sound.readframes(sound.getnframes())
    samples = np.frombuffer(data, "<i2")
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = rate_hz
    parts = [*resampler.resample(frame), *resampler.resample(None)]
    joined = np.concatenate([part.to_ndarray().ravel() for part in parts])
    return joined.astype(np.float64) / 32768


def _trim(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sound without silence at its ends, faded in and out so that it does not click."""
    sound = sound - np.median(sound)
    loud = np.flatnonzero(np.abs(sound) > QUIET_SHARE * np.abs(sound).max())
    start = max(int(loud[0]) - round(LEAD_S * RATE_HZ), 0)
    end = int(loud[-1]) + round(TAIL_S * RATE_HZ)
    kept = sound[start:end].copy()
    for flank_s, part in ((LEAD_S, slice(None)), (TAIL_S, slice(None, None, -1))):
        flank = np.linspace(0, 1, min(round(flank_s * RATE_HZ), kept.size))
        kept[part][: flank.size] *= flank
    return kept


def _equalize(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sound as loud as the others, measured by its louder half, the vowels."""
    size = round(_WINDOW_S * RATE_HZ)
    whole = sound[: sound.size - sound.size % size].reshape(-1, size)
    power = np.sort(np.mean(whole**2, axis=1))[len(whole) // 2 :].mean()
    gain = 10 ** (LOUDNESS_DB / 20) / np.sqrt(power)
    louder = sound * min(float(gain), PEAK / float(np.abs(sound).max()))
    return np.asarray(louder, np.float64)


def _encode_mp3(sound: NDArray[np.float64]) -> bytes:
    packed = io.BytesIO()
    with av.open(packed, "w", format="mp3", options={"id3v2_version": "0"}) as container:
        stream = container.add_stream("libmp3lame", rate=RATE_HZ, layout="mono")
        stream.bit_rate = BITS_PER_S
        whole = np.round(sound * 32767).astype("<i2")
        frame = av.AudioFrame.from_ndarray(whole.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE_HZ
        resampler = av.AudioResampler(format="s16p", layout="mono", rate=RATE_HZ)
        for part in resampler.resample(frame):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return packed.getvalue()
