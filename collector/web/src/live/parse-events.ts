/** Reads server-sent events out of the pieces that a network makes of them; only their names are of use here. */
export class EventReader {
  #rest = '';

  /** @returns names of the events that this piece completes */
  read(piece: string): string[] {
    const blocks = `${this.#rest}${piece}`.replaceAll('\r\n', '\n').split('\n\n');
    this.#rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => {
      const line = block.split('\n').find((one) => one.startsWith('event:'));
      return line === undefined ? [] : [line.slice('event:'.length).trim()];
    });
  }
}
