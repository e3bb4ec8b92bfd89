/** On a sheet of paper there are some hundred findings; what one of them says takes 20 kB. */
const most = 50;

/** What was found out with effort, by all that it hangs on, for whoever asks for the same again soon. */
export class Recent<Found> {
  readonly #found = new Map<string, Found>();

  async get(of: string, find: () => Promise<Found>): Promise<Found> {
    const known = this.#found.get(of);
    if (known !== undefined) return known;
    const found = await find();
    if (this.#found.size >= most) this.#found.clear();
    this.#found.set(of, found);
    return found;
  }
}
