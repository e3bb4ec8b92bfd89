import { kindsFor } from '@tenken/controls/evidence';
import { LocalHost } from '../hosts/local.ts';
import { Pace } from '../pace/pace.ts';
import { answerScans } from './answer-scans.ts';

/** The process of one scan, by itself. */
export function runScanChild(): void {
  const pace = new Pace();
  const host = new LocalHost({ pace });
  answerScans(host, kindsFor(host.platform), pace);
}
