/** An Engine's refusal: HTTP status and text, exactly as a real Engine words it. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }
}

/** What the simulator does not model fails loudly, so that nobody takes its silence for an answer. */
export function notModelled(what: string): Refusal {
  return new Refusal(501, `SIMULATED ENGINE: ${what} is not modelled`);
}
