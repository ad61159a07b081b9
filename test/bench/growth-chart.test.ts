import { describe, expect, it } from "vitest";
import { growthChart } from "../../bench/growth/growth-chart.ts";

const points = (rate: number, power = 1) => [10, 100, 1000].map((nodes) => ({ nodes, seconds: rate * nodes ** power }));

/** Left and top of each dot of a series. */
function dots(svg: string, index: number): readonly (readonly [number, number])[] {
  const found = svg.matchAll(new RegExp(`<circle class="s${index}" cx="([\\d.]+)" cy="([\\d.]+)"`, "g"));
  return [...found].map(([, left, top]) => [Number(left), Number(top)]);
}

describe("growthChart", () => {
  it("draws what is linear as a straight line beside the reference, and what is worse as a steeper one", () => {
    const svg = growthChart(
      [
        { name: "plan", points: points(0.001) },
        { name: "bad", points: points(0.0001, 2) },
      ],
      "t",
    );
    const steps = (index: number) => {
      const [a, b, c] = dots(svg, index).map(([, top]) => top) as [number, number, number];
      return [a - b, b - c];
    };
    const [first, second] = steps(0) as [number, number];
    expect(first).toBeCloseTo(second, 0);
    for (const step of steps(1)) expect(step).toBeGreaterThan(first * 1.5);
    // The reference ends where the first series does.
    const [left, top] = dots(svg, 0).at(-1) ?? [];
    expect(svg).toMatch(new RegExp(`class="linear" d="M[\\d. ]+ L${left} ${top}"`));
  });

  it("says what its axes are, in powers of ten, and names its lines", () => {
    const svg = growthChart([{ name: "apply <-y>", points: points(0.002) }], "growth & co");
    for (const text of [">10<", ">100<", ">1,000<", ">0.01 s<", ">1 s<", ">nodes<", ">wall time<", ">linear<"]) {
      expect(svg).toContain(text);
    }
    expect(svg).toContain("apply &lt;-y>");
    expect(svg).toContain('aria-label="growth &amp; co"');
    expect(svg).toContain("prefers-color-scheme: dark");
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});
