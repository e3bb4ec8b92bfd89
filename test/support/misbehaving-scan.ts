import { LocalHost } from '../../agent/src/hosts/local.ts';
import { answerScans } from '../../agent/src/scan-process/answer-scans.ts';
import { misbehavingKinds } from './misbehaving-kinds.ts';

// The process of a scan whose probes behave as badly as programs do.
answerScans(new LocalHost(), misbehavingKinds);
