"""The film of a siege as a GIF: the map of each kept day with date, deaths and key, and a card at its end."""

import io
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.dashboard.live.map_frames import PLANES, compose
from sim.dashboard.theme import LAYERS
from sim.scenario.ground import Holder
from sim.state.columns import Array
from sim.text.format import count, number, percent_text

if TYPE_CHECKING:
    from sim.dashboard.live.animation import Animation, AnimationFrame

WIDTH, HEIGHT = 1280, 720
MAP_BOX = (24, 72, 760, 640)  # left, top, and most width and height of the map
PANEL = 816  # left edge of the text beside it
PANEL_WIDTH = WIDTH - PANEL - 24
FRAME_MS, OUTCOME_MS, CARD_MS = 120, 2500, 6000
LEGEND = ("civilian", "fighter", "besieger", "fire", "front", "convoy")
DEATHS = (("Civilians", "civilian"), ("Fighters", "fighter"), ("Besiegers", "besieger"))
INK, SOFT, FAINT = "#1A1A1A", "#5E5E5E", "#D9D6D1"
CURVE = (PANEL, 372, PANEL_WIDTH, 80)  # of civilian deaths so far: left, top, width, height
CAPTION_TOP, KEY_TOP = 472, 574
CAUTION = "One simulated course of events, not a forecast and not a record of what happened."


@cache
def _font(size: float, bold: bool = False) -> Any:
    from matplotlib import font_manager
    from PIL import ImageFont

    face = font_manager.FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")
    return ImageFont.truetype(font_manager.findfont(face), size)  # comes with Matplotlib


def film_of(animation: "Animation", colours: dict[str, Any], title: str) -> bytes:
    """The GIF of an animation; `colours` are those of theme.map_colours."""
    from PIL import Image

    days = [_picture(animation, index, colours, title) for index in range(len(animation.frames))]
    images = [*days, _card(animation, colours, title)]
    palette = _palette(
        [days[0], days[len(days) // 2], days[-1], images[-1]], [colours[name] for name in (*LEGEND, "halo")]
    )
    images = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images]
    durations = [FRAME_MS] * (len(days) - 1) + [OUTCOME_MS, CARD_MS]
    out = io.BytesIO()
    images[0].save(out, "GIF", save_all=True, append_images=images[1:], duration=durations, loop=0, optimize=False)
    return out.getvalue()


def _picture(animation: "Animation", index: int, colours: dict[str, Any], title: str) -> Any:
    """One day: the map on the left, date, deaths, caption and key on the right."""
    from PIL import Image, ImageDraw

    frame = animation.frames[index]
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(image)
    pen.text((24, 22), _fitted(title, _font(24, True), WIDTH - 48), fill=INK, font=_font(24, True))
    _draw_map(image, animation, frame, colours)
    pen.text((PANEL, 72), f"Day {number(frame.day)}", fill=INK, font=_font(44, True))
    pen.text((PANEL, 128), f"{frame.date.day} {frame.date:%B %Y}", fill=SOFT, font=_font(22))
    for place, (label, kind) in enumerate(DEATHS):
        top, big = 180 + (0, 78, 114)[place], place == 0
        dead = frame.deaths[place]
        pen.rectangle((PANEL, top + 4, PANEL + 8, top + (62 if big else 26)), fill=tuple(colours[kind]))
        if big:
            share = f" ({percent_text(dead / animation.civilians)}%)" if animation.civilians else ""
            pen.text((PANEL + 20, top), number(dead), fill=INK, font=_font(38, True))
            pen.text((PANEL + 20, top + 44), f"civilians dead{share}", fill=SOFT, font=_font(17))
        else:
            pen.text((PANEL + 20, top + 4), f"{number(dead)} {label.lower()} dead", fill=SOFT, font=_font(17))
    _draw_curve(pen, animation, index, colours)
    caption = _wrapped(frame.caption, _font(17), PANEL_WIDTH)
    pen.multiline_text((PANEL, CAPTION_TOP), "\n".join(caption[:4]), fill=INK, font=_font(17), spacing=5)
    _draw_key(pen, animation, colours)
    return image


def _card(animation: "Animation", colours: dict[str, Any], title: str) -> Any:
    """The end card: the dead, then how it ended."""
    from PIL import Image, ImageDraw

    last = animation.frames[-1]
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(image)
    heading = _wrapped(title, _font(32, True), WIDTH - 192)[:2]
    pen.multiline_text((96, 64), "\n".join(heading), fill=INK, font=_font(32, True), spacing=6)
    first = animation.frames[0].date
    span = f"{first.day} {first:%B %Y} to {last.date.day} {last.date:%B %Y}, {count(last.day, 'day')}"
    pen.text((96, 156), span, fill=SOFT, font=_font(20))
    for place, (label, kind) in enumerate(DEATHS):
        left, dead = 96 + 370 * place, last.deaths[place]
        share = f" ({percent_text(dead / animation.civilians)}%)" if place == 0 and animation.civilians else ""
        pen.rectangle((left, 240, left + 8, 336), fill=tuple(colours[kind]))
        pen.text((left + 24, 234), number(dead), fill=INK, font=_font(52, True))
        pen.text((left + 24, 306), f"{label.lower()} dead{share}", fill=SOFT, font=_font(20))
    ended = last.caption if animation.over else f"Not over yet on day {number(last.day)}."
    lines = _wrapped(ended, _font(26), WIDTH - 192)[:6]
    pen.multiline_text((96, 400), "\n".join(lines), fill=INK, font=_font(26), spacing=8)
    pen.text((96, 630), f"{CAUTION} Random seed {animation.seed}.", fill=SOFT, font=_font(17))
    return image


def _draw_map(image: Any, animation: "Animation", frame: "AnimationFrame", colours: dict[str, Any]) -> None:
    """The map, as large as its box allows; a pixel belongs to one cell."""
    from PIL import Image, ImageDraw

    height, width = animation.terrain.shape
    left, top, most_wide, most_high = MAP_BOX
    scale = min(most_wide / width, most_high / height)
    planes = np.frombuffer(zlib.decompress(frame.planes), np.uint8).reshape(len(PLANES), height, width)
    cells = np.clip(compose(planes, animation.terrain, colours), 0, 255).astype(np.uint8)
    across, down = round(width * scale), round(height * scale)
    columns, rows = np.arange(across) * width // across, np.arange(down) * height // down
    picture = cells[rows][:, columns]
    picture[_front_line(planes[0][rows][:, columns])] = colours["front"]
    drawn = Image.fromarray(picture)
    pen = ImageDraw.Draw(drawn)
    for x, y in animation.hospitals:
        _draw_cross(pen, (x + 0.5) * scale, (y + 0.5) * scale, max(4.0, 0.4 * scale), colours)
    if frame.boarding is not None:
        _draw_route(pen, frame.boarding, (width, height), scale, colours)
    image.paste(drawn, (left + (most_wide - across) // 2, top))


def _draw_cross(pen: Any, x: float, y: float, arm: float, colours: dict[str, Any]) -> None:
    thick = max(1.5, arm / 3)
    for colour, more in ((colours["halo"], 1.5), (colours["front"], 0.0)):
        for a, b in ((arm, thick), (thick, arm)):
            pen.rectangle((x - a - more, y - b - more, x + a + more, y + b + more), fill=tuple(colour))


def _draw_route(
    pen: Any, boarding: tuple[int, int], size: tuple[int, int], scale: float, colours: dict[str, Any]
) -> None:
    """The route of a convoy from where it boards to the nearest edge, as on the page."""
    (x, y), (width, height) = [(cell + 0.5) * scale for cell in boarding], [side * scale for side in size]
    end = min((x, (0, y)), (width - x, (width, y)), (y, (x, 0)), (height - y, (x, height)))[1]
    for colour, stroke, radius in ((colours["halo"], 7, 8), (colours["convoy"], 4, 6)):
        pen.line((x, y, *end), fill=tuple(colour), width=stroke)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=tuple(colour))


def _draw_curve(pen: Any, animation: "Animation", index: int, colours: dict[str, Any]) -> None:
    """Civilian deaths up to this day, on the scale of the whole film."""
    left, top, width, height = CURVE
    last_day = max(1, animation.frames[-1].day)
    most = max(1, *(frame.deaths[0] for frame in animation.frames))
    points = [
        (left + width * frame.day / last_day, top + height * (1 - frame.deaths[0] / most))
        for frame in animation.frames[: index + 1]
    ]
    pen.line((left, top + height, left + width, top + height), fill=FAINT, width=1)
    pen.text((left, top - 22), "civilians dead, from the first day to the last", fill=SOFT, font=_font(13))
    if len(points) > 1:
        pen.line(points, fill=tuple(colours["civilian"]), width=3)
    x, y = points[-1]
    pen.ellipse((x - 5, y - 5, x + 5, y + 5), fill=tuple(colours["civilian"]))


def _draw_key(pen: Any, animation: "Animation", colours: dict[str, Any]) -> None:
    """What the colours mean, in two columns, and the words of caution."""
    small = _font(15)
    labels = [(LAYERS[name], name) for name in LEGEND] + ([("Hospital", "hospital")] if animation.hospitals else [])
    for place, (label, name) in enumerate(labels):
        left, top = PANEL + (place % 2) * (PANEL_WIDTH // 2), KEY_TOP + (place // 2) * 25
        if name == "hospital":
            _draw_cross(pen, left + 7, top + 9, 6, colours)
        elif name in ("front", "convoy"):
            pen.line((left, top + 9, left + 15, top + 9), fill=tuple(colours[name]), width=2 if name == "front" else 5)
        else:
            pen.rectangle((left, top + 2, left + 14, top + 16), fill=tuple(colours[name]))
        pen.text((left + 23, top), label, fill=INK, font=small)
    pen.text((PANEL, 686), f"Simulated, random seed {animation.seed}. Not a forecast.", fill=SOFT, font=_font(13))


def _fitted(text: str, font: Any, width: int) -> str:
    """The text, cut where it is longer than `width` pixels."""
    while text and font.getlength(text) > width:
        text = f"{text.rstrip('…')[:-1].rstrip()}…"
    return text


def _wrapped(text: str, font: Any, width: int) -> list[str]:
    """The text in lines of at most `width` pixels."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _front_line(ground: Array) -> Array:
    """Which pixels are on the edge of the ground held by the garrison, bool (height, width).

    `ground` is the plane of that name, uint8 (height, width).
    """
    held = (ground & 3) == Holder.garrison
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
