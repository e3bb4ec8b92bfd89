import { X509Certificate } from 'node:crypto';
import { ToldError } from '../told-error.ts';
import type { SharedAuthorityRepository } from '../store/shared-authority-repository.ts';
import { fingerprintOf } from './certificate-authority.ts';
import type { AuthorityFiles } from './existing-authority.ts';
import { readAuthorityFiles } from './existing-authority.ts';
import { knownAuthorities } from './known-authorities.ts';

/**
 * Collectors on one database refuse each other's agents unless they have one authority. A folder that has had the one
 * in use before, and now has a later one, was rotated; every other is that of a collector by itself, or an old copy.
 */
export class SharedAuthority {
  readonly #repository: SharedAuthorityRepository;
  readonly #folder: string;
  readonly #database: string;

  /** @param folder of the authority @param database `HOST/DATABASE` */
  constructor(repository: SharedAuthorityRepository, folder: string, database: string) {
    this.#repository = repository;
    this.#folder = folder;
    this.#database = database;
  }

  /** Before an authority is made that nobody needs. @throws {ToldError} `authority-not-shared` */
  async refuseForeign(existing: AuthorityFiles | undefined): Promise<void> {
    const inUse = await this.#repository.inUse();
    if (inUse === null || this.#known().has(inUse)) return;
    if (existing && fingerprintIn(readAuthorityFiles(existing).issuing) === inUse) return;
    throw await this.#refusal();
  }

  /** @param certificate the issuing one, PEM @throws {ToldError} `authority-not-shared` */
  async use(certificate: string, now: Date): Promise<void> {
    const isUsed = await this.#repository.use(fingerprintIn(certificate), this.#known(), now.getTime());
    if (!isUsed) throw await this.#refusal();
  }

  #known(): Set<string> {
    return new Set(knownAuthorities(this.#folder).map(fingerprintIn));
  }

  async #refusal(): Promise<ToldError> {
    const inUse = (await this.#repository.inUse()) ?? '';
    return ToldError.of('authority-not-shared', {
      ja: `データベース ${this.#database} の収集サーバーは別の認証局（SHA-256 ${inUse}）を使っています。このまま起動すると、互いのエージェントを拒否します。動いている収集サーバーの authority フォルダーを丸ごと ${this.#folder} に複製し（権限 0700）、もう一度起動してください。認証局を自前で用意した場合は、authority_cert と authority_key もそろえます。そのフォルダーがどこにも残っていない場合に限り、その認証局の証明書を ${this.#folder}/known-authorities.pem に加えます（登録済みの端末・機器は再登録が必要です）。`,
      en: `The collectors of the database ${this.#database} work with another authority (SHA-256 ${inUse}), and each would refuse the agents of the other. Copy the whole folder authority of one that runs to ${this.#folder} (0700), and start again; where the authority is one of yours, with the same authority_cert and authority_key. Only if that folder is lost everywhere, add the certificate of that authority to ${this.#folder}/known-authorities.pem: its hosts then enrol anew.`,
    });
  }
}

function fingerprintIn(pem: string): string {
  return fingerprintOf(new X509Certificate(pem).raw);
}
