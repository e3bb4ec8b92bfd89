import { LocalHost } from '../../agent/src/hosts/local.ts';
import { Pace } from '../../agent/src/pace/pace.ts';
import { answerScans } from '../../agent/src/scan-process/answer-scans.ts';
import { misbehavingKinds } from './misbehaving-kinds.ts';

// The process of a scan whose probes behave as badly as programs do.
const pace = new Pace();
answerScans(new LocalHost({ pace }), misbehavingKinds, pace);
