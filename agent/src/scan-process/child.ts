import { evidenceKinds } from '@tenken/controls/evidence';
import { LocalHost } from '../hosts/local.ts';
import { answerScans } from './answer-scans.ts';

/** The process of one scan, by itself. */
export function runScanChild(): void {
  answerScans(new LocalHost(), evidenceKinds);
}
