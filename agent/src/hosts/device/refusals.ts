import type { DeviceFamily } from '@tenken/controls/evidence';

/** How a device says that it does not know a command, or that this user may not give it: in its first lines. */
const refusals: Record<DeviceFamily, RegExp> = {
  ios: /^(?:% ?(?:Invalid input|Incomplete command|Ambiguous command|Unknown command|Authorization failed|Error in authentication)|Command authorization failed|Line has invalid autocommand)/m,
  junos: /^(?:error: |unknown command\.|syntax error|missing argument|permission denied)/m,
  // In English and, by Shift_JIS or UTF-8, in Japanese: `エラー:`.
  rtx: /^(?:Error: |\x83G\x83\x89\x81\[: ?|\xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc: ?)/m,
  fortios: /^(?:Command fail\.|Unknown action|command parse error|Permission denied)/m,
};

export function isRefused(family: DeviceFamily, answer: string): boolean {
  return refusals[family].test(answer.slice(0, 2000).trimStart());
}
