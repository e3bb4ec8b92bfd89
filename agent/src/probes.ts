// What loads every probe. In the shipped agent it is a file of its own, which only those processes read that ask hosts
// for evidence: the one that starts a scan and sends its report needs a third of the whole.
export * from '@tenken/controls/evidence';
export { runScanChild } from './scan-process/child.ts';
export { scan } from './scan.ts';
export { measureFrom } from './network/measure-from.ts';

/** A gateway scans others in its own process; whoever scans this machine does not need it. */
export const loadGateway = () => import('./gateway/command.ts');
