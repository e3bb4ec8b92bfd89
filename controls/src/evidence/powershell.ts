import { own, ProbeError } from '@tenken/shared';
import type { CommandResult, Host, ProbeErrorCode } from '@tenken/shared';
import * as z from 'zod/mini';

/** Windows PowerShell 5.1. */
export const powershellProgram = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';
const defaultTimeoutMs = 20_000;
const maxOutputBytes = 8 * 1024 * 1024;
/** Windows refuses command lines of more than 32,767 characters. */
const maxEncodedLength = 32_000;

/** PowerShell could not do it. The words for people are translated and left out; these codes are not. */
export class PowerShellError extends ProbeError {
  /** `FullyQualifiedErrorId`, e.g. `HRESULT 0x8004100e,Microsoft.Management.Infrastructure.…`. */
  readonly errorId: string;
  /** Name of the `ErrorCategory`, e.g. `ObjectNotFound`. */
  readonly category: string;
  /** Unsigned; 0 when there is none. */
  readonly hresult: number;

  constructor(name: string, failure: Failure) {
    const hresult = hresultOf(failure);
    const mode = failure.mode === 'FullLanguage' ? '' : `, language mode ${failure.mode}`;
    const shown = `${failure.fqid.slice(0, 200)}, ${failure.cat}, 0x${hresult.toString(16).padStart(8, '0')}`;
    super(codeOf(failure, hresult), `powershell ${name}: ${shown}${mode}`);
    this.errorId = failure.fqid;
    this.category = failure.cat;
    this.hresult = hresult;
  }
}

/**
 * Runs a script in Windows PowerShell 5.1, which every Windows has, and gives what it wrote to its output as a
 * list: `[]` for nothing, one entry for one object. Objects arrive as JSON, five levels deep.
 *
 * `name` is the question's stable name (`wua-search`, with words that tell repeated questions apart:
 * `event-log Security`). A recording keeps the answer under the command `powershell NAME`, whatever the script
 * says, and the evidence shows the same as its source; a script that asks something else needs another name.
 * In a recording `stdout` is `{"ok":true,"mode":"FullLanguage","data":[…]}` or
 * `{"ok":false,"mode":"…","fqid":"…","cat":"…","hr":-2147217394}`.
 *
 * Rules for scripts: ASCII only, no input from outside, dates as `.ToUniversalTime().ToString('o')`, enumerations
 * cast to `[int]` or `[string]`, 64-bit numbers to `[string]`. Plain objects as
 * `[pscustomobject]@{ name = … }`. Errors stop the script; catch what may be missing. Native programs belong into
 * `host.run`: called from here their cp932 output is garbled. Under AppLocker or App Control the language is
 * constrained: cmdlets work, `New-Object -ComObject`, `Add-Type` and most static methods do not.
 *
 * @throws {PowerShellError} with the code that the error stands for; `not-found` for a missing class, key or object
 * @throws {ProbeError} `timeout`, `output-limit`, `unparsable`, `permission-denied` (blocked by the antivirus scan of scripts)
 */
export async function powershell(
  host: Pick<Host, 'run'>,
  name: string,
  script: string,
  limits: { timeoutMs?: number } = {},
): Promise<unknown[]> {
  const result = await host.run(powershellProgram, powershellArguments(name, script), {
    timeoutMs: limits.timeoutMs ?? defaultTimeoutMs,
    maxOutputBytes,
  });
  return parseAnswer(name, result);
}

/** Exported for the test of what really reaches Windows. */
export function powershellArguments(name: string, script: string): string[] {
  if (!/^[a-z][a-z0-9-]*( [ -~]{1,200})?$/.test(name)) {
    throw new Error(`${JSON.stringify(name)} is no name for a script`);
  }
  // oxlint-disable-next-line no-control-regex -- tab and line feed are fine, everything else outside ASCII is not
  if (/[^\x09\x0a\x20-\x7e]/.test(script)) throw new Error(`the script ${name} is not ASCII`);
  const encoded = Buffer.from(wrapped(name, script), 'utf16le').toString('base64');
  if (encoded.length > maxEncodedLength) throw new Error(`the script ${name} is too long for a command line`);
  return ['-NoLogo', '-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-EncodedCommand', encoded];
}

/** The script that a command line of `powershellArguments` carries; null for another one. */
export function scriptOf(program: string, args: readonly string[]): string | null {
  const encoded = args.at(-2) === '-EncodedCommand' ? args.at(-1) : undefined;
  if (program !== powershellProgram || encoded === undefined) return null;
  return Buffer.from(encoded, 'base64').toString('utf16le');
}

/**
 * The first line is what `shownCommand` shows of the whole call. Progress records would be written to stderr as
 * CLIXML. `[Console]` is out of reach in constrained language, so everything outside ASCII is escaped as well:
 * a Japanese machine then writes the same bytes in code page 932 as in UTF-8.
 */
function wrapped(name: string, script: string): string {
  return `# tenken: ${name}
$ErrorActionPreference='Stop'; $ProgressPreference='SilentlyContinue'; $WarningPreference='SilentlyContinue'
try { [Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false } catch {}
$tenkenMode = [string]$ExecutionContext.SessionState.LanguageMode
try {
$tenkenData = @(& {
${script}
})
$tenkenJson = ConvertTo-Json -InputObject @{ ok = $true; mode = $tenkenMode; data = $tenkenData } -Depth 7 -Compress
} catch {
$tenkenJson = ConvertTo-Json -InputObject @{ ok = $false; mode = $tenkenMode; fqid = [string]$_.FullyQualifiedErrorId; cat = [string]$_.CategoryInfo.Category; hr = [int]$_.Exception.HResult } -Compress
}
if ($tenkenJson -cmatch '[^ -~]') {
$tenkenJson = (foreach ($c in $tenkenJson.ToCharArray()) { if ([int]$c -gt 126) { '\\u{0:x4}' -f [int]$c } else { $c } }) -join ''
}
$tenkenJson
`;
}

const Failure = z.object({
  ok: z.literal(false),
  mode: z.string(),
  fqid: z.string(),
  cat: z.string(),
  hr: z.number(),
});
type Failure = z.infer<typeof Failure>;
const Answer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.array(z.unknown()) }),
  Failure,
]);

/** What powershell.exe printed, as data. @throws {ProbeError} */
export function parseAnswer(name: string, result: CommandResult): unknown[] {
  // An error while parsing the script, before any of it runs, is on stderr only. The error id is never translated.
  if (result.stderr.includes('ScriptContainedMaliciousContent')) {
    throw new ProbeError(
      'permission-denied',
      `powershell ${name}: the antivirus scan of scripts (AMSI) blocked it`,
    );
  }
  let json: unknown;
  try {
    // Compressed JSON has no line breaks of its own; a host that folds long lines would add some.
    json = JSON.parse(result.stdout.replaceAll(/[\r\n]/g, ''));
  } catch (cause) {
    throw new ProbeError('unparsable', `powershell ${name}: exit ${result.exitCode} and no JSON`, { cause });
  }
  const answer = Answer.safeParse(json);
  if (!answer.success) throw new ProbeError('unparsable', `powershell ${name}: not the expected frame`);
  if (!answer.data.ok) throw new PowerShellError(name, answer.data);
  return answer.data.data;
}

/** @see https://learn.microsoft.com/windows/win32/wmisdk/wmi-error-constants */
const codeByHresult: Record<number, ProbeErrorCode> = {
  0x80041002: 'not-found',
  0x8004100e: 'not-found',
  0x80041010: 'not-found',
  0x80070002: 'not-found',
  0x80041003: 'permission-denied',
  0x80041062: 'permission-denied',
  0x80070005: 'permission-denied',
  // System.TimeoutException, which an expired -OperationTimeoutSec gives.
  0x80131505: 'timeout',
};

/** `MI RESULT n` of the management infrastructure, where a provider answers without an HRESULT. */
const codeByMiResult: Record<string, ProbeErrorCode> = {
  2: 'permission-denied',
  3: 'not-found',
  5: 'not-found',
  6: 'not-found',
};

function codeOf({ fqid, cat, mode }: Failure, hresult: number): ProbeErrorCode {
  // A missing cmdlet has the category ObjectNotFound too, but says nothing about what was asked for.
  if (fqid.startsWith('CommandNotFound') || fqid.startsWith('CouldNotAutoloadMatchingModule')) {
    return 'unsupported';
  }
  const mi = /^MI RESULT (\d+)/.exec(fqid)?.[1];
  const known = codeByHresult[hresult] ?? (mi === undefined ? undefined : own(codeByMiResult, mi));
  if (known) return known;
  if (mode !== 'FullLanguage' && fqid.includes('ConstrainedLanguage')) return 'permission-denied';
  if (cat === 'ObjectNotFound') return 'not-found';
  if (cat === 'PermissionDenied' || cat === 'SecurityError') return 'permission-denied';
  if (cat === 'OperationTimeout') return 'timeout';
  return 'internal';
}

/** CIM errors carry their HRESULT in the error id; the exception's own one is the same for all of them. */
function hresultOf({ fqid, hr }: Failure): number {
  const told = /^HRESULT 0x([0-9a-f]{8})/i.exec(fqid)?.[1];
  return told === undefined ? hr >>> 0 : Number.parseInt(told, 16);
}
