/**
 * The front door. Answers `--version` by itself, so that it costs nothing; everything else loads what it needs.
 * The only place that sets the process's exit code.
 */
import { readFileSync } from "node:fs";

const argv = process.argv.slice(2);

if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
  process.stdout.write(`${versionText()}\n`);
} else if (argv[0] === "__complete") void completeWords();
else void run();

/** What a shell's TAB asks for. Ends at once: a slow Engine must not keep the shell waiting. */
async function completeWords(): Promise<void> {
  const { complete } = await import("./complete/complete.ts");
  const text = await complete(argv.slice(1), process.env).catch(() => "");
  process.stdout.write(text, () => process.exit(0));
}

async function run(): Promise<void> {
  const { runCommandLine } = await import("./run-command-line.ts");
  process.exitCode = await runCommandLine(argv, { process, version: versionText() });
}

/** The package's version; package.json stands one folder above the bundle. */
function versionText(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
