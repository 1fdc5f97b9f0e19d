// Paints planes of bytes. Everything that means something (colours, opacities, markers) comes from Python.
// A frame: ground (holder in 2 bits, ruin in 6), fire (shade in 6 bits, struck, fought over), then three opacities.
const KINDS = ["civilian", "fighter", "besieger"];
const LARGEST = 1100; // pixels along a side; more would only be slower
const GARRISON = 0;

const rgba = (c, a) => `rgba(${c[0]},${c[1]},${c[2]},${a})`;
const bytes = (view) =>
  view && view.byteLength !== undefined
    ? new Uint8Array(view.buffer || view, view.byteOffset || 0, view.byteLength)
    : new Uint8Array(0);

function render({ model, el }) {
  const box = document.createElement("div");
  box.className = "siege-map";
  const canvas = document.createElement("canvas");
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application"); // it takes the arrow keys
  box.appendChild(canvas);
  el.appendChild(box);
  const small = document.createElement("canvas"); // the ground, one pixel per cell
  const crowd = document.createElement("canvas"); // the people, one pixel per cell
  let cursor = null;
  let queued = 0;
  let unpainted = 0;

  function groundImage(width, height, planes, colours) {
    const terrain = bytes(model.get("terrain"));
    const image = new ImageData(width, height);
    const out = image.data;
    const n = width * height;
    for (let i = 0; i < n; i++) {
      const t = terrain[i] || 0;
      const base = colours.ground[t] || colours.pale;
      const holder = planes[i] & 3;
      const ruin = 0.8 * Math.sqrt((planes[i] >> 2) / 63);
      const pale = holder !== GARRISON && t !== colours.water ? 0.55 : 0;
      for (let c = 0; c < 3; c++) {
        const colour = base[c] * (1 - pale) + colours.pale[c] * pale;
        out[4 * i + c] = colour * (1 - ruin) + colours.ruin[c] * ruin;
      }
      out[4 * i + 3] = 255;
    }
    return image;
  }

  function peopleImage(width, height, planes, colours, layers) {
    const image = new ImageData(width, height);
    const out = image.data;
    const n = width * height;
    const shown = KINDS.map((kind) => layers[kind] !== false);
    const kindColours = KINDS.map((kind) => colours[kind]);
    const burning = layers.fire !== false;
    for (let i = 0; i < n; i++) {
      let clear = 1, sum = 0, r = 0, g = 0, b = 0;
      for (let k = 0; k < 3; k++) {
        const share = shown[k] ? planes[(2 + k) * n + i] / 255 : 0;
        if (share > 0) {
          clear *= 1 - share;
          sum += share;
          r += share * kindColours[k][0];
          g += share * kindColours[k][1];
          b += share * kindColours[k][2];
        }
      }
      let alpha = 1 - clear;
      if (sum > 0) { r /= sum; g /= sum; b /= sum; }
      if (burning) {
        const f = planes[n + i];
        const burn = f & 3 ? Math.max(0.7, 0.45 * (f >> 2) / 63) : 0.45 * (f >> 2) / 63;
        if (burn > 0) {
          const total = alpha + burn - alpha * burn; // fire over people over ground
          r = (colours.fire[0] * burn + r * alpha * (1 - burn)) / total;
          g = (colours.fire[1] * burn + g * alpha * (1 - burn)) / total;
          b = (colours.fire[2] * burn + b * alpha * (1 - burn)) / total;
          alpha = total;
        }
      }
      out[4 * i] = r; out[4 * i + 1] = g; out[4 * i + 2] = b; out[4 * i + 3] = 255 * alpha;
    }
    return image;
  }

  function frontLine(pen, width, height, planes, zoom, colours) {
    pen.beginPath();
    const held = (x, y) => x >= 0 && y >= 0 && x < width && y < height && (planes[y * width + x] & 3) === GARRISON;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (!held(x, y)) continue;
        if (!held(x - 1, y)) { pen.moveTo(x * zoom, y * zoom); pen.lineTo(x * zoom, (y + 1) * zoom); }
        if (!held(x + 1, y)) { pen.moveTo((x + 1) * zoom, y * zoom); pen.lineTo((x + 1) * zoom, (y + 1) * zoom); }
        if (!held(x, y - 1)) { pen.moveTo(x * zoom, y * zoom); pen.lineTo((x + 1) * zoom, y * zoom); }
        if (!held(x, y + 1)) { pen.moveTo(x * zoom, (y + 1) * zoom); pen.lineTo((x + 1) * zoom, (y + 1) * zoom); }
      }
    }
    const wide = Math.max(1.5, Math.min(3.2, zoom / 5));
    pen.strokeStyle = rgba(colours.halo, 0.65);
    pen.lineWidth = wide * 2.2;
    pen.stroke();
    pen.setLineDash([wide * 3.2, wide * 1.8]);
    pen.strokeStyle = rgba(colours.front, 0.95);
    pen.lineWidth = wide;
    pen.stroke();
    pen.setLineDash([]);
  }

  function explosions(pen, width, height, planes, zoom, colours) {
    const n = width * height;
    const size = Math.max(2.5, zoom * 0.55);
    pen.strokeStyle = rgba(colours.fire, 0.95);
    pen.lineWidth = Math.max(1.2, zoom / 9);
    let drawn = 0;
    for (let i = 0; i < n && drawn < 300; i++) {
      if (!(planes[n + i] & 3)) continue;
      drawn++;
      const x = ((i % width) + 0.5) * zoom, y = (Math.floor(i / width) + 0.5) * zoom;
      pen.beginPath();
      for (let ray = 0; ray < 8; ray++) {
        const turn = (ray * Math.PI) / 4;
        pen.moveTo(x + Math.cos(turn) * size * 0.45, y + Math.sin(turn) * size * 0.45);
        pen.lineTo(x + Math.cos(turn) * size, y + Math.sin(turn) * size);
      }
      pen.stroke();
    }
  }

  function backdropLines(pen, backdrop, zoom, colours) { // streets, bridges and ring of a map made from files
    const [left, top] = backdrop.offset || [0, 0];
    const styles = { ways: [0.28, 0.07, []], bridges: [0.75, 0.3, []], ring: [0.6, 0.12, [1, 4]] };
    for (const [layer, [opacity, wide, dash]] of Object.entries(styles)) {
      pen.beginPath();
      for (const line of backdrop[layer] || []) {
        for (let i = 0; i < line.length; i += 2) {
          const x = (line[i] - left) * zoom, y = (line[i + 1] - top) * zoom;
          if (i) pen.lineTo(x, y); else pen.moveTo(x, y);
        }
      }
      pen.strokeStyle = rgba(colours.front, opacity);
      pen.lineWidth = Math.max(0.8, wide * zoom);
      pen.setLineDash(dash.map((part) => part * pen.lineWidth));
      pen.stroke();
    }
    pen.setLineDash([]);
  }

  function hospitalCrosses(pen, spots, zoom, colours) {
    const arm = Math.max(3, zoom * 0.42), thick = Math.max(1.6, zoom * 0.16);
    for (const [x, y] of spots || []) {
      const cx = (x + 0.5) * zoom, cy = (y + 0.5) * zoom;
      for (const [colour, extra] of [[colours.halo, 1.6], [colours.front, 0]]) {
        pen.fillStyle = rgba(colour, 0.9);
        pen.fillRect(cx - arm - extra, cy - thick - extra, 2 * (arm + extra), 2 * (thick + extra));
        pen.fillRect(cx - thick - extra, cy - arm - extra, 2 * (thick + extra), 2 * (arm + extra));
      }
    }
  }

  function convoyRoute(pen, markers, width, height, zoom, colours) {
    if (!markers.boarding || !markers.boarding.length) return;
    const [gx, gy] = markers.boarding;
    const x = (gx + 0.5) * zoom, y = (gy + 0.5) * zoom, w = width * zoom, h = height * zoom;
    const ways = [[x, [0, y]], [w - x, [w, y]], [y, [x, 0]], [h - y, [x, h]]];
    const end = ways.sort((a, b) => a[0] - b[0])[0][1];
    for (const [colour, wide] of [[colours.halo, 9], [colours.convoy, 5]]) {
      pen.strokeStyle = rgba(colour, 0.95);
      pen.lineWidth = wide;
      pen.lineCap = "round";
      pen.setLineDash(markers.halted ? [2, 10] : []);
      pen.beginPath(); pen.moveTo(x, y); pen.lineTo(end[0], end[1]); pen.stroke();
    }
    pen.setLineDash([]);
    for (const [colour, radius] of [[colours.halo, 10], [colours.convoy, 7.5]]) {
      pen.fillStyle = rgba(colour, 1);
      pen.beginPath(); pen.arc(x, y, radius, 0, 2 * Math.PI); pen.fill();
    }
  }

  function observerFrames(pen, markers, w, h, colours) {
    for (const [index, [, share]] of (markers.observers || []).entries()) {
      const wide = 1 + 5 * share;
      const inset = 4 + 8 * index;
      pen.strokeStyle = rgba(colours.sight, 0.35 + 0.4 * share);
      pen.lineWidth = wide;
      pen.setLineDash([14, 6 + 30 * (1 - share)]);
      pen.strokeRect(inset, inset, w - 2 * inset, h - 2 * inset);
    }
    pen.setLineDash([]);
  }

  function reportMarkers(pen, markers, w, h, zoom, colours) { // where an observer saw an event that was reported
    const wide = Math.max(13, Math.min(22, w / 40)), high = wide * 0.62;
    for (const [gx, gy] of markers.reports || []) {
      const x = Math.min(w - wide - 3, Math.max(wide + 3, (gx + 0.5) * zoom));
      const y = Math.min(h - wide - 3, Math.max(wide + 3, (gy + 0.5) * zoom - 1.9 * wide));
      pen.beginPath();
      pen.moveTo(x - wide, y);
      pen.quadraticCurveTo(x, y - 2 * high, x + wide, y);
      pen.quadraticCurveTo(x, y + 2 * high, x - wide, y);
      pen.fillStyle = rgba(colours.halo, 0.92); pen.fill();
      pen.strokeStyle = rgba(colours.sight, 1); pen.lineWidth = Math.max(2, wide / 6); pen.stroke();
      pen.beginPath(); pen.arc(x, y, high * 0.55, 0, 2 * Math.PI);
      pen.fillStyle = rgba(colours.sight, 1); pen.fill();
      pen.strokeStyle = rgba(colours.front, 1); pen.lineWidth = 1; pen.stroke();
    }
  }

  function scaleBar(pen, markers, width, zoom, h, colours, ratio) {
    const across = (width * markers.cell_m) / 4;
    if (!(across > 0)) return;
    const ten = 10 ** Math.floor(Math.log10(across));
    const length = Math.max(...[1, 2, 5].map((step) => step * ten).filter((metres) => metres <= across * 1.4));
    const long = (length / markers.cell_m) * zoom, x = 16 * ratio, y = h - 18 * ratio;
    const label = length >= 1000 ? `${length / 1000} km` : `${length} m`;
    pen.font = `600 ${12 * ratio}px Inter, system-ui, sans-serif`;
    const wide = Math.max(long, pen.measureText(label).width);
    pen.fillStyle = rgba(colours.halo, 0.6);
    pen.fillRect(x - 7 * ratio, y - 21 * ratio, wide + 14 * ratio, 29 * ratio);
    pen.fillStyle = rgba(colours.front, 1);
    pen.fillRect(x, y, long, 3 * ratio);
    pen.fillText(label, x, y - 6 * ratio);
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
      const ratio = window.devicePixelRatio || 1;
      const wanted = Math.min(LARGEST, Math.max(240, Math.round(box.clientWidth * ratio)));
      const zoom = wanted / width;
      const w = Math.round(width * zoom), h = Math.round(height * zoom);
      if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
      if (small.width !== width || small.height !== height) {
        small.width = crowd.width = width;
        small.height = crowd.height = height;
      }
      const pen = canvas.getContext("2d");
      small.getContext("2d").putImageData(groundImage(width, height, planes, colours), 0, 0);
      crowd.getContext("2d").putImageData(peopleImage(width, height, planes, colours, layers), 0, 0);
      pen.imageSmoothingEnabled = false;
      pen.drawImage(small, 0, 0, w, h);
      backdropLines(pen, model.get("backdrop") || {}, zoom, colours);
      pen.imageSmoothingEnabled = zoom > 2;
      pen.drawImage(crowd, 0, 0, w, h);
      hospitalCrosses(pen, markers.hospitals, zoom, colours);
      if (layers.front !== false) frontLine(pen, width, height, planes, zoom, colours);
      if (layers.fire !== false) explosions(pen, width, height, planes, zoom, colours);
      if (layers.sight !== false) observerFrames(pen, markers, w, h, colours);
      if (layers.convoy !== false) convoyRoute(pen, markers, width, height, zoom, colours);
      if (layers.sight !== false) reportMarkers(pen, markers, w, h, zoom, colours);
      for (const [spot, colour] of [[model.get("picked"), colours.front], [cursor, colours.sight]]) {
        if (!spot || spot.length !== 2) continue;
        pen.lineWidth = 4; pen.strokeStyle = rgba(colours.halo, 0.9);
        pen.strokeRect(spot[0] * zoom - 1, spot[1] * zoom - 1, zoom + 2, zoom + 2);
        pen.lineWidth = 2; pen.strokeStyle = rgba(colour, 1);
        pen.strokeRect(spot[0] * zoom - 1, spot[1] * zoom - 1, zoom + 2, zoom + 2);
      }
      scaleBar(pen, markers, width, zoom, h, colours, ratio);
      canvas.dataset.day = String(markers.day);
    }
    if (seq) model.send({ painted: seq });
  }

  function queue() {
    if (!queued) queued = requestAnimationFrame(paint);
  }

  const cellAt = (event) => {
    const area = canvas.getBoundingClientRect();
    const [width, height] = model.get("size");
    return [
      Math.floor(((event.clientX - area.left) / area.width) * width),
      Math.floor(((event.clientY - area.top) / area.height) * height),
    ];
  };
  canvas.addEventListener("click", (event) => model.send({ pick: cellAt(event) }));
  canvas.addEventListener("blur", () => { cursor = null; queue(); });
  canvas.addEventListener("keydown", (event) => {
    const [width, height] = model.get("size");
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (moves[event.key]) {
      const [x, y] = cursor || model.get("picked").slice(0, 2).concat([width >> 1, height >> 1]).slice(0, 2);
      cursor = [
        Math.min(width - 1, Math.max(0, x + moves[event.key][0])),
        Math.min(height - 1, Math.max(0, y + moves[event.key][1])),
      ];
    } else if ((event.key === "Enter" || event.key === " ") && cursor) {
      model.send({ pick: cursor });
    } else return;
    event.preventDefault();
    queue();
  });

  const fresh = () => { unpainted = model.get("seq"); queue(); };
  model.on("change:seq", fresh); // not on a change of the frame: two quiet days may have equal frames
  for (const name of ["colours", "layers", "markers", "picked", "terrain", "size", "backdrop"]) model.on(`change:${name}`, queue);
  const label = () => canvas.setAttribute("aria-label", model.get("label"));
  model.on("change:label", label);
  label();
  const resized = new ResizeObserver(queue);
  resized.observe(box);
  if (model.get("seq")) fresh();
  return () => resized.disconnect();
}

export default { render };
