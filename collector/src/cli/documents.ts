import { declarationKinds, levelOutcomes, requirementOutcomes, strengths } from '@tenken/controls';
import { Seen, SshSeen } from '@tenken/controls/evidence';
import { outcomes, platforms, startTlsProtocols } from '@tenken/shared';
import * as z from 'zod';
import { ImportReceipt } from '../api/schemas.ts';
import { changes } from './deploy/plan.ts';
import { deployOutcomes } from './deploy/results.ts';

/**
 * What `--json` prints. These shapes are promises: members are added, never renamed or removed. The JSON Schemas
 * in `shared/docs/schemas` are made from them.
 */
const Text = z.object({ ja: z.string(), en: z.string() });
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** A code point and its registered name. */
const Named = z.object({ id: z.string(), name: z.string() });
const NamedLists = z.array(
  z.object({
    protocol: z.string(),
    complete: z.boolean(),
    accepted: z.array(Named),
    serverPreference: z.boolean().nullable(),
  }),
);
const Relationship = z.enum(['full', 'partial', 'related']);

export const ScanDocument = z
  .object({
    host: z.object({
      platform: z.enum(platforms),
      name: z.string(),
      osName: z.string().nullable(),
      osVersion: z.string().nullable(),
      architecture: z.string().nullable(),
      machineIdHash: Sha256.nullable(),
    }),
    scannedAt: z.iso.datetime(),
    findings: z.array(
      z.object({
        control: z.string(),
        variant: z
          .string()
          .describe("'default', or the SHA-256 of the stricter parameters that an item asks for"),
        parameters: z.record(z.string(), z.unknown()),
        outcome: z.enum(outcomes),
        observed: z.string(),
        expected: z.string(),
        reason: z.string().describe('a code; tenken controls ID says it in words'),
        reasonText: z.string(),
        remediation: z.string().nullable().describe('what to do; null where nothing is to be done'),
        validUntil: z.iso.datetime().nullable().describe('when the outcome would change by itself'),
        evidence: z.array(
          z.object({ probe: z.string(), sha256: Sha256, collectedAt: z.iso.datetime(), source: z.string() }),
        ),
      }),
    ),
    items: z.array(
      z.object({
        checklist: z.string(),
        item: z.string(),
        result: z.enum(outcomes),
        controls: z.array(z.object({ id: z.string(), relationship: Relationship })),
      }),
    ),
  })
  .meta({ title: 'tenken scan --json' });
export type ScanDocument = z.infer<typeof ScanDocument>;

export const ChecklistDocument = z
  .object({
    id: z.string(),
    edition: z.string(),
    title: Text,
    source: z.object({
      document: Text,
      issuer: z.string(),
      edition: z.string(),
      verifiedAgainstIssuer: z.boolean(),
      note: Text,
    }),
    rules: z.record(z.string(), z.object({ title: Text }).loose()),
    marks: z.array(
      z.object({
        mark: z.string(),
        role: z.enum(['done', 'planned', 'not-applicable']),
        meaning: Text,
        printed: z.boolean(),
        needs: z.string().optional(),
      }),
    ),
    items: z.array(
      z.object({
        id: z.string(),
        number: z.string(),
        path: z.array(z.string()),
        title: Text,
        summary: Text,
        flags: z.object({
          priority: z.boolean(),
          priorityConfidence: z.enum(['high', 'medium', 'low']),
          aggregatorExempt: z.boolean(),
          level: z.enum(['minimum', 'optional']).nullable(),
          whereApplicable: z.boolean(),
        }),
        appliesTo: z.array(z.string()),
        scope: z.string(),
        requires: z.array(z.string()).optional(),
        declarations: z
          .array(z.enum(declarationKinds))
          .optional()
          .describe('what has to be declared before anybody can check the item'),
        automation: z.enum(['full', 'partial', 'manual']),
        manual: Text.nullable(),
        controls: z.array(
          z.object({ id: z.string(), relationship: Relationship, with: z.record(z.string(), z.unknown()) }),
        ),
      }),
    ),
  })
  .meta({ title: 'tenken checklists ID --json' });
export type ChecklistDocument = z.infer<typeof ChecklistDocument>;

export const ControlDocuments = z
  .array(
    z.object({
      id: z.string(),
      title: Text,
      description: Text,
      platforms: z.array(z.enum(platforms)),
      parameters: z.array(
        z.object({
          name: z.string(),
          default: z.unknown(),
          unit: z.string().optional(),
          meaning: Text,
          source: Text,
          /** Declaration of the system that gives the value, and its field or fields. */
          declared: z
            .union([
              z.object({ kind: z.string(), field: z.string(), optional: z.literal(true).optional() }),
              z.object({
                kind: z.string(),
                fields: z.array(z.string()).readonly(),
                optional: z.literal(true).optional(),
              }),
            ])
            .optional(),
        }),
      ),
      sources: z.array(
        z.object({
          evidence: z.string(),
          title: Text,
          rights: z.record(z.string(), z.enum(['anyone', 'administrator'])),
        }),
      ),
      remediation: z.partialRecord(z.enum(platforms), Text),
      items: z.array(z.object({ checklist: z.string(), item: z.string(), relationship: Relationship })),
    }),
  )
  .meta({ title: 'tenken controls --json' });
export type ControlDocuments = z.infer<typeof ControlDocuments>;

const Day = z.iso.date();

export const FeedListDocument = z
  .object({
    inForce: z.array(
      z.object({
        name: z.string(),
        kind: z.string(),
        source: z.string(),
        asOf: Day,
        sha256: Sha256,
        covers: z.array(z.string()).describe('releases whose advisories are all in it'),
        entries: z.int().nullable().describe('null: a table that comes with the product'),
        signer: Sha256.nullable().describe('fingerprint of the key; null: it comes with the product'),
        inForceSince: z.iso.datetime().nullable(),
        ageDays: z.int(),
        limitDays: z
          .number()
          .nullable()
          .describe('of the strictest control that rests on it; null: none does'),
        tooOld: z.boolean().describe('what rests on it is unknown'),
      }),
    ),
    trustedKeys: z.array(
      z.object({
        fingerprint: Sha256,
        label: z.string(),
        trustedAt: z.iso.datetime(),
        trustedBy: z.string(),
      }),
    ),
  })
  .meta({ title: 'tenken feed list --json' });
export type FeedListDocument = z.infer<typeof FeedListDocument>;

export const FeedImportDocument = z
  .object({
    parts: z.array(
      z.object({
        name: z.string(),
        kind: z.string(),
        asOf: Day,
        entries: z.int(),
        unchanged: z.boolean().describe('it was in force already'),
      }),
    ),
  })
  .meta({ title: 'tenken feed import --json' });
export type FeedImportDocument = z.infer<typeof FeedImportDocument>;

export const CollectDocument = z
  .object({
    file: z.string(),
    bytes: z.int(),
    sha256: Sha256.describe('of the file'),
    hostId: z.string(),
    hostName: z.string(),
    fingerprint: z.string().describe("of the host's key, to be compared when it is accepted"),
    sequence: z.int(),
    collectedAt: z.iso.datetime(),
    agentVersion: z.string(),
    encryptedTo: z.string().nullable().describe('id of the key that opens it; null: anybody can read it'),
  })
  .meta({ title: 'tenken collect --json' });
export type CollectDocument = z.infer<typeof CollectDocument>;

export const ImportDocument = z
  .object({
    files: z.array(
      z.union([
        z.object({ file: z.string(), status: ImportReceipt.shape.status, receipt: ImportReceipt }),
        z.object({
          file: z.string(),
          status: z.literal('refused'),
          code: z.string().describe('of shared/docs/errors.md'),
          message: z.string(),
        }),
      ]),
    ),
  })
  .meta({ title: 'tenken import --json' });
export type ImportDocument = z.infer<typeof ImportDocument>;

const GatewayTargets = z.object({ target: z.string() });

export const GatewayStatusDocument = z
  .array(
    GatewayTargets.extend({
      hostId: z.string().nullable().describe('null: not enrolled'),
      sending: z
        .object({
          at: z.iso.datetime(),
          waiting: z.int().describe('reports in the spool'),
          problem: z.string().nullable().describe('why they wait'),
        })
        .nullable()
        .describe('null: nothing was sent yet'),
    }),
  )
  .meta({ title: 'tenken agent gateway status' });
export type GatewayStatusDocument = z.infer<typeof GatewayStatusDocument>;

export const GatewayCheckDocument = z
  .array(
    z.union([
      GatewayTargets.extend({ platform: z.enum(platforms), administrator: z.boolean() }),
      GatewayTargets.extend({
        code: z.string().describe('of shared/docs/errors.md'),
        message: z.string(),
      }),
    ]),
  )
  .meta({ title: 'tenken agent gateway check --json' });
export type GatewayCheckDocument = z.infer<typeof GatewayCheckDocument>;

export const TlsDocument = z
  .object({
    target: z.string().describe('HOST:PORT; a name of other letters in its ASCII form'),
    address: z.string().nullable().describe('what was connected to; null: nothing'),
    port: z.int(),
    serverName: z.string().nullable().describe('what the server was called (SNI)'),
    starttls: z.enum(startTlsProtocols).nullable(),
    measuredAt: z.iso.datetime(),
    seen: z.enum([...Seen, 'no-address']).describe("what answered; only 'tls' was measured"),
    problem: z.string().nullable().describe('why nothing was connected to'),
    protocols: z.array(
      z.object({
        protocol: z.string(),
        offered: z.boolean().nullable().describe('null: neither accepted nor refused'),
        complete: z.boolean().describe('no question was left without an answer: the list is all'),
        answer: z.string().describe('what settled it'),
        ciphers: z.array(Named).describe("in the server's order where that decides, else by code"),
        serverPreference: z.boolean().nullable(),
        smallestDhBits: z.int().nullable(),
      }),
    ),
    groups: NamedLists,
    signatureSchemes: NamedLists,
    features: z
      .object({
        secureRenegotiation: z.boolean().nullable(),
        clientRenegotiation: z.boolean().nullable(),
        compression: z.boolean().nullable(),
        extendedMasterSecret: z.boolean().nullable(),
        encryptThenMac: z.boolean().nullable(),
        sessionTickets: z.boolean().nullable(),
        fallbackScsv: z.boolean().nullable(),
        heartbeat: z.boolean().nullable(),
        ocspStapled: z.boolean().nullable(),
        alpn: z.array(z.string()).nullable(),
      })
      .nullable(),
    http: z
      .object({
        status: z.int(),
        strictTransportSecurity: z
          .object({
            maxAgeSeconds: z.int().nullable(),
            includeSubDomains: z.boolean(),
            preload: z.boolean(),
          })
          .nullable(),
      })
      .nullable(),
    certificates: z.array(
      z.object({
        chain: z.int().describe('number of the chain, from 0'),
        position: z.int().describe("place in it as sent; 0 = the server's own"),
        sha256: Sha256,
        subject: z.string(),
        issuer: z.string(),
        serial: z.string(),
        names: z.array(z.string()),
        notBefore: z.iso.datetime(),
        notAfter: z.iso.datetime(),
        keyType: z.string().nullable(),
        keyBits: z.int().nullable(),
        signatureHash: z.string().nullable(),
        signatureOid: z.string().nullable(),
        selfSigned: z.boolean(),
        issuedByNext: z.boolean().nullable(),
        namesOcspServer: z.boolean(),
        chainIssuer: z.enum(['public', 'private', 'unknown']),
        matchesName: z.boolean().nullable().describe("whether the server's own is for the name asked for"),
        daysLeft: z.int().describe('whole days; negative: it has ended'),
      }),
    ),
    certificatesUnread: z.string().nullable().describe('why a certificate in use was not read'),
    clientCertificateRequested: z.boolean().nullable(),
    connections: z.int(),
    elapsedMs: z.int(),
    levels: z.array(
      z.object({
        profile: z.string(),
        level: z.string(),
        title: z.string(),
        outcome: z.enum(levelOutcomes),
        byUnverifiedRows: z
          .boolean()
          .describe("it rests on a row that nobody has compared with the issuer's text"),
      }),
    ),
    judgement: z.array(
      z.object({
        profile: z.string(),
        level: z.string(),
        requirement: z.string(),
        strength: z.enum(strengths).describe('mandatory: 遵守項目; recommended: 推奨項目'),
        verified: z.boolean(),
        title: z.string(),
        outcome: z.enum(requirementOutcomes),
        observed: z.string(),
        expected: z.string(),
        validUntil: z.iso.datetime().nullable().describe('when the outcome would change by itself'),
      }),
    ),
  })
  .meta({ title: 'tenken tls --json, one target' });
export type TlsDocument = z.infer<typeof TlsDocument>;

/** One target gives one object, several give a list of them, in the order given. */
export const TlsDocuments = z.union([TlsDocument, z.array(TlsDocument)]).meta({ title: 'tenken tls --json' });

const Names = z.array(z.string());
const BothWays = z.object({ toServer: Names, toClient: Names });
const PublicKey = { type: z.string().describe('as the key names itself'), bits: z.int() };

export const SshDocument = z
  .object({
    target: z.string().describe('HOST:PORT; a name of other letters in its ASCII form'),
    address: z.string().nullable().describe('what was connected to; null: nothing'),
    port: z.int(),
    measuredAt: z.iso.datetime(),
    seen: z.enum([...SshSeen, 'no-address']).describe("what answered; only 'ssh' was measured"),
    said: z.string().nullable().describe('the beginning of what was seen'),
    problem: z.string().nullable().describe('why nothing was connected to'),
    protocol: z.string().nullable().describe('2.0; 1.99: SSH 1 as well'),
    software: z.string().nullable(),
    comments: z.string().nullable(),
    lists: z
      .object({
        keyExchanges: Names,
        signals: Names.describe('what stands among the key exchanges and is none'),
        hostKeyAlgorithms: Names,
        ciphers: BothWays,
        macs: BothWays,
        compression: BothWays,
      })
      .nullable()
      .describe("in the server's order, which decides nothing"),
    sameListsEachTime: z.boolean().nullable(),
    hostKeys: z.array(
      z.object({
        algorithm: z.string().describe('what was asked for'),
        ...PublicKey,
        sha256: z.string().describe('as OpenSSH shows it, without SHA256:'),
        authority: z.object(PublicKey).nullable().describe('what signed the certificate; null: it is none'),
      }),
    ),
    hostKeysUnread: z.array(z.object({ algorithm: z.string(), why: z.string() })),
    groups: z
      .array(
        z.object({
          algorithm: z.string(),
          minBits: z.int(),
          wantedBits: z.int(),
          maxBits: z.int(),
          bits: z.int().nullable().describe('of the group that the server chose; null: none'),
          answer: z.string(),
        }),
      )
      .describe('what was asked of group exchange, and got'),
    connections: z.int(),
    elapsedMs: z.int(),
    levels: TlsDocument.shape.levels,
    judgement: TlsDocument.shape.judgement,
  })
  .meta({ title: 'tenken ssh --json, one target' });
export type SshDocument = z.infer<typeof SshDocument>;

/** One target gives one object, several give a list of them, in the order given. */
export const SshDocuments = z.union([SshDocument, z.array(SshDocument)]).meta({ title: 'tenken ssh --json' });

export const DeployDocument = z
  .object({
    programs: z
      .array(z.string())
      .describe('what was rolled out: version and build, one for each architecture'),
    dryRun: z.boolean(),
    stopped: z
      .object({ why: z.enum(['too-many-failures', 'interrupted']), ring: z.string() })
      .nullable()
      .describe('why hosts were not attempted; null when each was'),
    hosts: z.array(
      z.object({
        host: z.string().describe('as the inventory calls it'),
        outcome: z.enum(deployOutcomes),
        from: z
          .string()
          .nullable()
          .describe('version and build that ran before; null: none, or nobody could look'),
        to: z.string().nullable().describe('what runs now, as far as is known'),
        changes: z.array(z.enum(changes)).describe('what was done; with a dry run what would be'),
        reason: z.string().nullable().describe('why it is not as it should be; null when it is'),
      }),
    ),
  })
  .meta({ title: 'tenken deploy --json' });
export type DeployDocument = z.infer<typeof DeployDocument>;
