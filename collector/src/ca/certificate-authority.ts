import 'reflect-metadata';
import { createHash, createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { makeFolder, settingsText, TenkenError } from '@tenken/shared';
import type { SignedSettings, StatedSettings } from '@tenken/shared';
import { readAuthorityFiles } from './existing-authority.ts';
import type { AuthorityFiles } from './existing-authority.ts';
import { rememberAuthorities } from './known-authorities.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 24 * 60 * 60 * 1000;
const authorityLifetimeMs = 10 * 365 * dayMs;
const serverLifetimeMs = 365 * dayMs;
const clientLifetimeMs = 30 * dayMs;
/** A pack is checked for years; its README tells how to look at it as of a day before the end. */
const packSignerLifetimeMs = 3 * 365 * dayMs;
/** Clocks of closed networks differ: a certificate made now must be good for a host that is a little behind. */
const clockToleranceMs = 60 * 60 * 1000;

x509.cryptoProvider.set(crypto);

export type IssuedCertificate = {
  pem: string;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  fingerprint: string;
  serial: string;
  notBeforeAt: number;
  notAfterAt: number;
};

export type AuthorityOptions = {
  /** Made by somebody else; without it the authority is the folder's own. */
  existing?: AuthorityFiles;
  /** 30 days unless told: agents renew by themselves, so that a stolen key is of use for a short time. */
  clientLifetimeMs?: number;
};

type Made = { certificate: x509.X509Certificate; key: CryptoKey; intermediates: string; anchor: string };

/** The authority behind every certificate of this collector and its agents; its key is readable by the collector only. */
export class CertificateAuthority {
  /** The certificate that issues: client certificates have to come from it. */
  readonly certificate: string;
  /** Certificates that a handshake has to carry so that the other side finds the way to the anchor. */
  readonly intermediates: string;
  /** What agents trust: the issuing certificate itself, or the root above it. */
  readonly anchor: string;
  readonly #certificate: x509.X509Certificate;
  readonly #key: CryptoKey;
  readonly #clientLifetimeMs: number;

  private constructor(made: Made, lifetimeMs: number) {
    this.#certificate = made.certificate;
    this.#key = made.key;
    this.#clientLifetimeMs = lifetimeMs;
    this.certificate = pem(made.certificate);
    this.intermediates = made.intermediates;
    this.anchor = made.anchor;
  }

  /**
   * Opens the authority in a folder, or makes one; or takes one that exists elsewhere.
   *
   * @throws {TenkenError} `authority-unusable`
   */
  static async open(folder: string, options: AuthorityOptions = {}): Promise<CertificateAuthority> {
    const lifetimeMs = options.clientLifetimeMs ?? clientLifetimeMs;
    if (options.existing) {
      const files = readAuthorityFiles(options.existing);
      const certificate = new x509.X509Certificate(files.issuing);
      rememberAuthorities(folder, files.issuing + files.intermediates + files.anchor);
      return new CertificateAuthority({ ...files, certificate, key: await importKey(files.key) }, lifetimeMs);
    }
    const keyPath = join(folder, 'authority-key.pem');
    const certificatePath = join(folder, 'authority.pem');
    if (!existsSync(certificatePath)) await makeAuthority(folder, keyPath, certificatePath);
    const key = await readable(keyPath, importKey);
    const certificate = await readable(certificatePath, (text) => new x509.X509Certificate(text));
    rememberAuthorities(folder, pem(certificate));
    return new CertificateAuthority(
      { certificate, key, intermediates: '', anchor: pem(certificate) },
      lifetimeMs,
    );
  }

  /**
   * A certificate with which the collector itself answers, for this machine's names and addresses.
   *
   * @param names further DNS names or IP addresses under which it is reached
   */
  async serverCertificate(names: readonly string[]): Promise<{ key: string; certificate: string }> {
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const alternatives = [...new Set([...ownNames(), ...names])].map((name) =>
      isAddress(name) ? ({ type: 'ip', value: name } as const) : ({ type: 'dns', value: name } as const),
    );
    const certificate = await this.#issue({
      subject: 'CN=Tenken Collector',
      publicKey: keys.publicKey,
      lifetimeMs: serverLifetimeMs,
      usage: x509.ExtendedKeyUsage.serverAuth,
      alternatives,
    });
    return { key: await exportKey(keys.privateKey), certificate: pem(certificate) };
  }

  /**
   * Certifies an agent's key. The name in the request is ignored: the host is who the collector says it is.
   *
   * @param csr PKCS#10, PEM
   * @param key `not`: a key that the request must not be for again
   * @returns null when the request is not ECDSA P-256, does not prove that its sender holds the key, or is for that key
   */
  async issueClient(
    csr: string,
    hostId: string,
    key: { not?: KeyObject } = {},
  ): Promise<IssuedCertificate | null> {
    const publicKey = await requestedKey(csr);
    if (publicKey === null) return null;
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    if (key.not?.export({ type: 'spki', format: 'der' }).equals(spki)) return null;
    const certificate = await this.#issue({
      subject: `CN=${hostId}`,
      publicKey: new x509.PublicKey(spki),
      lifetimeMs: this.#clientLifetimeMs,
      usage: x509.ExtendedKeyUsage.clientAuth,
      alternatives: [{ type: 'url', value: `urn:uuid:${hostId}` }],
    });
    return issued(certificate);
  }

  /**
   * Certifies the key of a host whose reports are carried here, after a person has accepted it. The certificate stays
   * here: it shows in packs whose key signed, and is good for no connection.
   */
  async issueCarried(publicKey: KeyObject, hostId: string): Promise<IssuedCertificate> {
    return issued(
      await this.#issue({
        subject: `CN=${hostId}`,
        publicKey: new x509.PublicKey(publicKey.export({ type: 'spki', format: 'der' })),
        lifetimeMs: authorityLifetimeMs,
        usage: x509.ExtendedKeyUsage.emailProtection,
        alternatives: [{ type: 'url', value: `urn:uuid:${hostId}` }],
      }),
    );
  }

  /** A certificate for the key that carried files are encrypted to. @param publicKey RSA */
  async issueImportKey(publicKey: KeyObject): Promise<IssuedCertificate> {
    const key = new x509.PublicKey(publicKey.export({ type: 'spki', format: 'der' }));
    return issued(
      await this.#issue({
        subject: 'CN=Tenken Import',
        publicKey: key,
        lifetimeMs: authorityLifetimeMs,
        keyUsage: x509.KeyUsageFlags.keyEncipherment,
        usage: null,
        alternatives: [],
        // Envelopes name the key by this, and OpenSSL looks for it here.
        extensions: [await x509.SubjectKeyIdentifierExtension.create(key)],
      }),
    );
  }

  /**
   * A certificate for the key that signs evidence packs. It names no purpose: `openssl cms -verify` takes a signer
   * with none or with `emailProtection` only, and calls every other 'unsuitable certificate purpose'.
   */
  async issuePackSigner(publicKey: KeyObject): Promise<IssuedCertificate> {
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    return issued(
      await this.#issue({
        subject: 'CN=Tenken Evidence Packs',
        publicKey: new x509.PublicKey(spki),
        lifetimeMs: packSignerLifetimeMs,
        usage: null,
        alternatives: [],
      }),
    );
  }

  /** Settings in the name of whoever issued the agents' certificates. */
  async signSettings(statement: StatedSettings): Promise<SignedSettings> {
    const raw = await crypto.subtle.sign(algorithm, this.#key, settingsText(statement));
    const signature = new x509.AsnEcSignatureFormatter().toAsnSignature(algorithm, raw);
    if (signature === null) throw new Error('the signature of settings has no ASN.1 form');
    return { statement, signature: Buffer.from(signature).toString('base64'), authority: this.certificate };
  }

  #issue(wanted: {
    subject: string;
    publicKey: CryptoKey | x509.PublicKey;
    lifetimeMs: number;
    /** Null: any that the key's own usage allows. */
    usage: string | null;
    /** Signing unless told. */
    keyUsage?: x509.KeyUsageFlags;
    alternatives: x509.JsonGeneralNames;
    /** Further ones. */
    extensions?: readonly x509.Extension[];
  }): Promise<x509.X509Certificate> {
    const now = Date.now();
    return x509.X509CertificateGenerator.create({
      serialNumber: newSerial(),
      subject: wanted.subject,
      issuer: this.#certificate.subject,
      notBefore: new Date(now - clockToleranceMs),
      // Nothing outlives what vouches for it.
      notAfter: new Date(Math.min(now + wanted.lifetimeMs, this.#certificate.notAfter.getTime())),
      signingAlgorithm: algorithm,
      publicKey: wanted.publicKey,
      signingKey: this.#key,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(wanted.keyUsage ?? x509.KeyUsageFlags.digitalSignature, true),
        ...(wanted.usage === null ? [] : [new x509.ExtendedKeyUsageExtension([wanted.usage], true)]),
        ...(wanted.alternatives.length === 0
          ? []
          : [new x509.SubjectAlternativeNameExtension(wanted.alternatives)]),
        ...(wanted.extensions ?? []),
      ],
    });
  }
}

/**
 * The key of a request that proves that its sender holds it.
 *
 * @param csr PKCS#10, PEM
 * @returns null when it does not, or is not of ECDSA P-256
 */
export async function requestedKey(csr: string): Promise<KeyObject | null> {
  try {
    const request = new x509.Pkcs10CertificateRequest(csr);
    const { name, namedCurve } = request.publicKey.algorithm as EcKeyAlgorithm;
    if (name !== 'ECDSA' || namedCurve !== 'P-256' || !(await request.verify())) return null;
    return createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}

/** @param der one certificate @returns lower-case hexadecimal SHA-256 */
export function fingerprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}

async function makeAuthority(folder: string, keyPath: string, certificatePath: string): Promise<void> {
  makeFolder(folder);
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: `CN=Tenken Authority ${randomBytes(4).toString('hex')}`,
    notBefore: new Date(now - clockToleranceMs),
    notAfter: new Date(now + authorityLifetimeMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  // The certificate comes last: while it is not there the authority does not exist and is made anew.
  writeFileSync(keyPath, await exportKey(keys.privateKey), { mode: 0o600 });
  chmodSync(keyPath, 0o600);
  writeFileSync(`${certificatePath}.new`, pem(certificate), { mode: 0o644 });
  renameSync(`${certificatePath}.new`, certificatePath);
}

function issued(certificate: x509.X509Certificate): IssuedCertificate {
  return {
    pem: pem(certificate),
    fingerprint: fingerprintOf(new Uint8Array(certificate.rawData)),
    serial: certificate.serialNumber,
    notBeforeAt: certificate.notBefore.getTime(),
    notAfterAt: certificate.notAfter.getTime(),
  };
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

/** @throws {TenkenError} `authority-unusable` that names the file */
async function readable<T>(path: string, read: (text: string) => T | Promise<T>): Promise<T> {
  try {
    return await read(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new TenkenError(
      'authority-unusable',
      `${path} cannot be used: ${(cause as Error).message}. Restore it from a backup: without it no agent can be trusted.`,
      { cause },
    );
  }
}

async function exportKey(key: CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', key));
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

async function importKey(pemKey: string): Promise<CryptoKey> {
  const der = createPrivateKey(pemKey).export({ type: 'pkcs8', format: 'der' });
  return crypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
}

/** 20 bytes at most and positive, as RFC 5280 asks; random, so that nobody can foresee it. */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function ownNames(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).map(({ address }) => address),
  );
  return [
    'localhost',
    hostname(),
    '127.0.0.1',
    '::1',
    ...addresses.filter((address) => !address.includes('%')),
  ];
}

function isAddress(name: string): boolean {
  return name.includes(':') || /^\d+(\.\d+){3}$/.test(name);
}
