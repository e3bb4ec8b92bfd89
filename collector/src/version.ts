import packageJson from '../package.json' with { type: 'json' };

/** Of this software, as packs name it. */
export const tenkenVersion: string = packageJson.version;
