// Where a request comes from, and on whose behalf it is processed.
import type { Actor } from '../../domain/audit.ts';
import type { Principal } from '../../domain/principal.ts';

export interface RequestContext {
  readonly request_id: string;
  readonly source_ip: string;
  /** The time by which the response must be sent, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** The context of a request with an actor, whom the audit log names. */
export interface ActorContext extends RequestContext {
  readonly actor: Actor;
  /** Undefined when the actor did not authenticate with a credential of this system. */
  readonly principal?: Principal;
}

/** The context of an authenticated request. */
export interface Caller extends ActorContext {
  readonly principal: Principal;
}
