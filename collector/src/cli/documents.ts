import { declarationKinds } from '@tenken/controls';
import { outcomes, platforms } from '@tenken/shared';
import * as z from 'zod';

/**
 * What `--json` prints. These shapes are promises: members are added, never renamed or removed. The JSON Schemas
 * in `shared/docs/schemas` are made from them.
 */
const Text = z.object({ ja: z.string(), en: z.string() });
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
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
              z.object({ kind: z.string(), field: z.string() }),
              z.object({ kind: z.string(), fields: z.array(z.string()).readonly() }),
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
