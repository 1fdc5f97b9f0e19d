"""The animation of a siege: frames of evenly spaced days, kept compressed, and the GIF made from them."""

import io
import zlib
from typing import Any, NamedTuple

import numpy as np

from sim.dashboard.live.map_frames import PLANES, MapEncoder, boarding_cell, compose
from sim.dashboard.live.view_model import convoy_of
from sim.dashboard.theme import LAYERS
from sim.runs.narrative.summary import headline
from sim.scenario.ground import Holder
from sim.state.columns import Array
from sim.state.siege import Siege
from sim.text.format import count, number

MAX_FRAMES, SIDE, FRAME_MS, LAST_FRAME_MS = 120, 560, 80, 2000
FOOTER = 82  # pixels below the picture: title and day, legend, two lines for the convoy or the outcome
LEGEND = ("civilian", "fighter", "besieger", "fire", "convoy")
INK = "#1A1A1A"


class AnimationFrame(NamedTuple):
    """One day of an animation."""

    day: int
    planes: bytes  # of MapEncoder.frame, compressed
    boarding: tuple[int, int] | None  # where a convoy boards, while one is under way
    caption: str


class Animation:
    """Frames of evenly spaced days. When there are too many, every second one is dropped and the interval doubles."""

    def __init__(self, encoder: MapEncoder, siege: Siege) -> None:
        self.encoder = encoder
        view = encoder.viewport
        self.terrain = np.frombuffer(encoder.terrain(siege), np.uint8).reshape(view.height, view.width)
        self.frames: list[AnimationFrame] = []
        self.interval = 1  # days between two frames
        self.record(siege)

    def record(self, siege: Siege) -> None:
        """Keep today's frame if one is due; the last day is always kept."""
        if siege.day % self.interval and siege.ending is None:
            return
        boarding = boarding_cell(siege, self.encoder) if siege.convoy.under_way else None
        planes = zlib.compress(self.encoder.frame(siege), 1)
        self.frames.append(AnimationFrame(siege.day, planes, boarding, _caption(siege)))
        if len(self.frames) > MAX_FRAMES:
            self.interval *= 2
            last = self.frames[-1]
            self.frames = [frame for frame in self.frames if frame.day % self.interval == 0 or frame is last]

    def copy(self) -> "Animation":
        """An animation that continues from the same frames."""
        other = object.__new__(Animation)
        other.encoder, other.terrain, other.interval = self.encoder, self.terrain, self.interval
        other.frames = [*self.frames]
        return other

    def gif(self, colours: dict[str, Any], title: str) -> bytes:
        """The GIF. Below each picture: title, day, legend, and a caption on the convoy or the outcome.

        `colours` are those of theme.map_colours.
        """
        from matplotlib import font_manager
        from PIL import Image, ImageDraw, ImageFont

        height, width = self.terrain.shape
        zoom = max(1, SIDE // max(height, width))
        size = (width * zoom, height * zoom)
        face = font_manager.findfont("DejaVu Sans")  # comes with Matplotlib
        font, small = ImageFont.truetype(face, 14), ImageFont.truetype(face, 11.5)
        images = []
        for frame in self.frames:
            planes = np.frombuffer(zlib.decompress(frame.planes), np.uint8).reshape(len(PLANES), height, width)
            picture = compose(planes, self.terrain, colours).repeat(zoom, 0).repeat(zoom, 1)
            picture[_front_line(planes[0], zoom)] = colours["front"]
            image = Image.new("RGB", (size[0], size[1] + FOOTER), "white")
            image.paste(Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)), (0, 0))
            pen = ImageDraw.Draw(image)
            if frame.boarding is not None:
                _draw_route(pen, frame.boarding, (width, height), zoom, colours)
                pen.rectangle((0, size[1], size[0], size[1] + FOOTER), fill="white")  # the route ends at the edge
            pen.text((6, size[1] + 5), title, fill=INK, font=font)
            pen.text((size[0] - 6, size[1] + 5), f"day {number(frame.day)}", fill=INK, font=font, anchor="ra")
            left = 6.0
            for name in LEGEND:
                pen.rectangle((left, size[1] + 29, left + 10, size[1] + 39), fill=tuple(colours[name]))
                pen.text((left + 15, size[1] + 27), LAYERS[name], fill=INK, font=small)
                left += 29 + small.getlength(LAYERS[name])
            pen.text((6, size[1] + 47), _wrapped(frame.caption, small, size[0] - 12), fill=INK, font=small)
            images.append(image)
        palette = _palette([images[0], images[len(images) // 2], images[-1]], [colours[name] for name in LEGEND])
        images = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images]
        out = io.BytesIO()
        durations = [FRAME_MS] * (len(images) - 1) + [LAST_FRAME_MS]
        images[0].save(out, "GIF", save_all=True, append_images=images[1:], duration=durations, loop=0, optimize=False)
        return out.getvalue()


def _caption(siege: Siege) -> str:
    """The outcome once there is one; before that, the progress of a convoy that is under way."""
    if siege.ending is not None:
        return headline(siege)
    convoy = convoy_of(siege)
    if convoy is None or not siege.convoy.under_way:
        return ""
    return f"Convoy: {count(convoy.aboard, 'person', 'people')} on the road, {number(convoy.evacuated)} arrived"


def _wrapped(text: str, font: Any, width: int) -> str:
    """The text in lines of at most `width` pixels."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def _draw_route(pen: Any, boarding: tuple[int, int], size: tuple[int, int], zoom: int, colours: dict[str, Any]) -> None:
    """The route of a convoy from where it boards to the nearest edge, as on the page."""
    (x, y), (width, height) = [(cell + 0.5) * zoom for cell in boarding], [side * zoom for side in size]
    end = min((x, (0, y)), (width - x, (width, y)), (y, (x, 0)), (height - y, (x, height)))[1]
    for colour, stroke, radius in ((colours["halo"], 7, 8), (colours["convoy"], 4, 6)):
        pen.line((x, y, *end), fill=tuple(colour), width=stroke)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=tuple(colour))


def _front_line(ground: Array, zoom: int) -> Array:
    """Which pixels are on the edge of the ground held by the garrison, bool (height * zoom, width * zoom).

    `ground` is the plane of that name, uint8 (height, width).
    """
    held = ((ground & 3) == Holder.garrison).repeat(zoom, 0).repeat(zoom, 1)
    edge = np.zeros_like(held)
    edge[1:] |= held[1:] != held[:-1]
    edge[:, 1:] |= held[:, 1:] != held[:, :-1]
    return edge


def _palette(images: list[Any], fixed: list[Any]) -> Any:
    """One palette for all images of the GIF: the colours of some images, and some that must be included."""
    from PIL import Image

    width, height = images[0].size
    sheet = Image.new("RGB", (width, height * (len(images) + 1)))
    for row, image in enumerate(images):
        sheet.paste(image, (0, row * height))
    for column, colour in enumerate(fixed):
        across = width // len(fixed)
        sheet.paste(tuple(colour), (column * across, len(images) * height, (column + 1) * across, sheet.height))
    return sheet.quantize(255)
