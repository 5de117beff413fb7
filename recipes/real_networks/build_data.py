"""Rebuild voice.wav, the sentence that Whisper writes down in the real-networks chapter.

A prompt of a telephone system, from a Debian package (1.6.1-1):

    apt-get download asterisk-core-sounds-en-wav
    dpkg -x asterisk-core-sounds-en-wav_*.deb unpacked
    python -m recipes.real_networks.build_data unpacked

The telephone's 8,000 samples per second become 16,000, which Whisper hears: through the Fourier
transform, so that nothing above 4,000 Hz is invented.
"""

import io
import sys
import wave
from pathlib import Path

import numpy as np

from transformer_lib.checkpoints import write_whole

HERE = Path(__file__).parent
PROMPT = "usr/share/asterisk/sounds/en_US_f_Allison/tt-monkeysintro.wav"
RATE = 16_000


def resample(samples: np.ndarray, old: int, new: int) -> np.ndarray:
    """Return the same sound with another number of samples per second."""
    length = round(len(samples) * new / old)
    spectrum = np.fft.rfft(samples)
    return np.fft.irfft(spectrum, length) * (length / len(samples))


def build_voice(prompt: Path, voice: Path) -> None:
    """Read the prompt, and write it at Whisper's rate."""
    with wave.open(str(prompt)) as file:
        rate, frames = file.getframerate(), file.readframes(-1)
    samples = resample(np.frombuffer(frames, "<i2"), rate, RATE)
    samples = samples.round().clip(-(2**15), 2**15 - 1).astype("<i2")
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    write_whole(voice, data.getvalue())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    build_voice(Path(sys.argv[1]) / PROMPT, HERE / "voice.wav")
