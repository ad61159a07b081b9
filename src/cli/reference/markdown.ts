/** Small pieces of Markdown, so that pages are told and not typed. */

export const MADE = "<!-- Made by `npm run docs`; edits here are lost. -->";

/** A whole page; blocks are set apart by an empty line. */
export function page(title: string, blocks: readonly string[]): string {
  return `${[MADE, `# ${title}`, ...blocks.filter((it) => it !== "")].join("\n\n")}\n`;
}

/** "" for no rows. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(heads), `|${heads.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

/** Text as code, where it holds backticks too. */
export function code(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** Text that is no Markdown. */
export function plain(text: string): string {
  return text.replace(/[<>*_`[\]\\]/g, (it) => `\\${it}`);
}

function cell(text: string): string {
  return text.replace(/\|/g, "\\|").replace(/\n/g, " ");
}
