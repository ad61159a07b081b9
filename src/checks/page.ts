/** What a person reads about one check. */
export interface CheckPage {
  /** When it fails: what is so, and what comes of it. */
  readonly means: string;
  readonly seen: string;
  readonly mend: string;
}
