// Where a new secret goes. A destination is opened before the secret is created, so that none is created for nothing.

export interface SecretDestination {
  /** Whether the secret may be printed. */
  readonly isScreen: boolean;
  /** @throws Error when the secret cannot be stored */
  save(secret: string): Promise<void>;
  /** Ends the use of the destination. Removes what was prepared and not saved. */
  close(): void;
}
