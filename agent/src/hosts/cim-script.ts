import { ProbeError } from '@tenken/shared';
import type { CimInstance, CimQuery } from '@tenken/shared';

const identifier = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
const namespacePath = /^[A-Za-z_][A-Za-z0-9_]*([\\/][A-Za-z_][A-Za-z0-9_]*)*$/;

/**
 * PowerShell that gives the asked properties of all instances as plain objects. Properties are picked after the
 * query: a provider of an older build answers 'invalid query' when a property that it does not know is asked for.
 *
 * The query comes from our own probes; its names are checked all the same, because they become code.
 */
export function cimScript(query: CimQuery, timeoutMs: number): string {
  const methods = query.methods ?? [];
  const names = [query.className, ...query.properties];
  for (const { name, args } of methods) names.push(name, ...Object.keys(args ?? {}));
  if (!namespacePath.test(query.namespace) || !names.every((name) => identifier.test(name))) {
    throw new Error(`${query.namespace}:${query.className}: not a CIM name`);
  }
  const seconds = Math.max(1, Math.ceil(timeoutMs / 1000));
  const calls = methods.map(({ name, args }) => `Add-Answer $o $i '${name}' ${methodArguments(args ?? {})}`);
  return `${conversion}
$properties = @(${query.properties.map((name) => `'${name}'`).join(',')})
foreach ($i in @(Get-CimInstance -Namespace '${query.namespace.replaceAll('\\', '/')}' -ClassName '${query.className}' -OperationTimeoutSec ${seconds})) {
$o = @{}
foreach ($p in $properties) { Add-Value $o $p $i.$p }
${calls.join('\n')}
$o
}`;
}

/** Without a cast PowerShell hands an Int32 to a UInt32 parameter, which some providers refuse. */
function methodArguments(args: Record<string, number>): string {
  const pairs = Object.entries(args).map(([name, value]) => {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new Error(`${name}: ${value} is no argument for a CIM method`);
    }
    return `${name} = [uint32]${value}`;
  });
  return `@{ ${pairs.join('; ')} }`;
}

/** `o` is the one format of dates that does not follow the machine's calendar, which may count Japanese eras. */
const conversion = `function Convert-Plain($v) {
if ($null -eq $v) { return $null }
if ($v -is [string] -or $v -is [bool]) { return $v }
if ($v -is [datetime]) { return $v.ToUniversalTime().ToString('o') }
if ($v -is [int64] -or $v -is [uint64]) { return [string]$v }
if ($v -is [byte] -or $v -is [sbyte] -or $v -is [int16] -or $v -is [uint16] -or $v -is [int] -or $v -is [uint32] -or $v -is [single] -or $v -is [double]) { return $v }
return [string]$v
}
function Add-Value($o, $name, $v) {
if ($v -is [array]) { $o[$name] = @(foreach ($e in $v) { Convert-Plain $e }) } else { $o[$name] = Convert-Plain $v }
}
function Add-Answer($o, $i, $method, $arguments) {
$r = Invoke-CimMethod -InputObject $i -MethodName $method -Arguments $arguments
foreach ($member in $r.PSObject.Properties) { if ($member.Name -ne 'PSComputerName') { Add-Value $o "$method.$($member.Name)" $member.Value } }
}`;

const maxInstances = 20_000;

/** @throws {ProbeError} `unparsable`, `output-limit` */
export function parseCimInstances(query: CimQuery, answer: readonly unknown[]): CimInstance[] {
  if (answer.length > maxInstances) {
    throw new ProbeError('output-limit', `${query.className}: ${answer.length} instances`);
  }
  return answer.map((entry) => {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
      throw new ProbeError('unparsable', `${query.className}: an instance is no object`);
    }
    return Object.fromEntries(
      Object.entries(entry).map(([name, value]) => [name, cimValue(query, name, value)]),
    );
  });
}

function cimValue(query: CimQuery, name: string, value: unknown): CimInstance[string] {
  if (typeof value === 'string') return instant(value);
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) {
    if (value.every((entry) => typeof entry === 'string')) return value;
    if (value.every((entry) => typeof entry === 'number')) return value;
  }
  throw new ProbeError(
    'unparsable',
    `${query.className}.${name}: neither a plain value nor a list of one kind`,
  );
}

/** .NET tells seven digits of a second. A date that no clock shows (year 1601 = never set) stays as it is. */
function instant(value: string): string {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{7}Z$/.test(value)) return value;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? value : at.toISOString();
}
