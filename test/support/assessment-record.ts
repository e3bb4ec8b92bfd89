import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { checklists, controls, evidenceKinds, itemResult, judge, variantOf } from '@tenken/controls';
import type { ChecklistItem } from '@tenken/controls';
import { loadCases, prepareCase } from '@tenken/controls/testing';
import { canonicalJson, sha256, signStatement } from '@tenken/shared';
import type { Evidence, EvidenceBody, Outcome, Statement } from '@tenken/shared';
import { certificateRequest } from '../../agent/src/identity/csr.ts';
import type {
  AssessmentRecord,
  AssessmentSource,
  FindingRecord,
  HostReference,
  ItemRecord,
} from '../../collector/src/assessments/record.ts';
import { CertificateAuthority } from '../../collector/src/ca/certificate-authority.ts';
import { openPackSigner } from '../../collector/src/pack/pack-signer.ts';
import type { PackSigner } from '../../collector/src/pack/pack-signer.ts';
import type { SignedReport } from '../../collector/src/store/reports/report-repository.ts';

export const asOf = '2026-11-21T08:00:00.000Z';

/** When the pack is signed, by the clock that the authority's certificates were made with. */
export const signedAt = new Date('2026-11-21T09:00:00.000Z');

/** What an endpoint may call itself: a formula, markup, a turned direction, controls, a path, and long. */
export const hostileName =
  '=cmd|\'/c calc\'!A1 <img src=x onerror="alert(1)"> {{7*7}} javascript:alert(1) \u202Egnp.exe\u2066 ../../x \u0000\u001b[2J\uFFFE C:\\CON ＝1+1 𠮷 髙';

/** Kept whole in evidence, cut on paper. */
export const longValue = `${'<b>&'.repeat(2500)}終`;

type TestHost = HostReference & {
  reportId: string;
  collectedAt: string;
  key: KeyObject;
  certificate: string;
  fingerprint: string;
  evidence: Map<string, Evidence>;
};

export type TestAssessment = {
  record: AssessmentRecord;
  source: AssessmentSource;
  signer: PackSigner;
  authority: CertificateAuthority;
  /** By item id. */
  findings: Map<string, FindingRecord[]>;
};

const attachment = Buffer.from('%PDF-1.4 体制図\n');

const situations = {
  failing: {
    'time-synchronized': 'fail',
    'disk-encrypted': 'fail',
    'antivirus-active': 'fail',
    'antivirus-definitions-fresh': 'fail',
    'os-patched': 'fail',
    'os-supported': 'fail',
    'screen-lock-enforced': 'fail',
    'tls-endpoints-strong': 'fail',
    'usb-storage-restricted': 'fail',
  },
  orderly: 'pass',
} as const;

/**
 * An assessment of 別紙2 with four machines: one in order, one failing with a hostile name and hostile values, one that
 * has been silent for ten days, one on the ledger that never enrolled. Their reports are signed with keys of their own,
 * certified by the authority in `folder`. Everything but keys and certificates is the same each time.
 */
export async function testAssessment(
  folder: string,
  changes: { state?: 'draft' | 'final'; wording?: boolean } = {},
): Promise<TestAssessment> {
  const [checklist] = checklists();
  if (!checklist) throw new Error('no checklist');
  const { authority, hosts, signer } = await at('2026-11-10T00:00:00.000Z', () => enrolled(folder));
  const bodies = new Map<string, EvidenceBody>();
  const reports = new Map<string, SignedReport>();
  for (const host of hosts) {
    for (const { sha256: hash, body } of host.evidence.values()) bodies.set(hash, body);
    reports.set(`${host.id} ${host.reportId}`, signedReport(host));
  }
  const findings = new Map<string, FindingRecord[]>();
  for (const item of checklist.items) {
    findings.set(item.id, findingsOf(item, hosts));
  }
  const silent = hosts[2];
  const waived = hosts[0];
  if (!silent || !waived) throw new Error('no hosts');
  const items = checklist.items.map((item, index) => itemRecord(item, index, findings.get(item.id) ?? []));
  const person = (name: string, day: string) => ({
    name,
    account: `account:clerk-${day}`,
    at: `2026-11-${day}T03:00:00.000Z`,
  });
  const record: AssessmentRecord = {
    assessment: {
      id: '2c1f5b6e-8a3d-4f57-9f0e-6d1b2a3c4d5e',
      rule: 'periodic',
      title: { ja: '定期点検', en: 'Periodic check' },
      fiscalYear: 2026,
      asOf,
      state: changes.state ?? 'final',
      preparedBy: person('髙橋 花子', '19'),
      reviewedBy: person('𠮷田 太郎', '20'),
      approvedBy: changes.state === 'draft' ? null : person('渡邉󠄀 次郎', '21'),
      reviewerApproves: false,
    },
    organisation: {
      name: '点検市',
      department: '総務部 情報政策課',
      kind: 'inquirer',
      hasAggregator: true,
      contact: { person: '髙橋 花子', telephone: '0000-00-0000', mail: 'tenken@example.jp' },
    },
    system: { id: '7d3a1f00-0000-4000-8000-000000000001', name: '既存住民基本台帳システム' },
    checklist,
    officialWording: changes.wording
      ? {
          sha256: sha256('wording'),
          items: Object.fromEntries(checklist.items.map(({ id }) => [id, `様式の文言 ${id}`])),
        }
      : null,
    coverage: {
      basis: 'ledger',
      ledger: { sha256: sha256('ledger'), importedAt: '2026-11-01T00:00:00.000Z', rows: 5 },
      inScope: 4,
      reporting: 2,
      silent: [{ ...referenceOf(silent), lastReportAt: silent.collectedAt }],
      neverEnrolled: [{ assetNumber: '00004', name: '未登録の端末 ☑', otherLabels: [] }],
      excluded: [{ assetNumber: '00005', name: '廃棄予定', reason: '廃棄のため' }],
      unlisted: [],
      revoked: [],
    },
    items,
    declarations: [
      {
        kind: 'approved-software',
        title: { ja: '許可ソフトウェア', en: 'Approved software' },
        entries: [{ name: '表計算' }],
        person: '髙橋 花子',
        at: '2026-04-01T00:00:00.000Z',
        reviewOn: '2026-10-31',
        overdue: true,
      },
    ],
    waivers: [
      {
        id: 'waiver-1',
        control: 'disk-encrypted',
        host: referenceOf(waived),
        reasonKind: 'compensating',
        reason: '施錠した室内に設置しており、更新時に暗号化する。',
        requestedBy: { name: '髙橋 花子', account: 'account:clerk-19' },
        approvedBy: { name: '𠮷田 太郎', account: 'account:clerk-20' },
        approvedAt: '2026-11-01T00:00:00.000Z',
        expiresOn: '2027-03-31',
      },
    ],
    versions: {
      tenken: '0.1.0',
      rules: sha256('rules'),
      agents: [{ version: '0.1.0', hosts: 3 }],
    },
  };
  return {
    record,
    findings,
    authority,
    signer,
    source: sourceOf(findings, bodies, reports, new Set([silent.id])),
  };
}

async function enrolled(folder: string) {
  const authority = await CertificateAuthority.open(folder);
  return {
    authority,
    signer: await openPackSigner(folder, authority, new Date(Date.now())),
    hosts: [
      await makeHost(authority, 1, hostileName, 'failing', asOf),
      await makeHost(authority, 2, '住民記録-端末01', 'orderly', asOf),
      await makeHost(authority, 3, '静かな端末', 'orderly', '2026-11-11T08:00:00.000Z'),
    ],
  };
}

/** The authority dates certificates by the clock; those of the assessment are of its time. */
async function at<Result>(instant: string, work: () => Promise<Result>): Promise<Result> {
  const { now } = Date;
  Date.now = () => Date.parse(instant);
  try {
    return await work();
  } finally {
    Date.now = now;
  }
}

function sourceOf(
  findings: ReadonlyMap<string, FindingRecord[]>,
  bodies: ReadonlyMap<string, EvidenceBody>,
  reports: ReadonlyMap<string, SignedReport>,
  silent: ReadonlySet<string>,
): AssessmentSource {
  return {
    async *hosts() {
      const all = [...findings.values()].flat().map(({ host }) => [host.id, host] as const);
      const byId = new Map(all.filter(([id]) => !silent.has(id)));
      for (const host of byId.values()) yield { ...host, lastReportAt: asOf };
    },
    async *findings(itemId) {
      yield* findings.get(itemId) ?? [];
    },
    evidence(hash) {
      const body = bodies.get(hash);
      return body ? Promise.resolve(body) : Promise.reject(new Error(`no evidence ${hash}`));
    },
    signedReport: (hostId, reportId) => Promise.resolve(reports.get(`${hostId} ${reportId}`) ?? null),
    async *attachment() {
      yield attachment;
    },
  };
}

async function makeHost(
  authority: CertificateAuthority,
  number: number,
  name: string,
  situation: 'failing' | 'orderly',
  collectedAt: string,
): Promise<TestHost> {
  const id = `00000000-0000-4000-8000-00000000000${number}`;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issued = await authority.issueClient(certificateRequest(privateKey, publicKey), id);
  if (!issued) throw new Error('no certificate');
  return {
    id,
    name,
    platform: 'linux',
    assetNumber: `0000${number}`,
    reportId: `10000000-0000-4000-8000-00000000000${number}`,
    collectedAt,
    key: privateKey,
    certificate: issued.pem,
    fingerprint: issued.fingerprint,
    evidence: await evidenceOf(situation, collectedAt, number),
  };
}

/** Real evidence, from the controls' own cases. */
async function evidenceOf(
  situation: 'failing' | 'orderly',
  collectedAt: string,
  number: number,
): Promise<Map<string, Evidence>> {
  const evidence = new Map<string, Evidence>();
  for (const { id } of controls) {
    const wanted =
      situation === 'failing' ? situations.failing[id as keyof typeof situations.failing] : 'pass';
    const found = loadCases(id).find(
      (one) =>
        one.platform === 'linux' &&
        one.collectedAt === undefined &&
        (one.name === wanted || one.outcome === (wanted ?? 'fail')),
    );
    if (!found) continue;
    const prepared = await prepareCase(found, evidenceKinds);
    for (const [kind, { body, durationMs }] of prepared.evidence) {
      if (evidence.has(kind)) continue;
      const sources: EvidenceBody['sources'] = [
        ...body.sources.slice(0, 5),
        { type: 'command', subject: `cat /etc/host-${number}`, status: 'ok' },
        ...(situation === 'failing'
          ? [{ type: 'file' as const, subject: `${hostileName}${longValue}`, status: 'ok' }]
          : []),
      ];
      const own: EvidenceBody = { ...body, sources };
      evidence.set(kind, { collectedAt, durationMs, sha256: sha256(canonicalJson(own)), body: own });
    }
  }
  return evidence;
}

function signedReport(host: TestHost): SignedReport {
  const statement: Statement = {
    version: 2,
    hostId: host.id,
    reportId: host.reportId,
    sequence: 7,
    agentVersion: '0.1.0',
    scannedAt: host.collectedAt,
    sentAt: host.collectedAt,
    host: {
      platform: 'linux',
      name: host.name,
      osName: 'Debian GNU/Linux',
      osVersion: '13',
      architecture: 'x64',
      machineIdHash: sha256(host.id),
    },
    evidence: Array.from(host.evidence, ([kind, { collectedAt, durationMs, sha256: hash }]) => ({
      kind,
      collectedAt,
      durationMs,
      sha256: hash,
    })),
    gap: null,
  };
  return {
    statement,
    signature: signStatement(statement, host.key),
    certificate: host.certificate,
    fingerprint: host.fingerprint,
    receivedAt: host.collectedAt,
    quarantined: null,
    carried: null,
  };
}

function findingsOf(item: ChecklistItem, hosts: readonly TestHost[]): FindingRecord[] {
  return item.controls.flatMap((mapping) => {
    const control = controls.find(({ id }) => id === mapping.id);
    if (!control) throw new Error(`no control ${mapping.id}`);
    return hosts.map((host): FindingRecord => {
      const finding = judge(control, host.evidence, mapping.with ?? {}, {
        platform: 'linux',
        now: new Date(asOf),
      });
      return {
        ...finding,
        host: referenceOf(host),
        variant: variantOf(mapping.with),
        since: host.collectedAt,
        evidence: finding.evidence.map(({ kind, sha256: hash, collectedAt }) => ({
          kind,
          sha256: hash,
          collectedAt,
          reportId: host.reportId,
          receivedAt: host.collectedAt,
        })),
        waivers: control.id === 'disk-encrypted' && host.name === hostileName ? ['waiver-1'] : [],
      };
    });
  });
}

function itemRecord(item: ChecklistItem, index: number, findings: readonly FindingRecord[]): ItemRecord {
  const outcome = itemResult(item, findings);
  const role = item.flags.aggregatorExempt
    ? 'not-applicable'
    : outcome === 'not-checked'
      ? 'done'
      : index % 2 === 0
        ? 'planned'
        : null;
  const marks = { done: '〇', planned: '△', 'not-applicable': '－' } as const;
  const isMachine = item.automation !== 'manual';
  const remarks = {
    done: isMachine ? '対象4台中1台適合。' : '規程及び体制図により確認。',
    planned: '令和9年3月までに対象端末へ適用する。対象4台中1台適合、1台不適合、2台未確認。',
    'not-applicable': '集約機関が実施するため。',
  } as const;
  return {
    item,
    asked: true,
    reported: item.flags.priority,
    basis: '0'.repeat(64),
    evidenceBasis: '1'.repeat(64),
    revision: 0,
    outcome,
    role,
    mark: role === null ? '' : marks[role],
    why:
      role === null
        ? { ja: '不適合の機器があり、計画がない。', en: 'A machine fails and there is no plan.' }
        : { ja: '規則のとおり。', en: 'By the rule.' },
    remarks: role === null ? '' : remarks[role],
    remarksBy: 'draft',
    remarksOutdated: index === 4,
    outdatedBy: index === 4 ? 'evidence' : null,
    machines: isMachine ? { passing: 1, inScope: 4 } : null,
    controls: item.controls.map((mapping) => {
      const outcomes: Partial<Record<Outcome, number>> = {};
      for (const finding of findings.filter(({ control }) => control === mapping.id)) {
        outcomes[finding.outcome] = (outcomes[finding.outcome] ?? 0) + 1;
      }
      return {
        id: mapping.id,
        title: controls.find(({ id }) => id === mapping.id)?.title ?? { ja: mapping.id, en: mapping.id },
        relationship: mapping.relationship,
        variant: variantOf(mapping.with),
        with: mapping.with ?? {},
        outcomes,
      };
    }),
    attestation:
      role === 'done'
        ? {
            id: `attestation-${item.id}`,
            answer: 'done',
            note: '規程第3条により実施している。<script>alert(1)</script>',
            person: '髙橋 花子',
            account: 'account:clerk-19',
            at: '2026-11-10T01:00:00.000Z',
            expiresOn: '2027-11-09',
            attachments:
              index === 0
                ? [
                    {
                      sha256: sha256(attachment),
                      name: '../../体制図<1>\u202Efdp.exe.pdf',
                      mediaType: 'application/pdf',
                      bytes: attachment.length,
                    },
                  ]
                : [],
          }
        : null,
    plan:
      role === 'planned'
        ? { owner: '情報政策課', dueOn: '2027-03-31', text: '端末の更新に合わせて適用する。' }
        : null,
    waivers: item.controls.some(({ id }) => id === 'disk-encrypted') ? ['waiver-1'] : [],
  };
}

function referenceOf({ id, name, platform, assetNumber }: HostReference): HostReference {
  return { id, name, platform, assetNumber };
}
