import { checklists } from '@tenken/controls';
import type { Checklist } from '@tenken/controls';
import type { EvidenceBody } from '@tenken/shared';
import type {
  AssessmentRecord,
  AssessmentSource,
  FindingRecord,
  HostReference,
  ItemRecord,
} from '../../assessments/record.ts';

// Records as an assessment gives them, for tests: a real checklist, invented machines, and texts that nobody wishes for.

export const hostileTexts = [
  "=cmd|' /C calc'!A0",
  '＝1+1',
  '+1',
  '-1+1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '<img src=x onerror=alert(1)>',
  '\u202Egpj.exe\u2066',
  'nul\u0000 esc\u001B[31m bell\u0007',
  'half \uD800 surrogate',
  'not xml \uFFFE \uFFFF',
  '_x0041_ &amp; ]]>',
  '../../x',
  'x'.repeat(10_000),
] as const;

export function nwsystem(): Checklist {
  const found = checklists().find(({ id }) => id === 'nwsystem');
  if (!found) throw new Error('The registry has no nwsystem.');
  return found;
}

/** One after another: done by machines, done by a person, planned, not applicable, open. */
export function sampleRecord(change: Partial<AssessmentRecord> = {}): AssessmentRecord {
  const checklist = change.checklist ?? nwsystem();
  return {
    assessment: {
      id: '0190d7a4-0000-7000-8000-000000000001',
      rule: Object.keys(checklist.rules)[0] ?? '',
      title: { ja: '定期点検', en: 'Periodic check' },
      fiscalYear: 2026,
      asOf: '2026-11-20T15:30:00.000Z',
      state: 'draft',
      preparedBy: { name: '点検 太郎', account: 'account:taro', at: '2026-11-18T01:00:00.000Z' },
      reviewedBy: { name: '髙﨑 𠮷乃', account: 'account:yoshino', at: '2026-11-20T02:00:00.000Z' },
      approvedBy: null,
      reviewerApproves: false,
    },
    organisation: {
      name: '点検市',
      department: '総務部情報政策課',
      kind: checklist.organisationKinds[0]?.id ?? '',
      hasAggregator: true,
      contact: { person: '点検 太郎', telephone: '000-0000-0000', mail: 'joho@city.tenken.example' },
    },
    system: { id: 'juki', name: '住民記録システム' },
    checklist,
    officialWording: null,
    coverage: {
      basis: 'ledger',
      ledger: { sha256: 'a'.repeat(64), importedAt: '2026-11-01T00:00:00.000Z', rows: 415 },
      inScope: 412,
      reporting: 409,
      silent: [{ ...host(900), lastReportAt: '2026-10-01T00:00:00.000Z' }],
      neverEnrolled: [
        { assetNumber: '00901', name: 'PC-901', otherLabels: [] },
        { assetNumber: '00902', name: 'PC-902', otherLabels: ['住民課'] },
      ],
      excluded: [{ assetNumber: '00903', name: 'PC-903', reason: '廃棄手続中' }],
      unlisted: [host(904)],
      revoked: [{ ...host(905), reason: '入れ替え' }],
    },
    items: checklist.items.map((item, index) => sampleItem(checklist, item, index)),
    declarations: [
      {
        kind: 'time-sources',
        title: { ja: '承認した時刻の取得先', en: 'Approved time sources' },
        entries: [{ address: '192.0.2.123', note: '庁内NTP' }],
        person: '点検 太郎',
        at: '2026-05-01T00:00:00.000Z',
        reviewOn: '2026-10-31',
        overdue: true,
      },
    ],
    waivers: [
      {
        id: 'w-1',
        control: 'disk-encrypted',
        host: host(1),
        reasonKind: 'compensating',
        reason: '施錠した室内の据置機',
        requestedBy: { name: '点検 太郎', account: 'account:taro' },
        approvedBy: { name: '髙﨑 𠮷乃', account: 'account:yoshino' },
        approvedAt: '2026-06-01T00:00:00.000Z',
        expiresOn: '2027-03-31',
      },
    ],
    versions: { tenken: '0.1.0', rules: 'b'.repeat(64), agents: [{ version: '0.1.0', hosts: 409 }] },
    ...change,
  };
}

function sampleItem(checklist: Checklist, item: ItemRecord['item'], index: number): ItemRecord {
  const cycle = ['done', 'done', 'planned', 'not-applicable', null] as const;
  const wanted = cycle[index % cycle.length] ?? null;
  const mark = checklist.marks.find(({ role }) => role === wanted);
  const role = mark ? wanted : null;
  return {
    item,
    asked: true,
    basis: '0'.repeat(64),
    evidenceBasis: '1'.repeat(64),
    revision: 0,
    reported:
      checklist.marks.every(({ printed }) => !printed) ||
      item.flags.priority ||
      !checklist.items.some(({ flags }) => flags.priority),
    outcome: role === 'done' ? 'pass' : 'not-checked',
    role,
    mark: mark?.mark ?? '',
    why: {
      ja: '全ての機器で適合し、人の確認も済んでいる。',
      en: 'All machines pass, and a person has confirmed.',
    },
    remarks: remarksFor(role),
    remarksBy: 'draft',
    remarksOutdated: false,
    outdatedBy: null,
    machines: item.controls.length > 0 ? { passing: 409, inScope: 412 } : null,
    controls: item.controls.map(({ id, relationship }) => ({
      id,
      title: { ja: `${id} である`, en: id },
      relationship,
      variant: 'default',
      with: {},
      outcomes: { pass: 409, fail: 3 },
    })),
    attestation:
      role === 'done'
        ? {
            id: `att-${item.id}`,
            answer: 'done',
            note: '規程と記録を確認した。',
            person: '点検 太郎',
            account: 'account:taro',
            at: '2026-11-10T03:00:00.000Z',
            expiresOn: '2027-11-09',
            attachments: [
              { sha256: 'c'.repeat(64), name: '規程.pdf', mediaType: 'application/pdf', bytes: 12_345 },
            ],
          }
        : null,
    plan:
      role === 'planned'
        ? { owner: '情報政策課', dueOn: '2027-02-26', text: '更改に合わせて実施する。' }
        : null,
    waivers: [],
  };
}

function remarksFor(role: ItemRecord['role']): string {
  switch (role) {
    case 'done':
      return '対象412台中409台適合。';
    case 'planned':
      return '令和9年2月26日までに実施予定（情報政策課）。';
    case 'not-applicable':
      return '集約機関が実施するため。';
    case null:
      return '';
    default:
      return role satisfies never;
  }
}

export function host(index: number, name = `PC-${String(index).padStart(3, '0')}`): HostReference {
  return {
    id: `host-${String(index).padStart(5, '0')}`,
    name,
    platform: 'windows',
    assetNumber: String(index).padStart(5, '0'),
  };
}

export function sampleFinding(machine: HostReference, change: Partial<FindingRecord> = {}): FindingRecord {
  return {
    control: 'disk-encrypted',
    variant: 'default',
    parameters: { maxAgeDays: 30 },
    outcome: 'pass',
    reason: 'encrypted',
    observed: { ja: '全てのドライブが暗号化されています（XTS-AES 256）', en: 'All volumes are encrypted' },
    expected: { ja: '全ての内蔵ドライブが暗号化されていること', en: 'All internal volumes are encrypted' },
    evidence: [
      {
        kind: 'disk-encryption',
        sha256: 'd'.repeat(64),
        collectedAt: '2026-11-20T00:00:00.000Z',
        reportId: 'r-1',
        receivedAt: '2026-11-20T00:00:01.000Z',
      },
    ],
    validUntil: null,
    since: '2026-04-01T00:00:00.000Z',
    waivers: [],
    host: machine,
    ...change,
  };
}

/** Of machines and verdicts that are made as they are read. */
export function sampleSource(change: Partial<AssessmentSource> = {}): AssessmentSource {
  return {
    async *hosts() {
      for (const index of [1, 2, 3]) yield { ...host(index), lastReportAt: '2026-11-20T15:00:00.000Z' };
    },
    async *findings() {
      for (const index of [1, 2, 3]) yield sampleFinding(host(index));
    },
    evidence: (sha256): Promise<EvidenceBody> =>
      Promise.reject(new Error(`No evidence ${sha256} in this sample.`)),
    signedReport: () => Promise.resolve(null),
    attachment: (sha256) => {
      throw new Error(`No attachment ${sha256} in this sample.`);
    },
    ...change,
  };
}
