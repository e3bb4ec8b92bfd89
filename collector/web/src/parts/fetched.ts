/** A page or a part of one lies on the collector and could not be fetched from it. */
export class NotFetched extends Error {
  constructor(cause: unknown) {
    super('not fetched from the collector', { cause });
    this.name = 'NotFetched';
  }
}

/** Browsers remember what they failed to fetch: in this window nothing more is fetched rightly until it is loaded anew. */
let hasFailed = false;

/**
 * Fetches a module of the page.
 *
 * @throws {NotFetched} it could not be fetched, or another one before it
 */
export async function fetched<Module>(load: () => Promise<Module>): Promise<Module> {
  if (hasFailed) throw new NotFetched('another one before it');
  try {
    return await load();
  } catch (error) {
    hasFailed = true;
    throw new NotFetched(error);
  }
}
