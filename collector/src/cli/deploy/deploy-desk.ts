/** What a roll-out needs of the collector: who may come in, and who has reported. */
export type DeployDesk = {
  /** Where hosts enrol, e.g. `https://collector.example.jp:8443`. */
  server: string;
  /** PEM of the authority that hosts are to trust. */
  authority: string;
  /** A token for one host with this name, good for an hour. */
  makeToken: (host: { name: string; label: string }) => Promise<string>;
  /** Null for a host that is not known. */
  newestReport: (hostId: string) => Promise<NewestReport | null>;
};

export type NewestReport = { agentVersion: string | null; lastReportAt: string | null };
