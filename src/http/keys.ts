/** What a key may do. `write` can only send events and is safe in a page; `feed` can only fetch feeds. */
export const ROLES = ['admin', 'marketer', 'write', 'read', 'feed'] as const
export type Role = (typeof ROLES)[number]

export interface ApiKey {
  /** Part of the key's text; safe to show. */
  readonly keyId: string
  readonly role: Role
  /** Undefined: every shop. */
  readonly shopId?: string
  /** SHA-256 of the whole key, hex. */
  readonly hash: string
  /** Kept for `feed` keys only, so that a feed's address can be shown again. */
  readonly token?: string
  readonly name?: string
  readonly createdAt: number
  readonly expiresAt?: number
  readonly revokedAt?: number
}

export interface KeyStore {
  saveKey(key: ApiKey): Promise<void>
  findKey(keyId: string): Promise<ApiKey | undefined>
  listKeys(): Promise<ApiKey[]>
  /** False when there is no such key. */
  revokeKey(keyId: string, at: number): Promise<boolean>
}
