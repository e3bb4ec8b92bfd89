import { answerWords, outcomeWords } from '@tenken/shared';
import type { Outcome } from '@tenken/shared';
import type { AssessmentRecord, ItemRecord } from '../../assessments/record.ts';
import { visibleText } from '../../documents/visible-text.ts';
import { attachmentPath, itemFolder } from '../entry-name.ts';
import { layout } from '../layout.ts';
import type {
  OscalAssessmentResults,
  OscalFinding,
  OscalObservation,
  OscalParty,
  OscalProperty,
  OscalRisk,
} from './types.ts';
import { formName } from '../../documents/forms/form-name.ts';
import { uuidV5 } from './uuid-v5.ts';

/** Of our own properties; a name, nothing is fetched from there. */
const namespace = 'urn:tenken:oscal';

/**
 * The assessment as NIST's OSCAL assessment-results: each item is a finding, what machines said of each of its controls
 * and what a person answered are observations, what is open a risk, and waivers are deviations. One machine's verdicts
 * are not repeated here but linked: an item's list has them all.
 *
 * OSCAL knows `satisfied` and `not-satisfied` only. Items that do not apply are therefore no findings but excluded from
 * the reviewed controls; an item that is planned or open is `not-satisfied` with the reason `other`.
 */
export function assessmentResults(record: AssessmentRecord): OscalAssessmentResults {
  const { assessment, organisation, system, checklist, versions } = record;
  const id = (...parts: string[]) => uuidV5(assessment.id, ...parts);
  const organisationId = uuidV5('organisation', organisation.name);
  const people = signatories(record);
  const plan = id('plan');
  const excluded = record.items.filter(({ role }) => role === 'not-applicable');
  const included = record.items.filter(({ role }) => role !== 'not-applicable');
  const observations = record.items.flatMap((item) => observationsOf(record, item));
  const risks = included.flatMap((item) => riskOf(record, item));
  return {
    'assessment-results': {
      uuid: id('assessment-results'),
      metadata: {
        title: line(`${checklist.title.ja} ${assessment.title.ja} ${organisation.name}`),
        'last-modified': assessment.asOf,
        version: line(checklist.edition),
        'oscal-version': '1.1.3',
        props: [
          property('state', assessment.state),
          property('rules', versions.rules),
          property('tool-version', versions.tenken),
        ],
        ...(people.length === 0 ? {} : { roles: people.map(({ role, title }) => ({ id: role, title })) }),
        parties: [
          { uuid: organisationId, type: 'organization', name: line(organisation.name) },
          ...uniqueParties([...people.map(({ party }) => party), ...attesting(record)]),
        ],
        ...(people.length === 0
          ? {}
          : {
              'responsible-parties': people.map(({ role, party, at }) => ({
                'role-id': role,
                'party-uuids': [party.uuid],
                remarks: at,
              })),
            }),
        ...(assessment.state === 'draft' ? { remarks: '下書き（DRAFT）: 提出には使えない。' } : {}),
      },
      'import-ap': { href: `#${plan}`, remarks: '点検の計画はこの様式そのものである。' },
      results: [
        {
          uuid: id('result'),
          title: line(`${assessment.title.ja} ${system.name}`),
          description: line(`${organisation.name} ${system.name}: ${formName(checklist)}`),
          start: assessment.asOf,
          end: assessment.asOf,
          props: [
            property('hosts-in-scope', String(record.coverage.inScope)),
            property('hosts-reporting', String(record.coverage.reporting)),
            property('hosts-silent', String(record.coverage.silent.length)),
            property('hosts-never-enrolled', String(record.coverage.neverEnrolled.length)),
          ],
          'local-definitions': {
            components: [
              {
                uuid: uuidV5('system', system.id),
                type: 'system',
                title: line(system.name),
                description: '関係システム',
                status: { state: 'operational' },
              },
            ],
          },
          'reviewed-controls': {
            'control-selections': [
              {
                ...(included.length === 0
                  ? { 'include-all': {} }
                  : {
                      'include-controls': included.map((item) => ({ 'control-id': controlId(record, item) })),
                    }),
                ...(excluded.length === 0
                  ? {}
                  : {
                      'exclude-controls': excluded.map((item) => ({ 'control-id': controlId(record, item) })),
                      remarks: '除外した項目は該当しない（－）。理由は assessment.json の特記事項にある。',
                    }),
              },
            ],
          },
          ...(observations.length === 0 ? {} : { observations }),
          ...(risks.length === 0 ? {} : { risks }),
          ...(included.length === 0 ? {} : { findings: included.map((item) => findingOf(record, item)) }),
        },
      ],
      'back-matter': {
        resources: [
          {
            uuid: plan,
            title: line(checklist.source.document.ja),
            description: line(`${checklist.source.issuer} ${checklist.source.edition}`),
          },
          {
            uuid: id('pack'),
            title: '証跡パックのファイルの一覧',
            description: '全てのファイルとそのSHA-256',
            rlinks: [{ href: `../${layout.manifest}` }],
          },
        ],
      },
    },
  };
}

function observationsOf(record: AssessmentRecord, item: ItemRecord): OscalObservation[] {
  const { assessment, system } = record;
  const folder = `../${itemFolder(item.item.id)}`;
  const machines: OscalObservation[] = item.controls.map((control) => ({
    uuid: observationId(record, item, control.id, control.variant),
    title: line(control.title.ja),
    description: line(`${control.title.ja}: ${countsText(control.outcomes)}`),
    props: [
      property('control', control.id),
      property('relationship', control.relationship),
      property('variant', control.variant),
      ...counts(control.outcomes).map(([outcome, count]) => property(`hosts-${outcome}`, String(count))),
    ],
    methods: ['TEST'],
    subjects: [{ 'subject-uuid': uuidV5('system', system.id), type: 'component' }],
    'relevant-evidence': [
      { href: `${folder}/${layout.findings}`, description: '全ての機器の判定（1行に1件）' },
      { href: `${folder}/${layout.sheet}`, description: '証跡シート' },
    ],
    collected: assessment.asOf,
  }));
  const given = item.attestation;
  if (!given) return machines;
  const attested: OscalObservation = {
    uuid: observationId(record, item, 'attestation', given.id),
    title: '人の申告',
    description: text(`${answerWords[given.answer].ja}。${given.note}`),
    props: [property('answer', given.answer)],
    methods: ['INTERVIEW'],
    subjects: [{ 'subject-uuid': personId(given.person), type: 'party' }],
    ...(given.attachments.length === 0
      ? {}
      : {
          'relevant-evidence': given.attachments.map((file) => ({
            href: `../${attachmentPath(file)}`,
            description: text(file.name),
          })),
        }),
    collected: given.at,
    // The last day in Japan ends at 15:00 UTC.
    expires: `${given.expiresOn}T15:00:00Z`,
    remarks: text(given.person),
  };
  return [...machines, attested];
}

function riskOf(record: AssessmentRecord, item: ItemRecord): OscalRisk[] {
  if (item.role === 'done') return [];
  const waivers = record.waivers.filter(({ id }) => item.waivers.includes(id));
  const related = observationsOf(record, item).map(({ uuid }) => ({ 'observation-uuid': uuid }));
  return [
    {
      uuid: riskId(record, item),
      title: line(`項目${item.item.number} ${item.item.title.ja}`),
      description: text(item.why.ja),
      statement: text(item.remarks === '' ? item.why.ja : item.remarks),
      ...(waivers.length === 0
        ? {}
        : {
            props: waivers.map((waiver) =>
              property('waiver', waiver.id, `${waiver.reasonKind} ${waiver.expiresOn}まで: ${waiver.reason}`),
            ),
          }),
      // A waiver of one machine leaves the item open; nothing here says that a risk is accepted as a whole.
      status: 'open',
      ...(item.plan === null
        ? {}
        : {
            deadline: `${item.plan.dueOn}T15:00:00Z`,
            remediations: [
              {
                uuid: uuidV5(record.assessment.id, 'plan', item.item.id),
                lifecycle: 'planned' as const,
                title: line(`${item.plan.dueOn}まで 担当: ${item.plan.owner}`),
                description: text(item.plan.text),
              },
            ],
          }),
      ...(related.length === 0 ? {} : { 'related-observations': related }),
    },
  ];
}

function findingOf(record: AssessmentRecord, item: ItemRecord): OscalFinding {
  const related = observationsOf(record, item).map(({ uuid }) => ({ 'observation-uuid': uuid }));
  const isDone = item.role === 'done';
  return {
    uuid: uuidV5(record.assessment.id, 'finding', item.item.id),
    title: line(`項目${item.item.number} ${item.item.title.ja}`),
    description: text(item.why.ja),
    props: [
      property('mark', item.mark === '' ? 'open' : item.mark),
      property('outcome', item.outcome),
      property('reported', item.reported ? 'yes' : 'no'),
      ...(item.machines === null
        ? []
        : [
            property('hosts-passing', String(item.machines.passing)),
            property('hosts-in-scope', String(item.machines.inScope)),
          ]),
    ],
    target: {
      type: 'objective-id',
      'target-id': controlId(record, item),
      status: {
        state: isDone ? 'satisfied' : 'not-satisfied',
        reason: isDone ? 'pass' : item.outcome === 'fail' ? 'fail' : 'other',
      },
    },
    ...(related.length === 0 ? {} : { 'related-observations': related }),
    ...(isDone ? {} : { 'related-risks': [{ 'risk-uuid': riskId(record, item) }] }),
    ...(item.remarks.trim() === '' ? {} : { remarks: text(item.remarks) }),
  };
}

type Responsible = { role: string; title: string; party: OscalParty; at: string };

function signatories(record: AssessmentRecord): Responsible[] {
  const { preparedBy, reviewedBy, approvedBy } = record.assessment;
  const roles = [
    { role: 'prepared-by', title: '作成者', who: preparedBy },
    { role: 'reviewed-by', title: '確認者', who: reviewedBy },
    { role: 'approved-by', title: '承認者', who: approvedBy },
  ];
  return roles.flatMap(({ role, title, who }) =>
    who ? [{ role, title, party: person(who.name), at: who.at }] : [],
  );
}

/** Who answered for items: subjects of observations have to be known as parties. */
function attesting(record: AssessmentRecord): OscalParty[] {
  return record.items.flatMap(({ attestation }) => (attestation ? [person(attestation.person)] : []));
}

function uniqueParties(parties: readonly OscalParty[]): OscalParty[] {
  return [...new Map(parties.map((party) => [party.uuid, party])).values()];
}

function person(name: string): OscalParty {
  return { uuid: personId(name), type: 'person', name: line(name) };
}

function personId(name: string): string {
  return uuidV5('person', name);
}

/** OSCAL's tokens begin with a letter; the form's numbers do not. */
function controlId({ checklist }: AssessmentRecord, { item }: ItemRecord): string {
  return `${checklist.id}-${item.id}`;
}

function observationId(record: AssessmentRecord, { item }: ItemRecord, ...of: string[]): string {
  return uuidV5(record.assessment.id, 'observation', item.id, ...of);
}

function riskId(record: AssessmentRecord, { item }: ItemRecord): string {
  return uuidV5(record.assessment.id, 'risk', item.id);
}

function property(name: string, value: string, remarks?: string): OscalProperty {
  return {
    name,
    ns: namespace,
    value: line(value),
    ...(remarks === undefined ? {} : { remarks: text(remarks) }),
  };
}

function counts(outcomes: Partial<Record<Outcome, number>>): [Outcome, number][] {
  return Object.entries(outcomes).toSorted(([a], [b]) => (a < b ? -1 : 1)) as [Outcome, number][];
}

function countsText(outcomes: Partial<Record<Outcome, number>>): string {
  const told = counts(outcomes).map(([outcome, count]) => `${outcomeWords[outcome].ja}${count}`);
  return told.length === 0 ? '判定なし' : told.join('、');
}

/** One line without space at its ends, as OSCAL's strings are; never empty. */
function line(value: string): string {
  return visibleText(value).replaceAll(/\s+/gu, ' ').trim() || '-';
}

/** Markup of several lines; never empty. */
function text(value: string): string {
  return visibleText(value).trim() || '-';
}
