/** A database on a server. */
export type PostgresPlace = {
  /** `postgres://USER@HOST:PORT/DATABASE`, with options of the connection behind a question mark. */
  url: string;
  /** Where it does not stand in the address. */
  password?: string | undefined;
  /** The file that the address was taken from, where nobody has named it now. */
  rememberedIn?: string | undefined;
  /** How long the server works at one statement; a minute unless told. */
  answerMs?: number;
  /** Opened also while `tenken migrate-store` moves a store there. */
  isHalfMoved?: true;
};

/** As people are told of it: without the password. */
export function nameOfDatabase(url: string): string {
  return `the database ${placeOfDatabase(url)}`;
}

/** The same for any language. */
export function placeOfDatabase(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
