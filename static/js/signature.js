// A signature drawn with a finger, a pen or a mouse, kept as strokes of points from 0 to 1000 in a hidden input.
const SIDE = 1000;
const MOST_POINTS = 3000;
const NEAR = 4; // points closer than this say nothing new

function read(input) {
  try {
    const strokes = JSON.parse(input.value);
    return Array.isArray(strokes) ? strokes : [];
  } catch {
    return [];
  }
}

function attach(box) {
  const canvas = box.querySelector("canvas");
  const input = box.querySelector("input");
  const told = box.querySelector("[data-drawn]");
  const pen = canvas.getContext("2d");
  let strokes = read(input);
  let stroke = null;

  const count = () => strokes.reduce((points, one) => points + one.length, 0);

  function draw() {
    const { width, height } = canvas;
    pen.clearRect(0, 0, width, height);
    Object.assign(pen, { strokeStyle: "#14305c", lineWidth: width / 200, lineCap: "round", lineJoin: "round" });
    for (const points of strokes) {
      pen.beginPath();
      for (const [x, y] of points.length > 1 ? points : [points[0], points[0]]) {
        pen.lineTo((x * width) / SIDE, (y * height) / SIDE);
      }
      pen.stroke();
    }
  }

  function fit() {
    const { width, height } = canvas.getBoundingClientRect();
    if (!width) return;
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    draw();
  }

  function tell() {
    const text = strokes.length ? told.dataset.textDrawn : told.dataset.textEmpty;
    if (told.textContent !== text) told.textContent = text;
  }

  function pointOf(event) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const inside = (at, from, size) => Math.min(SIDE, Math.max(0, Math.round(((at - from) * SIDE) / size)));
    return [inside(event.clientX, left, width), inside(event.clientY, top, height)];
  }

  function add(event) {
    const [x, y] = pointOf(event);
    const last = stroke.at(-1);
    if (last && Math.hypot(x - last[0], y - last[1]) < NEAR) return;
    if (count() < MOST_POINTS) stroke.push([x, y]);
  }

  function finish() {
    if (!stroke) return;
    stroke = null;
    input.value = JSON.stringify(strokes);
    tell();
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || count() >= MOST_POINTS) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    stroke = [];
    strokes.push(stroke);
    add(event);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke || !event.isPrimary) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) add(one);
    draw();
  });
  // Where touch-action is not enough, a quick stroke would be a fling, and the next tap would only stop it.
  canvas.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  canvas.addEventListener("pointerup", finish);
  canvas.addEventListener("pointercancel", finish);
  box.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = [];
    input.value = "";
    draw();
    tell();
  });
  new ResizeObserver(fit).observe(canvas);
  tell();
}

const form = document.querySelector("[data-confirm]");
if (form) {
  const showMeans = () => {
    const means = form.querySelector("[name=means]:checked")?.value;
    for (const pane of form.querySelectorAll("[data-means]")) pane.hidden = pane.dataset.means !== means;
  };
  form.querySelectorAll("[data-signature]").forEach(attach);
  form.querySelector("[data-own]")?.removeAttribute("hidden");
  form.addEventListener("change", showMeans);
  // A second click while the first one travels would only wait for it.
  form.addEventListener("submit", (event) => {
    if (form.dataset.isSent) event.preventDefault();
    form.dataset.isSent = "yes";
  });
  addEventListener("pageshow", () => { delete form.dataset.isSent; });
  showMeans();
}
