/** What of a simulation can be set: how long things take, and what its images serve. */

/** Milliseconds. */
export interface Timing {
  /** From a change of the swarm to the scheduler's decision. */
  readonly schedule: number;
  /** From a decision to the container's start. */
  readonly start: number;
  /** Stop grace: from the order to the container's end. */
  readonly stop: number;
  /** Before a slot whose task went wrong gets another. */
  readonly restart: number;
  /** Before every answer of an Engine. */
  readonly answer: number;
}

export interface ImageOptions {
  /** As `80/tcp`. */
  readonly ports: readonly string[];
  readonly page: string;
}
