// Painters of the map: each draws one layer on a canvas. map.js follows in the same module.
// A frame: ground (holder in 2 bits, ruin in 6), fire (shade in 6 bits, struck, fought over), then three opacities.
const KINDS = ["civilian", "fighter", "besieger"];
const GARRISON = 0;
const RECENT = 0.3; // opacity of recent shelling at its heaviest; what was struck today stands out from it

const rgba = (c, a) => `rgba(${c[0]},${c[1]},${c[2]},${a})`;
const bytes = (view) =>
  view && view.byteLength !== undefined
    ? new Uint8Array(view.buffer || view, view.byteOffset || 0, view.byteLength)
    : new Uint8Array(0);

function groundImage(width, height, planes, terrain, colours) {
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
      const burn = f & 3 ? Math.max(0.7, RECENT * (f >> 2) / 63) : RECENT * (f >> 2) / 63;
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

// Observers have no position: a thin bracket in the corners stands for each kind, longer the more it sees.
function observerFrames(pen, markers, w, h, colours, ratio) {
  pen.strokeStyle = rgba(colours.sight, 0.75);
  pen.lineWidth = 1.2 * ratio;
  for (const [index, [, share]] of (markers.observers || []).entries()) {
    const inset = (4 + 4 * index) * ratio, arm = (10 + 40 * share) * ratio;
    pen.beginPath();
    for (const [x, y, right, down] of [[inset, inset, 1, 1], [w - inset, inset, -1, 1], [inset, h - inset, 1, -1], [w - inset, h - inset, -1, -1]]) {
      pen.moveTo(x + right * arm, y); pen.lineTo(x, y); pen.lineTo(x, y + down * arm);
    }
    pen.stroke();
  }
}

// Assaults and reported events of the last days, fading by day; each says its age.
function datedMarks(pen, markers, zoom, colours, layers, ratio) {
  const size = 8 * ratio;
  for (const [kind, gx, gy, age] of markers.marks || []) {
    if (layers[kind === "report" ? "sight" : "fire"] === false) continue;
    const x = (gx + 0.5) * zoom, y = (gy + 0.5) * zoom - (kind === "report" ? 2.4 * size : 0);
    pen.globalAlpha = Math.max(0.25, 1 - age / 8);
    if (kind === "report") eye(pen, x, y, size * 1.3, colours); else swords(pen, x, y, size, colours, ratio);
    if (age > 0) {
      pen.font = `600 ${10 * ratio}px Inter, system-ui, sans-serif`;
      pen.lineWidth = 3 * ratio; pen.strokeStyle = rgba(colours.halo, 0.9);
      pen.strokeText(`${age} d ago`, x + size * 1.4, y + 4 * ratio);
      pen.fillStyle = rgba(colours.front, 1);
      pen.fillText(`${age} d ago`, x + size * 1.4, y + 4 * ratio);
    }
    pen.globalAlpha = 1;
  }
}

function eye(pen, x, y, wide, colours) {
  const high = wide * 0.62;
  pen.beginPath();
  pen.moveTo(x - wide, y);
  pen.quadraticCurveTo(x, y - 2 * high, x + wide, y);
  pen.quadraticCurveTo(x, y + 2 * high, x - wide, y);
  pen.fillStyle = rgba(colours.halo, 0.92); pen.fill();
  pen.strokeStyle = rgba(colours.sight, 1); pen.lineWidth = Math.max(1.5, wide / 6); pen.stroke();
  pen.beginPath(); pen.arc(x, y, high * 0.55, 0, 2 * Math.PI);
  pen.fillStyle = rgba(colours.sight, 1); pen.fill();
}

function swords(pen, x, y, size, colours, ratio) {
  for (const [colour, wide] of [[colours.halo, 5], [colours.fire, 2.4]]) {
    pen.strokeStyle = rgba(colour, 1); pen.lineWidth = wide * ratio;
    pen.beginPath();
    pen.moveTo(x - size, y - size); pen.lineTo(x + size, y + size);
    pen.moveTo(x + size, y - size); pen.lineTo(x - size, y + size);
    pen.stroke();
  }
}

function followedPerson(pen, spot, zoom, colours, ratio) {
  if (!spot || spot.length !== 2) return;
  const x = (spot[0] + 0.5) * zoom, y = (spot[1] + 0.5) * zoom;
  for (const [colour, wide] of [[colours.halo, 6], [colours.front, 2.5]]) {
    pen.strokeStyle = rgba(colour, 1); pen.lineWidth = wide * ratio;
    pen.beginPath(); pen.arc(x, y, 9 * ratio, 0, 2 * Math.PI); pen.stroke();
  }
  pen.fillStyle = rgba(colours.front, 1);
  pen.beginPath(); pen.arc(x, y, 3 * ratio, 0, 2 * Math.PI); pen.fill();
}

// A line of text on the map, on a ground of its own; `right` and `bottom` say in which corner.
function caption(pen, text, x, y, colours, ratio, bold) {
  pen.font = `${bold ? 700 : 500} ${13 * ratio}px Inter, system-ui, sans-serif`;
  const wide = pen.measureText(text).width;
  pen.fillStyle = rgba(colours.halo, 0.72);
  pen.fillRect(x - 6 * ratio, y - 15 * ratio, wide + 12 * ratio, 21 * ratio);
  pen.fillStyle = rgba(colours.front, 1);
  pen.fillText(text, x, y);
  return wide + 12 * ratio;
}

function scaleBar(pen, markers, width, zoom, h, colours, ratio) {
  const across = (width * markers.cell_m) / 4;
  if (!(across > 0)) return;
  const ten = 10 ** Math.floor(Math.log10(across));
  const length = Math.max(...[1, 2, 5].map((step) => step * ten).filter((metres) => metres <= across * 1.4));
  const long = (length / markers.cell_m) * zoom, x = 16 * ratio, y = h - 18 * ratio;
  const label = `${length >= 1000 ? `${length / 1000} km` : `${length} m`} · north up`;
  pen.font = `600 ${12 * ratio}px Inter, system-ui, sans-serif`;
  const wide = Math.max(long, pen.measureText(label).width);
  pen.fillStyle = rgba(colours.halo, 0.6);
  pen.fillRect(x - 7 * ratio, y - 21 * ratio, wide + 14 * ratio, 29 * ratio);
  pen.fillStyle = rgba(colours.front, 1);
  pen.fillRect(x, y, long, 3 * ratio);
  pen.fillText(label, x, y - 6 * ratio);
}
