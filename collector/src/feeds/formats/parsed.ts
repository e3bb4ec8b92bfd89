import type { Advisory } from '@tenken/controls';

/** One advisory for one package of one release: what every format comes to. */
export type ParsedAdvisory = { release: string; package: string; advisory: Advisory };
