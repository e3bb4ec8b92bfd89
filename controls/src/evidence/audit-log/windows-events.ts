import { ProbeError } from '@tenken/shared';
import type { ProbeErrorCode } from '@tenken/shared';
import * as z from 'zod/mini';

export const eventLogs = `foreach ($name in 'Security', 'System', 'Application') {
try {
$log = Get-WinEvent -ListLog $name
$edge = @{ oldest = $null; newest = $null; firstId = $null }
if ($log.RecordCount -gt 0) {
$first = Get-WinEvent -LogName $name -Oldest -MaxEvents 1
$edge.oldest = $first.TimeCreated.ToUniversalTime().ToString('o')
$edge.firstId = [int]$first.Id
$edge.newest = (Get-WinEvent -LogName $name -MaxEvents 1).TimeCreated.ToUniversalTime().ToString('o')
}
$path = [string]$log.LogFilePath -replace '%SystemRoot%', $env:SystemRoot
$fileAcl = ''
try { $fileAcl = [string](Get-Acl -LiteralPath $path).Sddl } catch {}
[pscustomobject]@{ name = $name; hr = 0; enabled = [bool]$log.IsEnabled; mode = [int]$log.LogMode; max = [string]$log.MaximumSizeInBytes; size = [string]$log.FileSize; path = $path; sddl = [string]$log.SecurityDescriptor; fileSddl = $fileAcl; oldest = $edge.oldest; newest = $edge.newest; firstId = $edge.firstId }
} catch {
[pscustomobject]@{ name = $name; hr = [int]$_.Exception.HResult }
}
}`;

const Name = z.enum(['Security', 'System', 'Application']);
const Instant = z.nullable(z.string());
const Answer = z.array(
  z.union([
    z.object({
      name: Name,
      hr: z.literal(0),
      enabled: z.boolean(),
      /** 0 circular, 1 archived when full, 2 retained: a full log takes no more. */
      mode: z.int().check(z.minimum(0), z.maximum(2)),
      max: z.string(),
      size: z.string(),
      path: z.string(),
      sddl: z.string(),
      fileSddl: z.string(),
      oldest: Instant,
      newest: Instant,
      firstId: z.nullable(z.int()),
    }),
    z.object({ name: Name, hr: z.int() }),
  ]),
);
export type EventLogAnswer = z.infer<typeof Answer>[number];

/** @throws {ProbeError} `unparsable` */
export function parseEventLogs(answer: readonly unknown[]): EventLogAnswer[] {
  const parsed = Answer.safeParse(answer);
  if (!parsed.success) throw new ProbeError('unparsable', 'event-logs: unexpected shape');
  return parsed.data;
}

/** `UnauthorizedAccessException`, access denied, the log is not there. */
const codeByHresult: Record<number, ProbeErrorCode> = {
  0x80070005: 'permission-denied',
  0x80131501: 'permission-denied',
  0x80073a9f: 'not-found',
};

export function codeOfHresult(hresult: number): ProbeErrorCode {
  return codeByHresult[hresult >>> 0] ?? 'internal';
}

/** .NET writes seven digits of a second; null for what is no time. */
export function instantOfDotNet(value: string | null): string | null {
  if (value === null || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(value)) return null;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
