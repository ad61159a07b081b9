/**
 * Whether a page that somebody got is the container's own. Pure.
 *
 * That something answered proves nothing: a proxy in between, a login portal and a squatter on the address answer too.
 */
import type { ContainerId } from "../../model/ids.ts";
import type { Reached } from "./test-report.ts";

export interface Page {
  /** The HTTP status, where the client told it. */
  readonly status?: number;
  /** Absent where the client gave none, as busybox' wget with an error page. */
  readonly body?: string;
}

export type Fetched =
  | { readonly kind: "page"; readonly page: Page }
  | { readonly kind: "failed"; readonly text: string }
  | { readonly kind: "unknown"; readonly text: string };

/** What the container gave when it asked itself at the same address: nobody stands in between. */
export interface OwnPage {
  readonly container: ContainerId;
  readonly got: Fetched;
  /** What it gave when it was asked once more; a page that changed by itself tells nobody apart. */
  readonly again: () => Promise<Fetched>;
}

/** Of a longer page only so much counts: what Engines tell of a command's output is cut too (64 KiB). */
const COMPARED = 16_384;
/** Docker gives a container this much of its ID as its hostname, which many pages show. */
const SHORT_ID = 12;

/** Asks the container again only when its page is not the one that was seen. */
export async function judgePage(seen: Page, own: OwnPage): Promise<Reached> {
  const { container, got } = own;
  if (seen.body?.includes(container.slice(0, SHORT_ID))) return { kind: "ok" };
  const what = answerText(seen);
  if (got.kind === "failed") return { kind: "failed", text: `${what}, but not from the container: ${got.text}` };
  if (got.kind === "unknown")
    return { kind: "unknown", text: `${what}, but whether it was the container is not known: ${got.text}` };
  if (isSame(seen, got.page)) return { kind: "ok" };
  if (!hasBody(got.page) && !differ(seen.status, got.page.status)) {
    const gives = got.page.status === undefined ? "an empty page" : `HTTP ${got.page.status} and no page`;
    return {
      kind: "unknown",
      text: `${what}, as the container does; but ${gives} tells nobody apart: test with an image that serves a page`,
    };
  }
  const again = await own.again();
  const steady = again.kind === "page" && (isSame(again.page, got.page) || !hasBody(got.page));
  if (steady) return { kind: "failed", text: `${what}, but not as the container does` };
  return {
    kind: "unknown",
    text: `${what}; but the container's page is another each time: test with an image whose page is not`,
  };
}

function isSame(a: Page, b: Page): boolean {
  return hasBody(a) && hasBody(b) && !differ(a.status, b.status) && start(a) === start(b);
}

function hasBody({ body }: Page): boolean {
  return body !== undefined && body.trim() !== "";
}

/** Of what is not known it cannot be said. */
function differ(a: number | undefined, b: number | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

function start({ body = "" }: Page): string {
  return body.slice(0, COMPARED).trimEnd();
}

function answerText({ status }: Page): string {
  return status === undefined ? "something answered" : `something answered (HTTP ${status})`;
}
