import * as openid from 'openid-client';
import type { Role } from '../../access/permissions.ts';
import { AccountName } from '../../api/people-schemas.ts';
import type { VouchedPerson } from '../../store/people/linked-account-repository.ts';
import { AnswerRefused, callbackPath } from './answer.ts';
import { httpsFetch } from './https-fetch.ts';
import { PendingSignIns } from './pending-sign-ins.ts';
import { claimIn, roleOfClaims } from './role-of-claims.ts';
import type { RoleRule, SingleSignOnSettings } from './settings.ts';

const answerSeconds = 10;
/** A provider that is down is not asked again for each click. */
const restMs = 3000;

/** Signing in at an OpenID provider: authorization code with PKCE, state and nonce, and the token's signature checked. */
export class SingleSignOn {
  readonly issuer: string;
  readonly #settings: SingleSignOnSettings;
  readonly #address: () => string;
  readonly #pending = new PendingSignIns();
  #provider: Promise<openid.Configuration> | null = null;
  #known: openid.Configuration | null = null;

  /** @param address under which people reach this collector; never taken from a request */
  constructor(settings: SingleSignOnSettings, address: () => string) {
    this.#settings = settings;
    this.#address = address;
    this.issuer = settings.issuer.href;
  }

  /** How it is set up, without what is secret. */
  about(): {
    issuer: string;
    clientId: string;
    roleClaim: string;
    roles: RoleRule[];
    reached: boolean;
  } {
    const { clientId, roleClaim, roleRules } = this.#settings;
    return {
      issuer: this.issuer,
      clientId,
      roleClaim,
      roles: [...roleRules],
      reached: this.#known !== null,
    };
  }

  /** @throws {Error} when the provider does not answer, or not as one */
  async ready(): Promise<void> {
    await this.#discovered();
  }

  /** Begins a sign-in. @returns where to send the browser, and the token that it keeps meanwhile */
  async begin(now: number): Promise<{ address: string; token: string }> {
    const provider = await this.#discovered();
    const pending = {
      state: openid.randomState(),
      nonce: openid.randomNonce(),
      codeVerifier: openid.randomPKCECodeVerifier(),
    };
    const address = openid.buildAuthorizationUrl(provider, {
      redirect_uri: `${this.#address()}${callbackPath}`,
      scope: this.#settings.scope,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(pending.codeVerifier),
      code_challenge_method: 'S256',
    });
    return { address: address.href, token: this.#pending.add(pending, now) };
  }

  /**
   * Takes the provider's answer, once.
   *
   * @param query of the address that the provider sent the browser to
   * @throws {AnswerRefused} when it is not the answer to what this browser began, or its token is not the provider's
   */
  async finish(
    query: string,
    token: string | undefined,
    now: number,
  ): Promise<{ person: VouchedPerson; role: Role | null }> {
    const pending = token === undefined ? null : this.#pending.take(token, now);
    if (!pending) throw new AnswerRefused('this browser began no sign-in, or too long ago');
    const provider = await this.#discovered();
    const tokens = await openid
      .authorizationCodeGrant(provider, new URL(`${this.#address()}${callbackPath}${query}`), {
        pkceCodeVerifier: pending.codeVerifier,
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        idTokenExpected: true,
      })
      .catch((cause: unknown) => {
        // Without the cause: it holds what the token says about a person, and this is logged.
        throw new AnswerRefused(cause instanceof Error ? cause.message : 'refused');
      });
    const claims = tokens.claims();
    if (!claims) throw new AnswerRefused('there is no token about the person');
    const all = await this.#withUserInfo(provider, claims, tokens.access_token);
    const { roleClaim, roleRules } = this.#settings;
    return { person: personOf(claims.iss, claims.sub, all), role: roleOfClaims(all, roleClaim, roleRules) };
  }

  /** Where the session at the provider is ended; null when it has no such address or is not known yet. */
  signOutAddress(): string | null {
    if (this.#known?.serverMetadata().end_session_endpoint === undefined) return null;
    return openid.buildEndSessionUrl(this.#known, { post_logout_redirect_uri: `${this.#address()}/` }).href;
  }

  /** Some providers name groups only there. */
  async #withUserInfo(
    provider: openid.Configuration,
    claims: openid.IDToken,
    accessToken: string,
  ): Promise<Record<string, unknown>> {
    const { userinfo_endpoint: endpoint } = provider.serverMetadata();
    if (claimIn(claims, this.#settings.roleClaim) !== undefined || endpoint === undefined) return claims;
    const more = await openid.fetchUserInfo(provider, accessToken, claims.sub).catch(() => {
      throw new AnswerRefused('the provider told nothing about the person');
    });
    return { ...more, ...claims };
  }

  #discovered(): Promise<openid.Configuration> {
    this.#provider ??= this.#discover().catch((error: unknown) => {
      setTimeout(() => (this.#provider = null), restMs).unref();
      throw error;
    });
    return this.#provider;
  }

  async #discover(): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecret, authority } = this.#settings;
    const provider = await openid.discovery(
      issuer,
      clientId,
      undefined,
      openid.ClientSecretBasic(clientSecret),
      { [openid.customFetch]: httpsFetch(authority), timeout: answerSeconds },
    );
    provider.timeout = answerSeconds;
    // The token comes over TLS from the provider itself; whoever breaks that still lacks the provider's key.
    openid.enableNonRepudiationChecks(provider);
    this.#known = provider;
    return provider;
  }
}

function personOf(issuer: string, subject: string, claims: Record<string, unknown>): VouchedPerson {
  const name = AccountName.safeParse(claims['preferred_username']);
  const { name: displayName } = claims;
  return {
    issuer,
    subject,
    wantedName: name.success ? name.data : null,
    displayName:
      typeof displayName === 'string' && displayName.trim() !== '' ? displayName.trim().slice(0, 100) : null,
  };
}
