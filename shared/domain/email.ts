// The form of an e-mail address that can identify a person, for an invited address and for one of the OIDC issuer.
import { containsToken } from './quote.ts';

/** The limit of RFC 5321, section 4.5.3.1.3, without the angle brackets. */
export const MAX_EMAIL_LENGTH = 254;

/**
 * An address of ASCII letters, digits and punctuation with exactly one `@`, in the form that zod accepts by
 * default. It excludes invisible characters and letters that look alike.
 */
export const EMAIL =
  /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;

/** An address is in responses, audit entries and events, where no secret may be (R11). */
export function isEmail(text: string): boolean {
  return text.length <= MAX_EMAIL_LENGTH && EMAIL.test(text) && !containsToken(text);
}

/** The whole part of a valid e-mail address after its `@`, in lower case. */
export function emailDomain(email: string): string {
  return email.slice(email.indexOf('@') + 1).toLowerCase();
}
