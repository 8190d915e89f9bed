import type { Chance } from '../../chance.ts';

/** The API credential that the emulated Developer Console project has. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly orgId: string;
  /** Comma-separated, as the Developer Console shows them. */
  readonly scopes: string;
}

export function credentialsOf(orgId: string): Credentials {
  return {
    clientId: 'emulated-client-id',
    clientSecret: 'emulated-client-secret',
    orgId,
    scopes: 'openid,AdobeID,read_organizations,additional_info.projectedProductContext,session',
  };
}

/** Access tokens live for a day less one second (docs: OAuth Server-to-Server credential implementation guide). */
export const TOKEN_SECONDS = 86_399;

/** The access tokens that IMS has given out. */
export class Tokens {
  readonly #chance: Chance;
  readonly #expiries = new Map<string, number>();

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  issue(now: number, livesSeconds = TOKEN_SECONDS): string {
    const token = `emulated-token-${this.#chance.uuid('token', this.#expiries.size)}`;
    this.#expiries.set(token, now + livesSeconds * 1000);
    return token;
  }

  expire(token: string, now: number): void {
    if (this.#expiries.has(token)) this.#expiries.set(token, now);
  }

  revokeAll(): void {
    for (const token of this.#expiries.keys()) this.#expiries.set(token, 0);
  }

  isValid(token: string, now: number): boolean {
    return now < (this.#expiries.get(token) ?? 0);
  }
}
