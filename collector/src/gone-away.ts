/** Whoever asked has gone before the answer: nothing went wrong, and nobody is left to tell. */
export class GoneAway extends Error {
  constructor() {
    super('nobody waits for the answer any more');
    this.name = 'GoneAway';
  }
}
