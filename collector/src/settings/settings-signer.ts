import type { SettingsState, SignedSettings, StatedSettings } from '@tenken/shared';
import type { CertificateAuthority } from '../ca/certificate-authority.ts';
import type { AgentSettingsRepository } from '../store/agent-settings-repository.ts';

/** The command line changes settings in the database while the collector runs: it is looked at this often. */
const lookEveryMs = 1000;

/** Signs the newest settings once and hands them to every agent that has others. */
export class SettingsSigner {
  readonly #repository: AgentSettingsRepository;
  readonly #authority: CertificateAuthority;
  #stated: StatedSettings | null = null;
  #signed: SignedSettings | null = null;
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(repository: AgentSettingsRepository, authority: CertificateAuthority) {
    this.#repository = repository;
    this.#authority = authority;
  }

  /** @param state what the agent said of its own; agents that say nothing know no settings @returns null for none */
  async forAgent(state: SettingsState | undefined): Promise<SignedSettings | null> {
    if (state === undefined) return null;
    if (performance.now() - this.#lookedAtMs > lookEveryMs) {
      this.#lookedAtMs = performance.now();
      this.#stated = await this.#repository.newest();
    }
    const stated = this.#stated;
    if (stated === null || stated.sequence === state.sequence) return null;
    if (this.#signed?.statement.sequence !== stated.sequence) {
      this.#signed = await this.#authority.signSettings(stated);
    }
    return this.#signed;
  }
}
