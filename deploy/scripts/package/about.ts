/** What packages say of themselves. */
export type About = {
  name: string;
  version: string;
  summary: string;
  /** Lines of at most 78 characters. */
  description: readonly string[];
  /** Time of the commit that it was built from, in seconds since 1970: the only time in a package. */
  builtAt: number;
};

export const maintainer = 'Tenken maintainers <maintainers@tenken.invalid>';
export const licence = 'Proprietary and MIT (Node.js); see /usr/share/doc/tenken-agent/LICENSE.node';

export function aboutAgent(version: string, builtAt: number): About {
  return {
    name: 'tenken-agent',
    version,
    summary: 'Tenken agent: gathers evidence of technical controls',
    description: [
      'Reads, once an hour, what a security checklist asks about this host, signs it',
      'and sends it to the collector of its organisation. It changes nothing, takes',
      'no commands, listens on nothing, and stays in memory only while it reads.',
    ],
    builtAt,
  };
}
