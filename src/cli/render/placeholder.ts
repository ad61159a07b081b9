/** Stands for the details of a case that is not there: `<node>` wherever a wording uses `d.node`, lists of one likewise. */

/** The details themselves: whatever is asked of them is a detail's name, `length` too. */
export function detailsPlaceholder(): unknown {
  return new Proxy({}, { get: (_, key) => (typeof key === "symbol" ? undefined : placeholder(key)) });
}

/** Answers to everything that a catalogue entry does with its details: text, lists, nested values. */
function placeholder(name: string): unknown {
  const text = `<${name}>`;
  return new Proxy(
    Object.assign(() => undefined, {}),
    {
      get: (_, key) => {
        if (key === Symbol.toPrimitive) return (hint: string) => (hint === "number" ? Number.NaN : text);
        if (key === Symbol.iterator)
          return [placeholder(singular(name))][Symbol.iterator].bind([placeholder(singular(name))]);
        if (key === "toString" || key === "join") return () => text;
        if (key === "length") return 1;
        if (key === "map")
          return (make: (item: unknown, at: number) => unknown) => [make(placeholder(singular(name)), 0)];
        if (key === "slice" || key === "filter" || key === "split") return () => placeholder(name);
        if (key === "trim" || key === "toLowerCase") return () => text;
        if (typeof key === "symbol") return undefined;
        return placeholder(/^\d+$/.test(key) ? singular(name) : key);
      },
    },
  );
}

function singular(name: string): string {
  return name.replace(/s$/, "");
}
