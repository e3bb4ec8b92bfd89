import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { powershell } from '../powershell.ts';
import { dword, keyOrNull } from '../registry-values.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { KernelHardening } from './schema.ts';

const lsa = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa';
const lsaPolicy = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\System';
const memory = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management';

/** `ON`, `OFF` or `NOTSET`, names of an enumeration and the same in every language. */
const script = `$m = Get-ProcessMitigation -System
[pscustomobject]@{ bottomUp = [string]$m.Aslr.BottomUp; highEntropy = [string]$m.Aslr.HighEntropy; cfg = [string]$m.Cfg.Enable; sehop = [string]$m.SEHOP.Enable }`;

export async function readWindows(host: Host): Promise<KernelHardening> {
  const unread: Unread[] = [];
  const mitigations = await readPart(unread, 'Get-ProcessMitigation', null, () => readMitigations(host));
  const moveImages = dword(await keyOrNull(host, unread, memory), 'MoveImages');
  return {
    unread,
    container: false,
    addressRandomization: randomization(mitigations, moveImages),
    executePrevention: await readPart(unread, 'Win32_OperatingSystem', null, () => readPrevention(host)),
    controlFlowGuard: mitigations ? onOrOff(mitigations['cfg']) : null,
    exceptionChainProtection: mitigations ? onOrOff(mitigations['sehop']) : null,
    linksProtected: null,
    setuidDumps: null,
    kernelPointersHidden: null,
    kernelLogRestricted: null,
    tracing: null,
    unprivilegedBpf: null,
    processorFlaws: null,
    lsaProtection: lsaWord(
      dword(await keyOrNull(host, unread, lsaPolicy), 'RunAsPPL') ??
        dword(await keyOrNull(host, unread, lsa), 'RunAsPPL'),
    ),
    credentialGuard: await readPart(unread, 'Win32_DeviceGuard', 'not-running', () => readGuard(host)),
  };
}

type Mitigations = Record<string, unknown>;

/** Null before Windows 10 1709 and Server 2019, which have no such cmdlet. */
async function readMitigations(host: Host): Promise<Mitigations | null> {
  try {
    const [answer] = await powershell(host, 'process-mitigation', script);
    return typeof answer === 'object' && answer !== null ? { ...answer } : null;
  } catch (error) {
    if (isProbeError(error, 'unsupported')) return null;
    throw error;
  }
}

/** What nobody has set is on: bottom-up and high-entropy randomisation, guard and chain are so by default. */
function onOrOff(word: unknown): 'on' | 'off' | null {
  if (word === 'OFF') return 'off';
  return word === 'ON' || word === 'NOTSET' ? 'on' : null;
}

/** `MoveImages` = 0 switches it off for all, an old way that still works. */
function randomization(
  mitigations: Mitigations | null,
  moveImages: number | null,
): KernelHardening['addressRandomization'] {
  if (moveImages === 0) return 'off';
  if (!mitigations) return null;
  const bottomUp = onOrOff(mitigations['bottomUp']);
  const highEntropy = onOrOff(mitigations['highEntropy']);
  if (bottomUp === 'off') return 'off';
  if (bottomUp === null || highEntropy === null) return null;
  return highEntropy === 'off' ? 'partial' : 'full';
}

/** 0 never, 1 always, 2 for Windows and those that ask for it, 3 for all but exceptions; 64-bit programs always but for 0. */
async function readPrevention(host: Host): Promise<KernelHardening['executePrevention']> {
  const [system] = await host.cim({
    namespace: 'root\\cimv2',
    className: 'Win32_OperatingSystem',
    properties: ['DataExecutionPrevention_SupportPolicy'],
  });
  switch (system?.['DataExecutionPrevention_SupportPolicy']) {
    case 0:
      return 'off';
    case 1:
    case 3:
      return 'on';
    case 2:
      return 'system-only';
    default:
      return null;
  }
}

/** 1 with and 2 without a lock in the firmware. */
function lsaWord(value: number | null): KernelHardening['lsaProtection'] {
  if (value === null) return 'not-set';
  return value === 1 || value === 2 ? 'on' : 'off';
}

/** `SecurityServicesRunning`: 1 = Credential Guard. No class on systems that cannot have it. */
async function readGuard(host: Host): Promise<KernelHardening['credentialGuard']> {
  const [guard] = await host.cim({
    namespace: 'root\\Microsoft\\Windows\\DeviceGuard',
    className: 'Win32_DeviceGuard',
    properties: ['SecurityServicesRunning'],
  });
  const running = guard?.['SecurityServicesRunning'];
  if (running === undefined || running === null) return null;
  const services: unknown[] = Array.isArray(running) ? running : [running];
  return services.includes(1) ? 'running' : 'not-running';
}
