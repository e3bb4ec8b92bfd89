import { foldedName } from './entry-name.ts';

/** Where everything stands in a pack: the writer, the check and the page for people take the names from here. */
export const layout = {
  readme: 'README.txt',
  assessment: 'assessment.json',
  oscal: 'oscal/assessment-results.json',
  authorities: 'certificates/authority.pem',
  statements: 'statements/index.jsonl',
  itemList: 'items/index.html',
  attachmentList: 'attachments/index.html',
  findings: 'findings.jsonl',
  sheet: 'evidence-sheet.html',
  manifest: 'manifest.json',
  sums: 'SHA256SUMS',
  signature: 'SHA256SUMS.p7s',
} as const;

/** Folders and files that only this part writes, folded as `foldedName` does. */
export const ownNames: ReadonlySet<string> = new Set(
  [...Object.values(layout).map((path) => path.split('/')[0] ?? path), 'evidence', 'attachments'].map(
    foldedName,
  ),
);
