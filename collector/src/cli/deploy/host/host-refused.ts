/** A host did not do a step; the message is what the step said, for a person. */
export class HostRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'HostRefused';
  }
}
