// Lambda's Node.js always has OpenSSL. This stub removes the implementation of SHA-256 in JavaScript from the SDK.
import { createHash, createHmac } from 'node:crypto';

/** SHA-256, or HMAC with SHA-256 when it is constructed with a secret. */
export class Sha256 {
  private readonly create: () => ReturnType<typeof createHash> | ReturnType<typeof createHmac>;
  private hash: ReturnType<typeof this.create>;

  constructor(secret?: string | Uint8Array) {
    this.create = () => (secret === undefined ? createHash('sha256') : createHmac('sha256', secret));
    this.hash = this.create();
  }

  update(data: Uint8Array): void {
    this.hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.hash.digest());
  }

  reset(): void {
    this.hash = this.create();
  }
}
