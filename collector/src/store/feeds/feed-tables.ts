/** Tables of reference data that was carried in. */
export type FeedTables = {
  feed_key: FeedKeyRow;
  feed: FeedRow;
  feed_package: FeedPackageRow;
  advisory_set: AdvisorySetRow;
};

/** Trusted from `trusted_at` until `withdrawn_at`. */
export type FeedKeyRow = {
  /** Lower-case hexadecimal SHA-256 of the public key as DER. */
  fingerprint: string;
  pem: string;
  label: string;
  trusted_at: number;
  trusted_by: string;
  withdrawn_at: number | null;
};

export type FeedRow = {
  id: number;
  name: string;
  kind: string;
  format: string;
  source: string;
  /** `YYYY-MM-DD` */
  as_of: string;
  /** JSON list of releases. */
  covers: string;
  /** Of advisories: whether they name source or binary packages. */
  names: string | null;
  /** When its bundle was made. */
  created_at: number;
  sha256: string;
  /** Fingerprint of the key that signed it. */
  signer: string;
  entries: number;
  /** Of tables: canonical JSON. */
  content: string | null;
  in_force_at: number | null;
  replaced_at: number | null;
};

export type FeedPackageRow = { feed_id: number; release: string; package: string; sha256: string };

/** A JSON list of advisories, deflated, by the hash of its canonical form. */
export type AdvisorySetRow = { sha256: string; body: Buffer };
