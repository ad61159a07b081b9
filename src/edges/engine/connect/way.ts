/** One way to one Engine, ready to be dialled: what every file of this folder makes of an endpoint. */
import type { AppError } from "../../../errors/app-error.ts";
import type { HostFacts } from "../../../model/host-facts.ts";
import type { ShellEnd } from "../../../operations/ports/shell.ts";
import type { Dial } from "../http/pool.ts";

export interface Way {
  readonly dial: Dial;
  /** Says what a broken connection means where the way knows more than the error does; undefined where it does not. */
  readonly explain?: (error: NodeJS.ErrnoException) => Promise<AppError | undefined>;
  /** Seconds that the Engine has for its first answer; default 10. A way that waits for its turn may need more. */
  readonly contactSeconds?: number;
  /** Milliseconds that a request rather waits for a connection than has another one dialled, as things are; default 0. */
  readonly patience?: () => number;
  /** The facts of the host at its end, where it leads to a shell there; undefined, or no such function, where not. */
  readonly hostFacts?: (signal: AbortSignal) => Promise<HostFacts | undefined>;
  /** The last lines of the Engine's own log, where it leads to a shell there. */
  readonly engineLog?: (signal: AbortSignal) => Promise<string>;
  /** Runs a script in a shell on the host at its end; no such function where it leads to none. */
  readonly run?: (script: string, signal: AbortSignal) => Promise<ShellEnd>;
  /** Ends what the way itself keeps open. Called when its connections have been closed. */
  readonly close?: () => void;
}

/** Everything that decides how an endpoint is reached, besides its text. */
export type Environment = Readonly<Record<string, string | undefined>>;
