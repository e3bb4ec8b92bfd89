import { TenkenError } from '@tenken/shared';
import type { Command } from 'commander';
import { rulesHash } from '../../assessments/assemble.ts';
import { pastMoment } from '../../assessments/checked-input.ts';
import { refuseOpen } from '../../assessments/freeze.ts';
import type { AssessmentRecord } from '../../assessments/record.ts';
import { CertificateAuthority } from '../../ca/certificate-authority.ts';
import { formEntries } from '../../documents/forms/form-entries.ts';
import { openPackSigner } from '../../pack/pack-signer.ts';
import { writePack } from '../../pack/write-pack.ts';
import type { Assessment } from '../../store/assessment-repository.ts';
import type { Repositories } from '../../store/repositories.ts';
import { assembled, assembleOptions } from '../assembling.ts';
import { dataOption } from '../options.ts';
import { templateLines } from '../output/template-lines.ts';
import { plain, print, printJson, progress, say } from '../output/print.ts';
import { consoleChange, withStore } from '../with-store.ts';

type ExportOptions = {
  data: string;
  checklist?: string;
  system?: string;
  asOf?: string;
  draft?: boolean;
  template?: string;
  out: string;
  json?: boolean;
};

/** `tenken export`: an assessment as a signed evidence pack. */
export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description('証跡パック: write the newest assessment of a checklist as a signed evidence pack')
    .argument('[assessment]', 'its id; without it the newest of a checklist')
    .option('--checklist <id>', 'as tenken checklists shows it')
    .option('--system <id>', 'needed where there are several')
    .option('--as-of <moment>', 'a past date in Japan (its end), or an instant; of a draft only')
    .option('--draft', 'also while items are open; every page says DRAFT')
    .option('--template <file>', 'your official workbook (xlsx), filled by item number')
    .requiredOption('--out <file>', 'a zip file that is not there yet')
    .addOption(dataOption())
    .option('--json', 'print one JSON document')
    .action(async (id: string | undefined, options: ExportOptions) => {
      const shown = progress();
      const receipt = await withStore(options.data, async (repos, directory) => {
        const change = consoleChange();
        const assessment = id === undefined ? await newest(repos, options) : await repos.assessments.get(id);
        const context = {
          ...assembleOptions(assessment, repos, directory),
          onProgress: (done: number, total: number) => shown.step(`judged ${done} of ${total} machines`),
        };
        const moment = momentOf(assessment, options, change.now);
        if (!options.draft) refuseUnfinished(assessment, rulesHash(context));
        const { record, source, close } = await assembled(assessment, moment, context);
        try {
          if (!options.draft) refuseOpen(record.items);
          const stated: AssessmentRecord = options.draft
            ? { ...record, assessment: { ...record.assessment, state: 'draft' } }
            : record;
          const authority = await CertificateAuthority.open(directory.authority);
          const forms = formEntries(stated, source, options.template);
          const made = await writePack(stated, source, {
            entries: forms.entries,
            signer: await openPackSigner(directory.authority, authority, new Date(change.now)),
            destination: options.out,
            signedAt: new Date(change.now),
            onProgress: ({ stage, items, files }) =>
              shown.step(`${stage}: ${items.done} of ${items.total} items, ${files} files`),
          });
          const { fingerprint, bytes, files } = made;
          await repos.audit.append({
            at: Date.now(),
            actor: change.actor,
            action: 'pack-exported',
            subject: `assessment:${assessment.id}`,
            details: { fingerprint, bytes, files, state: stated.assessment.state },
          });
          return {
            ...made,
            assessment: assessment.id,
            state: stated.assessment.state,
            template: forms.template,
          };
        } finally {
          close();
        }
      }).finally(shown.done);
      if (options.json) {
        printJson(receipt);
        return;
      }
      for (const { character, times } of receipt.replacedCharacters) {
        say(`the PDF cannot show ${plain(character)} (${times} times): 〓 stands in its place`);
      }
      for (const line of templateLines(receipt.template)) say(line);
      print(`${receipt.path}: ${receipt.files} files, ${receipt.bytes} bytes, ${receipt.state}`);
      print(receipt.fingerprint);
    });
}

async function newest(repos: Repositories, { checklist, system }: ExportOptions): Promise<Assessment> {
  if (checklist === undefined) {
    throw new TenkenError('usage', 'Name an assessment by its id, or a checklist with --checklist.');
  }
  const found = await repos.assessments.list({
    checklist,
    ...(system !== undefined && { systemId: system }),
  });
  const [first] = found;
  if (!first) {
    throw new TenkenError(
      'assessment-unknown',
      `There is no assessment of ${plain(checklist)}. Begin one with tenken assess open.`,
    );
  }
  const systems = new Set(found.map(({ systemId }) => systemId));
  if (systems.size > 1) {
    throw new TenkenError('usage', `Several systems have one: say --system ${[...systems].join(' or ')}.`);
  }
  return first;
}

function momentOf({ frozen }: Assessment, { asOf, draft }: ExportOptions, now: number): number {
  if (asOf === undefined) return frozen?.asOf ?? now;
  if (!draft) throw new TenkenError('usage', 'Only a draft is exported as of another moment: add --draft.');
  if (frozen) {
    throw new TenkenError('usage', 'The assessment is frozen as of its own moment: leave --as-of out.');
  }
  return pastMoment(asOf, now);
}

/** @throws {TenkenError} `assessment-blocked` */
function refuseUnfinished({ frozen, reviewed }: Assessment, rules: string): void {
  if (!frozen) {
    throw new TenkenError(
      'assessment-blocked',
      'The assessment is not frozen: freeze it with tenken assess freeze, or export a draft with --draft.',
    );
  }
  if (!reviewed) {
    throw new TenkenError(
      'assessment-blocked',
      'A second person has not reviewed the assessment: tenken assess review, or export a draft with --draft.',
    );
  }
  if (frozen.rulesHash !== rules) {
    throw new TenkenError(
      'assessment-blocked',
      'The rules have changed since the assessment was frozen. Export it with the version that froze it, or open a new one.',
    );
  }
}
