import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LocalHost } from '@tenken/agent';
import type { Recording } from '@tenken/shared';
import { onTestFinished } from 'vitest';

/** Whether all that a machine was asked for are files, folders and links. */
export function isOfFilesOnly(recording: Recording): boolean {
  const { platform, commands, registry, cim, exchanges } = recording;
  const others = [commands, registry, cim, exchanges].flatMap((section) => Object.keys(section));
  return platform === 'linux' && others.length === 0;
}

/** A folder that holds what the recorded machine had, and the host that reads it as the root of a system. */
export function onDisk({ files, folders, links, statuses }: Recording): LocalHost {
  const root = mkdtempSync(join(tmpdir(), 'tenken-machine-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const realLinks = Object.entries(links).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const folder = (path: string) => mkdirSync(join(root, path), { recursive: true });
  for (const [path, target] of realLinks) {
    folder(dirname(path));
    // What is looked up through a link has to exist behind it; a link of the kernel's own, such as `pid:[4026531836]`, need not.
    if (target.includes('/')) folder(target.startsWith('/') ? target : join(dirname(path), target));
    symlinkSync(target.startsWith('/') ? join(root, target) : target, join(root, path));
  }
  for (const [path, names] of Object.entries(folders)) {
    folder(path);
    if (!Array.isArray(names)) throw new Error(`${path} is no folder`);
    for (const name of names) if (typeof name === 'string') folder(join(path, name));
  }
  for (const [path, bytes] of Object.entries(files)) {
    if (!('text' in bytes)) throw new Error(`${path} is no text`);
    folder(dirname(path));
    writeFileSync(join(root, path), bytes.text);
  }
  for (const [path, status] of Object.entries(statuses)) {
    if ('type' in status && status.type === 'folder') folder(path);
    else if ('type' in status) {
      folder(dirname(path));
      writeFileSync(join(root, path), '', { flag: 'a' });
    }
  }
  return new LocalHost({ root, platform: 'linux' });
}
