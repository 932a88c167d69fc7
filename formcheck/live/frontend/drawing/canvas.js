/* Drawing tools for the canvas over the video: outlined lines, dashes, arcs, sectors and numbers.
   formcheck/drawing/canvas.py has the same for frames. Lengths are in the style's units, positions in pixels. */
class OutlinedCanvas {
  constructor(canvas, style, scale) {
    const { width, height } = canvas;
    const { reference, width_share: share } = style.unit;
    this.context = canvas.getContext("2d");
    this.size = [width, height];
    this.unit = (Math.min(height, width * share) / reference) * scale;
    this.rim = style.rim;
  }

  /* Stroke what `path` draws, with the rim around it. */
  stroke(path, colour, width, { dash = null, rim = true } = {}) {
    const { context, unit } = this;
    context.beginPath();
    path(context);
    if (rim) {
      context.setLineDash([]);
      context.lineWidth = (width + 2 * this.rim.width) * unit;
      context.strokeStyle = rgb(this.rim.colour);
      context.stroke();
    }
    context.setLineDash(dash === null ? [] : [dash * unit]);
    context.lineWidth = width * unit;
    context.strokeStyle = rgb(colour);
    context.stroke();
    context.setLineDash([]);
  }

  line(start, end, { colour, width, dash }) {
    this.stroke((path) => { path.moveTo(...start); path.lineTo(...end); }, colour, width, { dash });
  }

  joint([x, y], { colour, radius, hollow }) {
    const circle = (reach) => (path) => path.arc(x, y, reach * this.unit, 0, 2 * Math.PI);
    if (hollow) {
      this.stroke(circle(radius), colour, 2);
      return;
    }
    for (const [reach, tone] of [[radius + this.rim.width, this.rim.colour], [radius, colour]]) {
      this.context.beginPath();
      circle(reach)(this.context);
      this.context.fillStyle = rgb(tone);
      this.context.fill();
    }
  }

  arc([x, y], colour, { radius, width, fromDeg, toDeg }) {
    const [low, high] = [fromDeg, toDeg].sort((one, other) => one - other).map(radians);
    this.stroke((path) => path.arc(x, y, radius * this.unit, low, high), colour, width);
  }

  /* On a light background only the sector's edge shows. */
  sector([x, y], colour, { radius, opacity, fromDeg, toDeg }) {
    const { context } = this;
    const [low, high] = [fromDeg, toDeg].sort((one, other) => one - other).map(radians);
    context.beginPath();
    context.moveTo(x, y);
    context.arc(x, y, radius * this.unit, low, high);
    context.closePath();
    context.fillStyle = rgb(colour, opacity);
    context.fill();
    context.lineWidth = this.unit;
    context.strokeStyle = rgb(this.rim.colour);
    context.stroke();
  }

  /* Text centred on `at` and moved inside the frame. With `mirrored` it is legible in a mirrored frame. */
  text(words, at, colour, { size, mirrored }) {
    const { context, unit } = this;
    context.save();
    context.font = `700 ${size * unit}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    const half = [context.measureText(words).width / 2, (size * unit) / 2];
    const inside = at.map((place, i) => Math.min(Math.max(place, half[i]), this.size[i] - half[i]));
    context.translate(...inside);
    if (mirrored) context.scale(-1, 1);
    context.lineWidth = 4 * this.rim.width * unit;
    context.strokeStyle = rgb(this.rim.colour);
    context.strokeText(words, 0, 0);
    context.fillStyle = rgb(colour);
    context.fillText(words, 0, 0);
    context.restore();
  }
}

function rgb([red, green, blue], opacity = 1) {
  return `rgb(${red} ${green} ${blue} / ${100 * opacity}%)`;
}

function radians(degrees) {
  return (degrees * Math.PI) / 180;
}
