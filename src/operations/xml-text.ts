/** Text for XML 1.0, in elements and attributes alike; control characters have no place in it, not even escaped. */
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
  "\t": "&#9;",
};

export function escapeXml(text: string): string {
  return text.replace(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD]/g, "").replace(/[&<>"\n\t]/g, (it) => ENTITIES[it] as string);
}
