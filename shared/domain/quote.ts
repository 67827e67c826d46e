// Which text of a request an error message may repeat (R11).

/** A token of this system, as it is published for secret scanning. */
const TOKEN = /(?:svc|pat|ses)_[0-9A-Za-z]{61}/;

/** Also in characters that are compatible with those of a token, such as fullwidth letters. */
export function containsToken(text: string): boolean {
  return TOKEN.test(text.normalize('NFKC'));
}

const MAX_QUOTED_LENGTH = 40;
/** Letters with their marks, digits, spaces and the punctuation of names and e-mail addresses. */
const PLAIN = /^[\p{L}\p{M}\p{N} _.@-]+$/u;
/** The prefix of a token, or a run of characters as in tokens, keys and hashes. */
const LIKE_A_SECRET = /(?:svc|pat|ses)_|[0-9A-Za-z]{20,}/i;

/**
 * Whether a message may contain the text: only if it is short and plain. Otherwise it may be a secret that was sent in
 * the wrong place.
 */
export function isQuotable(text: string): boolean {
  return text.length <= MAX_QUOTED_LENGTH && PLAIN.test(text) && !LIKE_A_SECRET.test(text);
}

/** Continues a noun in a message: `named "Data"`, or `with the given name` if the name may be a secret. */
export function named(name: string): string {
  return isQuotable(name) ? `named "${name}"` : 'with the given name';
}
