/** Counts the handlers that have started to wait, so that a client goes away while one does, and not before. */
export class Waiting {
  /** How many have started so far. */
  count = 0;

  /** A handler begins to wait. */
  enter(): void {
    this.count += 1;
  }
}
