/**
 * The growth curve as an SVG: seconds against nodes, both in powers of ten, where what grows with the swarm is a straight
 * line of slope one. Pure. Takes its colours from the reader's choice of light or dark.
 */
export interface Series {
  readonly name: string;
  readonly points: readonly { readonly nodes: number; readonly seconds: number }[];
}

const [WIDTH, HEIGHT] = [720, 440];
const [LEFT, RIGHT, TOP, BOTTOM] = [70, 150, 40, 60];

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f; }
  .title { font-weight: 600; font-size: 15px; }
  .grid { stroke: #d0d7de; stroke-width: 1; }
  .linear { stroke: #6e7781; stroke-width: 1.5; stroke-dasharray: 5 4; fill: none; }
  .line { fill: none; stroke-width: 2; }
  .s0 { stroke: #0969da; fill: #0969da; } .s1 { stroke: #bc4c00; fill: #bc4c00; } .s2 { stroke: #1a7f37; fill: #1a7f37; }
  .line.s0, .line.s1, .line.s2 { fill: none; }
  text.s0, text.s1, text.s2 { stroke: none; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .grid { stroke: #30363d; } .linear { stroke: #8d96a0; }
    .s0 { stroke: #58a6ff; fill: #58a6ff; } .s1 { stroke: #f0883e; fill: #f0883e; } .s2 { stroke: #3fb950; fill: #3fb950; }
  }`;

/** `title` and what each axis says are part of the picture. Up to three series; needs two points at least. */
export function growthChart(series: readonly Series[], title: string): string {
  const all = series.flatMap((it) => it.points);
  const x = scaleOf(
    all.map((it) => it.nodes),
    LEFT,
    WIDTH - RIGHT,
  );
  const y = scaleOf(
    all.map((it) => it.seconds),
    HEIGHT - BOTTOM,
    TOP,
  );
  const parts = [
    `<text class="title" x="${LEFT}" y="22">${escaped(title)}</text>`,
    ...x.ticks.map((it) => tick({ x1: x.at(it), y1: TOP, x2: x.at(it), y2: HEIGHT - BOTTOM }, count(it), "below")),
    ...y.ticks.map((it) => tick({ x1: LEFT, y1: y.at(it), x2: WIDTH - RIGHT, y2: y.at(it) }, `${it} s`, "left")),
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 14}" text-anchor="middle">nodes</text>`,
    `<text transform="translate(18 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">wall time</text>`,
    linear(series, x, y),
    ...series.map((it, index) => line(it, index, { x, y })),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">
<style>${STYLE}
</style>
${parts.join("\n")}
</svg>
`;
}

interface Scale {
  readonly at: (value: number) => number;
  /** Powers of ten, from the one below the smallest value to the one above the largest. */
  readonly ticks: readonly number[];
  readonly most: number;
}

function scaleOf(values: readonly number[], from: number, to: number): Scale {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const at = (value: number) => round(from + ((Math.log10(value) - low) / (high - low)) * (to - from));
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => Number((10 ** (low + index)).toPrecision(1)));
  return { at, ticks, most: 10 ** high };
}

interface Stroke {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

function tick({ x1, y1, x2, y2 }: Stroke, label: string, side: "below" | "left"): string {
  const text =
    side === "below"
      ? `<text x="${x2}" y="${y2 + 20}" text-anchor="middle">${label}</text>`
      : `<text x="${x1 - 8}" y="${y1 + 4}" text-anchor="end">${label}</text>`;
  return `<line class="grid" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>${text}`;
}

/** Slope one, through the first series' last point: above the others it would be, were they worse than linear. */
function linear(series: readonly Series[], x: Scale, y: Scale): string {
  const points = series[0]?.points ?? [];
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return "";
  const least = y.ticks[0] ?? 0;
  const rate = last.seconds / last.nodes;
  const from = Math.max(first.nodes, least / rate);
  const [x1, y1] = [x.at(from), y.at(from * rate)];
  return `<path class="linear" d="M${x1} ${y1} L${x.at(last.nodes)} ${y.at(last.seconds)}"/>
<text x="${x1}" y="${y1 - 8}" text-anchor="start">linear</text>`;
}

function line({ name, points }: Series, index: number, { x, y }: { x: Scale; y: Scale }): string {
  const places = points.map((it) => ({ ...it, left: x.at(it.nodes), top: y.at(it.seconds) }));
  const path = places.map((it, at) => `${at === 0 ? "M" : "L"}${it.left} ${it.top}`).join(" ");
  const dots = places.map((it) => {
    const told = `${name}: ${count(it.nodes)} nodes in ${it.seconds.toFixed(2)} s`;
    return `<circle class="s${index}" cx="${it.left}" cy="${it.top}" r="4"><title>${escaped(told)}</title></circle>`;
  });
  const end = places.at(-1);
  const label = end && `<text class="s${index}" x="${end.left + 10}" y="${end.top + 4}">${escaped(name)}</text>`;
  return [`<path class="line s${index}" d="${path}"/>`, ...dots, label].join("\n");
}

function count(value: number): string {
  return value.toLocaleString("en");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}
