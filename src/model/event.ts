/**
 * What a long-running operation tells while it works. Terminal, NDJSON and tests are listeners; nothing below `cli/render` prints.
 */
import type { Finding } from "./finding.ts";

export type ProgressEvent =
  | { readonly kind: "phase"; readonly title: string; readonly total?: number }
  | { readonly kind: "step-started"; readonly id: string; readonly title: string; readonly node?: string }
  | {
      readonly kind: "step-done";
      readonly id: string;
      readonly title: string;
      readonly node?: string;
      readonly ms: number;
    }
  | {
      readonly kind: "step-failed";
      readonly id: string;
      readonly title: string;
      readonly node?: string;
      readonly finding: Finding;
    }
  | {
      readonly kind: "waiting";
      readonly id: string;
      readonly title: string;
      readonly node?: string;
      readonly ms: number;
    }
  | { readonly kind: "finding"; readonly finding: Finding }
  | { readonly kind: "note"; readonly text: string };

export type Emit = (event: ProgressEvent) => void;
