// The map: paints each frame that is sent, zooms and pans, and says what the user points at.
// Everything that means something (colours, opacities, markers, words) comes from Python.
const LARGEST = 1100; // pixels along a side; more would only be slower
const MOST_ZOOM = 16, ZOOM_STEP = 1.5, PAN_STEP = 0.15;
const REST_MS = 70, REFRESH_MS = 500; // until a place is asked for, and asked for again while days pass
const DRAG_PX = 5;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function render({ model, el }) {
  const make = (tag, name, parent) => {
    const one = document.createElement(tag);
    one.className = name;
    parent.appendChild(one);
    return one;
  };
  const box = make("div", "siege-map", el);
  const canvas = make("canvas", "", box);
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application"); // it takes the arrow keys
  const tools = make("div", "siege-map-tools", box);
  const tip = make("div", "siege-map-tip", box);
  const spoken = make("div", "siege-map-spoken", box); // what the cursor is on, for screen readers
  spoken.setAttribute("aria-live", "polite");
  tip.setAttribute("aria-hidden", "true");
  const small = document.createElement("canvas"); // the ground, one pixel per cell
  const crowd = document.createElement("canvas"); // the people, one pixel per cell
  const view = { scale: 1, x: 0, y: 0 }; // how far in, and the corner in view as shares of the map
  let cursor = null; // moved by keys
  let pointed = null; // cell under the pointer, and where that is in the box
  let waiting = 0;
  let queued = 0, unpainted = 0;

  function zoomBy(factor, px = 0.5, py = 0.5) { // around a point given as shares of the canvas
    const scale = Math.min(MOST_ZOOM, Math.max(1, view.scale * factor));
    view.x += px / view.scale - px / scale;
    view.y += py / view.scale - py / scale;
    view.scale = scale;
    panBy(0, 0);
  }

  function panBy(right, down) {
    const most = 1 - 1 / view.scale;
    view.x = Math.min(most, Math.max(0, view.x + right / view.scale));
    view.y = Math.min(most, Math.max(0, view.y + down / view.scale));
    canvas.style.touchAction = view.scale > 1 ? "none" : "pan-x pan-y";
    box.classList.toggle("zoomed", view.scale > 1);
    whole.disabled = view.scale === 1;
    queue();
  }

  for (const [text, label, act] of [
    ["+", "Zoom in", () => zoomBy(ZOOM_STEP)],
    ["−", "Zoom out", () => zoomBy(1 / ZOOM_STEP)],
    ["⤢", "Show the whole map", () => zoomBy(0)],
    ["⤓", "Save the map as a picture", save],
  ]) {
    const button = make("button", "", tools);
    button.textContent = text;
    button.title = label;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", act);
  }
  const whole = tools.children[2];

  function save() { // as it is seen, with its day, date and scale
    canvas.toBlob((picture) => {
      const link = document.createElement("a"), address = URL.createObjectURL(picture);
      link.href = address;
      link.download = `map-day-${canvas.dataset.day}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
    }, "image/png");
  }

  function paint() {
    queued = 0;
    const colours = model.get("colours");
    const [width, height] = model.get("size");
    const planes = bytes(model.get("frame"));
    const n = width * height;
    const markers = model.get("markers") || {};
    const seq = unpainted;
    unpainted = 0;
    if (colours.ground && planes.length >= 5 * n && n > 1) {
      const layers = model.get("layers") || {};
      const ratio = Math.min(window.devicePixelRatio || 1, LARGEST / Math.max(1, box.clientWidth));
      const across = Math.max(240, Math.round(box.clientWidth * ratio));
      const w = across, h = Math.round((across / width) * height);
      if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
      if (small.width !== width || small.height !== height) {
        small.width = crowd.width = width;
        small.height = crowd.height = height;
        if (view.scale > 1) zoomBy(0);
      }
      const zoom = (across / width) * view.scale;
      const W = width * zoom, H = height * zoom;
      const pen = canvas.getContext("2d");
      small.getContext("2d").putImageData(groundImage(width, height, planes, bytes(model.get("terrain")), colours), 0, 0);
      crowd.getContext("2d").putImageData(peopleImage(width, height, planes, colours, layers), 0, 0);
      pen.setTransform(1, 0, 0, 1, -Math.round(view.x * W), -Math.round(view.y * H));
      pen.imageSmoothingEnabled = false;
      pen.drawImage(small, 0, 0, W, H);
      backdropLines(pen, model.get("backdrop") || {}, zoom, colours);
      pen.imageSmoothingEnabled = zoom > 2;
      pen.drawImage(crowd, 0, 0, W, H);
      hospitalCrosses(pen, markers.hospitals, zoom, colours);
      if (layers.front !== false) frontLine(pen, width, height, planes, zoom, colours);
      if (layers.fire !== false) explosions(pen, width, height, planes, zoom, colours);
      if (layers.convoy !== false) convoyRoute(pen, markers, width, height, zoom, colours);
      datedMarks(pen, markers, zoom, colours, layers, ratio);
      followedPerson(pen, markers.followed, zoom, colours, ratio);
      for (const [spot, colour] of [[model.get("picked"), colours.front], [cursor, colours.sight]]) {
        if (!spot || spot.length !== 2) continue;
        pen.lineWidth = 4; pen.strokeStyle = rgba(colours.halo, 0.9);
        pen.strokeRect(spot[0] * zoom - 1, spot[1] * zoom - 1, zoom + 2, zoom + 2);
        pen.lineWidth = 2; pen.strokeStyle = rgba(colour, 1);
        pen.strokeRect(spot[0] * zoom - 1, spot[1] * zoom - 1, zoom + 2, zoom + 2);
      }
      pen.setTransform(1, 0, 0, 1, 0, 0);
      if (layers.sight !== false) observerFrames(pen, markers, w, h, colours, ratio);
      const type = ratio * (document.documentElement.classList.contains("sc-presenting") ? 1.6 : 1);
      scaleBar(pen, markers, width / view.scale, zoom, h, colours, type);
      const used = caption(pen, `Day ${markers.day}`, 14 * type, 24 * type, colours, type, true);
      if (markers.date) caption(pen, markers.date, 14 * type + used, 24 * type, colours, type, false);
      canvas.dataset.day = String(markers.day);
      if (pointed && !waiting) waiting = setTimeout(ask, REFRESH_MS); // the same place on another day
    }
    if (seq) model.send({ painted: seq });
  }

  function queue() {
    if (!queued) queued = requestAnimationFrame(paint);
  }

  const shareAt = (event) => {
    const area = canvas.getBoundingClientRect();
    return [(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height];
  };
  const cellAt = ([px, py]) => {
    const [width, height] = model.get("size");
    return [Math.floor((view.x + px / view.scale) * width), Math.floor((view.y + py / view.scale) * height)];
  };

  // What is there: asked of Python, which has the counts; shown beside the pointer.
  function ask() {
    clearTimeout(waiting);
    waiting = 0;
    const cell = pointed ? pointed.cell : cursor;
    if (cell) model.send({ ask: cell });
  }
  function point(cell, px, py) {
    const moved = !pointed || pointed.cell[0] !== cell[0] || pointed.cell[1] !== cell[1];
    pointed = { cell, px, py };
    if (!moved) return place();
    tip.classList.remove("on");
    clearTimeout(waiting);
    waiting = setTimeout(ask, REST_MS);
  }
  function leave() {
    pointed = null;
    clearTimeout(waiting);
    waiting = 0;
    tip.classList.remove("on");
  }
  function place() { // beside the pointer, on the side with more room
    if (!pointed) return;
    tip.style.left = pointed.px > 0.5 ? "auto" : `calc(${100 * pointed.px}% + 16px)`;
    tip.style.right = pointed.px > 0.5 ? `calc(${100 * (1 - pointed.px)}% + 16px)` : "auto";
    tip.style.top = pointed.py > 0.55 ? "auto" : `calc(${100 * pointed.py}% + 10px)`;
    tip.style.bottom = pointed.py > 0.55 ? `calc(${100 * (1 - pointed.py)}% + 10px)` : "auto";
  }
  function answered() {
    const answer = model.get("reading"), cell = pointed ? pointed.cell : cursor;
    if (!answer || !answer.cell || !cell || answer.cell[0] !== cell[0] || answer.cell[1] !== cell[1]) return;
    const lines = [answer.title, ...answer.lines];
    if (!pointed) { spoken.textContent = lines.join(". "); return; }
    tip.replaceChildren();
    for (const [i, line] of lines.entries()) make(i ? "span" : "b", "", tip).textContent = line;
    tip.classList.add("on");
    place();
  }

  // Pointer: a click chooses a cell, a drag moves the map.
  let drag = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button === 0) drag = { at: shareAt(event), x: event.clientX, y: event.clientY, moved: false };
  });
  canvas.addEventListener("pointermove", (event) => {
    const [px, py] = shareAt(event);
    if (drag && !event.buttons) drag = null; // released elsewhere
    if (drag && (drag.moved || Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > DRAG_PX)) {
      if (!drag.moved) { drag.moved = true; canvas.setPointerCapture(event.pointerId); leave(); }
      panBy(drag.at[0] - px, drag.at[1] - py);
      drag.at = [px, py];
    } else if (event.pointerType !== "touch") point(cellAt([px, py]), px, py);
  });
  canvas.addEventListener("pointerleave", leave);
  canvas.addEventListener("pointercancel", () => { drag = null; });
  canvas.addEventListener("click", (event) => {
    const moved = drag && drag.moved;
    drag = null;
    if (!moved) model.send({ pick: cellAt(shareAt(event)) });
  });
  // The wheel scrolls the page, unless the map has the focus or Ctrl is held (as a pinch on a trackpad reports it).
  canvas.addEventListener("wheel", (event) => {
    if (!(event.ctrlKey || event.metaKey || document.activeElement === canvas)) return;
    if (view.scale === 1 && event.deltaY > 0 && !event.ctrlKey) return;
    event.preventDefault();
    leave();
    zoomBy(Math.exp(-Math.max(-200, Math.min(200, event.deltaY)) / 300), ...shareAt(event));
  }, { passive: false });

  canvas.addEventListener("blur", () => { cursor = null; queue(); });
  canvas.addEventListener("keydown", (event) => {
    const [width, height] = model.get("size");
    const arrow = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrow && event.shiftKey) panBy(PAN_STEP * arrow[0], PAN_STEP * arrow[1]);
    else if (arrow) {
      const [x, y] = cursor || model.get("picked").slice(0, 2).concat([width >> 1, height >> 1]).slice(0, 2);
      cursor = [Math.min(width - 1, Math.max(0, x + arrow[0])), Math.min(height - 1, Math.max(0, y + arrow[1]))];
      keepInView(cursor[0] / width, cursor[1] / height, 1 / width, 1 / height);
      pointed = null;
      tip.classList.remove("on");
      clearTimeout(waiting);
      waiting = setTimeout(ask, REST_MS);
    } else if (event.key === "+" || event.key === "=") zoomAtCursor(ZOOM_STEP);
    else if (event.key === "-" || event.key === "_") zoomAtCursor(1 / ZOOM_STEP);
    else if (event.key === "0") zoomBy(0);
    else if ((event.key === "Enter" || event.key === " ") && cursor) model.send({ pick: cursor });
    else return;
    event.preventDefault();
    queue();
  });
  function zoomAtCursor(factor) {
    const [width, height] = model.get("size");
    if (!cursor) return zoomBy(factor);
    zoomBy(factor, ((cursor[0] + 0.5) / width - view.x) * view.scale, ((cursor[1] + 0.5) / height - view.y) * view.scale);
  }
  function keepInView(x, y, w, h) {
    const shown = 1 / view.scale;
    view.x = Math.min(x, Math.max(x + w - shown, view.x));
    view.y = Math.min(y, Math.max(y + h - shown, view.y));
    panBy(0, 0);
  }

  const fresh = () => { unpainted = model.get("seq"); queue(); };
  model.on("change:seq", fresh); // not on a change of the frame: two quiet days may have equal frames
  for (const name of ["colours", "layers", "markers", "picked", "terrain", "size", "backdrop"]) model.on(`change:${name}`, queue);
  model.on("change:reading", answered);
  const label = () => canvas.setAttribute("aria-label", model.get("label"));
  model.on("change:label", label);
  label();
  panBy(0, 0);
  const resized = new ResizeObserver(queue);
  resized.observe(box);
  if (model.get("seq")) fresh();
  return () => { resized.disconnect(); clearTimeout(waiting); };
}

export default { render };
