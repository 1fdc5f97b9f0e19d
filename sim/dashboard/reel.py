"""The days of a siege kept for a film: some of them, evenly, in little memory; and the film as a GIF."""

import io
import zlib

import numpy as np

from sim.dashboard.layers import PLANES, Lens, compose
from sim.state.siege import Siege

MOST_FRAMES, SIDE, FRAME_MS, LAST_MS = 120, 420, 80, 2000


class Reel:
    """Frames of evenly spaced days; when there are too many, every second is dropped and the step doubles."""

    def __init__(self, lens: Lens, siege: Siege) -> None:
        self.lens = lens
        self.terrain = np.frombuffer(lens.terrain(siege), np.uint8).reshape(lens.view.height, lens.view.width)
        self.frames: list[tuple[int, bytes]] = []
        self.step = 1
        self.take(siege)

    def take(self, siege: Siege) -> None:
        """Keep this evening, if it is due."""
        if siege.day % self.step and siege.ending is None:
            return
        self.frames.append((siege.day, zlib.compress(self.lens.frame(siege), 1)))
        if len(self.frames) > MOST_FRAMES:
            self.step *= 2
            self.frames = [frame for frame in self.frames if frame[0] % self.step == 0 or frame is self.frames[-1]]

    def copy(self) -> "Reel":
        """A reel that goes on from the same frames."""
        other = object.__new__(Reel)
        other.lens, other.terrain, other.step, other.frames = self.lens, self.terrain, self.step, [*self.frames]
        return other

    def gif(self, look: dict, title: str) -> bytes:
        """The film, with title and day under the picture."""
        from PIL import Image, ImageDraw, ImageFont

        height, width = self.terrain.shape
        zoom = max(1, SIDE // max(height, width))
        size = (width * zoom, height * zoom)
        font = ImageFont.load_default(size=13)
        pictures = []
        for day, packed in self.frames:
            planes = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(len(PLANES), height, width)
            picture = Image.fromarray(np.clip(compose(planes, self.terrain, look), 0, 255).astype(np.uint8))
            sheet = Image.new("RGB", (size[0], size[1] + 26), "white")
            sheet.paste(picture.resize(size, Image.Resampling.NEAREST), (0, 0))
            pen = ImageDraw.Draw(sheet)
            pen.text((6, size[1] + 5), title, fill="#1A1A1A", font=font)
            pen.text((size[0] - 6, size[1] + 5), f"day {day}", fill="#1A1A1A", font=font, anchor="ra")
            pictures.append(sheet.quantize(96))
        out = io.BytesIO()
        times = [FRAME_MS] * (len(pictures) - 1) + [LAST_MS]
        pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:], duration=times, loop=0, optimize=False)
        return out.getvalue()
