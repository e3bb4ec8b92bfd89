import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '@tenken/shared';

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Keeps passwords and keys of channels encrypted in the database. Its key lies beside those of the authority, apart from
 * the database: who gets hold of one of the two has nothing. A backup holds both and is to be kept like the authority.
 */
export class SecretBox {
  readonly #folder: string;

  /** @param folder of the authority's keys */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** AES-256-GCM. @param owner the secret can be opened under this name alone */
  seal(secret: string, owner: string): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#key(), nonce).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** @throws {Error} it was sealed with another key, or under another name */
  open(sealed: string, owner: string): string {
    const bytes = Buffer.from(sealed, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.#key(), bytes.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const opened = [decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()];
    return Buffer.concat(opened).toString('utf8');
  }

  makeKey(): void {
    this.#key();
  }

  #key(): Buffer {
    // A backup takes what ends in .pem.
    const path = join(this.#folder, 'alert-secrets-key.pem');
    if (!existsSync(path)) {
      makeFolder(this.#folder);
      const file = openSync(path, 'wx', 0o600);
      try {
        writeFileSync(file, `${begin}\n${randomBytes(32).toString('base64')}\n${end}\n`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    }
    const lines = readFileSync(path, 'utf8').split('\n');
    const key = Buffer.from(lines[1] ?? '', 'base64');
    if (lines[0] !== begin || key.length !== 32) throw new Error(`${path} does not hold the key of alerts`);
    return key;
  }
}

const begin = '-----BEGIN TENKEN ALERT SECRETS KEY-----';
const end = '-----END TENKEN ALERT SECRETS KEY-----';
