"""The days of a siege kept for a film: some of them, evenly, in little memory; and the film as a GIF."""

import io
import zlib
from typing import Any, NamedTuple

import numpy as np

from sim.dashboard.layers import PLANES, Lens, compose, gate_of
from sim.dashboard.look import LAYERS
from sim.dashboard.reading import road_of
from sim.runs.narrative.summary import headline
from sim.scenario.ground import Holder
from sim.state.columns import Array
from sim.state.siege import Siege
from sim.text.format import count, number

MOST_FRAMES, SIDE, FRAME_MS, LAST_MS = 120, 560, 80, 2000
FOOT = 82  # pixels under the picture: title and day, legend, two lines for the convoy or the outcome
SHOWN = ("civilian", "fighter", "besieger", "fire", "convoy")
INK = "#1A1A1A"


class Shot(NamedTuple):
    """One day of a film."""

    day: int
    planes: bytes  # packed
    gate: tuple[int, int] | None  # where a convoy boards, while one is under way
    words: str


class Reel:
    """Frames of evenly spaced days; when there are too many, every second is dropped and the step doubles."""

    def __init__(self, lens: Lens, siege: Siege) -> None:
        self.lens = lens
        self.terrain = np.frombuffer(lens.terrain(siege), np.uint8).reshape(lens.view.height, lens.view.width)
        self.frames: list[Shot] = []
        self.step = 1
        self.take(siege)

    def take(self, siege: Siege) -> None:
        """Keep this evening, if it is due."""
        if siege.day % self.step and siege.ending is None:
            return
        gate = gate_of(siege, self.lens) if siege.convoy.under_way else None
        self.frames.append(Shot(siege.day, zlib.compress(self.lens.frame(siege), 1), gate, _told(siege)))
        if len(self.frames) > MOST_FRAMES:
            self.step *= 2
            self.frames = [frame for frame in self.frames if frame.day % self.step == 0 or frame is self.frames[-1]]

    def copy(self) -> "Reel":
        """A reel that goes on from the same frames."""
        other = object.__new__(Reel)
        other.lens, other.terrain, other.step, other.frames = self.lens, self.terrain, self.step, [*self.frames]
        return other

    def gif(self, look: dict, title: str) -> bytes:
        """The film; under the picture title, day, what the colours mean, and in words the convoy and the outcome."""
        from matplotlib import font_manager
        from PIL import Image, ImageDraw, ImageFont

        height, width = self.terrain.shape
        zoom = max(1, SIDE // max(height, width))
        size = (width * zoom, height * zoom)
        face = font_manager.findfont("DejaVu Sans")  # comes with the library of all other figures
        font, small = ImageFont.truetype(face, 14), ImageFont.truetype(face, 11.5)
        pictures = []
        for shot in self.frames:
            planes = np.frombuffer(zlib.decompress(shot.planes), np.uint8).reshape(len(PLANES), height, width)
            ground = compose(planes, self.terrain, look).repeat(zoom, 0).repeat(zoom, 1)
            ground[_front(planes[0], zoom)] = look["front"]
            sheet = Image.new("RGB", (size[0], size[1] + FOOT), "white")
            sheet.paste(Image.fromarray(np.clip(ground, 0, 255).astype(np.uint8)), (0, 0))
            pen = ImageDraw.Draw(sheet)
            if shot.gate is not None:
                _way(pen, shot.gate, (width, height), zoom, look)
                pen.rectangle((0, size[1], size[0], size[1] + FOOT), fill="white")  # the way ends at the edge
            pen.text((6, size[1] + 5), title, fill=INK, font=font)
            pen.text((size[0] - 6, size[1] + 5), f"day {number(shot.day)}", fill=INK, font=font, anchor="ra")
            left = 6.0
            for name in SHOWN:
                pen.rectangle((left, size[1] + 29, left + 10, size[1] + 39), fill=tuple(look[name]))
                pen.text((left + 15, size[1] + 27), LAYERS[name], fill=INK, font=small)
                left += 29 + small.getlength(LAYERS[name])
            pen.text((6, size[1] + 47), _fitted(shot.words, small, size[0] - 12), fill=INK, font=small)
            pictures.append(sheet)
        colours = _palette([pictures[0], pictures[len(pictures) // 2], pictures[-1]], [look[name] for name in SHOWN])
        pictures = [sheet.quantize(palette=colours, dither=Image.Dither.NONE) for sheet in pictures]
        out = io.BytesIO()
        times = [FRAME_MS] * (len(pictures) - 1) + [LAST_MS]
        pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:], duration=times, loop=0, optimize=False)
        return out.getvalue()


def _told(siege: Siege) -> str:
    """What the film says of an evening: how it ended, or how the convoy fares."""
    if siege.ending is not None:
        return headline(siege)
    road = road_of(siege)
    if road is None or not siege.convoy.under_way:
        return ""
    return f"The convoy: {count(road.aboard, 'person', 'people')} on the road, {number(road.evacuated)} arrived"


def _fitted(words: str, font: Any, wide: int) -> str:
    """The words in as many lines as they need."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= wide:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def _way(pen: Any, gate: tuple[int, int], size: tuple[int, int], zoom: int, look: dict) -> None:
    """The way of a convoy from where it boards to the nearest edge, as on the page."""
    (x, y), (wide, high) = [(place + 0.5) * zoom for place in gate], [side * zoom for side in size]
    out = min((x, (0, y)), (wide - x, (wide, y)), (y, (x, 0)), (high - y, (x, high)))[1]
    for colour, stroke, radius in ((look["halo"], 7, 8), (look["convoy"], 4, 6)):
        pen.line((x, y, *out), fill=tuple(colour), width=stroke)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=tuple(colour))


def _front(ground: Array, zoom: int) -> Array:
    """Where the enlarged picture has the edge of what the garrison holds, bool."""
    held = ((ground & 3) == Holder.garrison).repeat(zoom, 0).repeat(zoom, 1)
    edge = np.zeros_like(held)
    edge[1:] |= held[1:] != held[:-1]
    edge[:, 1:] |= held[:, 1:] != held[:, :-1]
    return edge


def _palette(sheets: list[Any], always: list[Any]) -> Any:
    """Colours of some pictures, and some that must be among them, for all pictures of a film."""
    from PIL import Image

    width, height = sheets[0].size
    whole = Image.new("RGB", (width, height * (len(sheets) + 1)))
    for place, sheet in enumerate(sheets):
        whole.paste(sheet, (0, place * height))
    for place, colour in enumerate(always):
        across = width // len(always)
        whole.paste(tuple(colour), (place * across, len(sheets) * height, (place + 1) * across, whole.height))
    return whole.quantize(255)
