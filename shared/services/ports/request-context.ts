// Where a request comes from, and on whose behalf it is processed.
import type { Actor } from '../../domain/audit.ts';
import type { Principal } from '../../domain/principal.ts';

/** Where a request comes from, and until when its work must be done. */
export interface RequestContext {
  readonly request_id: string;
  readonly source_ip: string;
  /** When the answer must be out, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** A visit by somebody known, who is named in the audit log. */
export interface ActorContext extends RequestContext {
  readonly actor: Actor;
}

/** The origin of a request whose credential was verified. */
export interface Caller extends ActorContext {
  readonly principal: Principal;
}
