// Finds tokens and sessions inside of text, such as a log line or a file, by the published pattern and the checksum.
import { locateSession, locateToken } from './bearer-token.ts';

/**
 * The part of a token that scanners search for. It has no boundaries: any character may precede or follow a token, also
 * one that looks like the start of another, and the checksum decides.
 */
const CORE = /(?=((?:svc|pat|ses)_[0-9A-Za-z]{61}))/g;

/** The text in front of the core that may contain the deployer's prefix. */
const PREFIX = /([a-z0-9]{1,16})_$/;
const LONGEST_PREFIX = 17;

/**
 * Returns each token in the text once, in the order of their first occurrence.
 *
 * @param prefix - The deployer's prefix, or an empty string for none. A token is also found when the text contains it
 * without this prefix.
 */
export function findTokens(text: string, prefix: string): string[] {
  return [
    ...new Set(Array.from(text.matchAll(CORE)).flatMap((match) => candidates(text, match, prefix).filter(isToken))),
  ];
}

function candidates(text: string, { index, 1: core = '' }: RegExpExecArray, prefix: string): string[] {
  const [, preceding = ''] = PREFIX.exec(text.slice(Math.max(0, index - LONGEST_PREFIX), index)) ?? [];
  // Letters of the text may touch the prefix, as in "\nacme_svc_..." in JSON, so that any end of them may be the prefix.
  const prefixes = Array.from(preceding, (_, start) => preceding.slice(start));
  return [core, ...new Set([...prefixes, prefix].filter(Boolean).map((one) => `${one}_${core}`))];
}

function isToken(candidate: string): boolean {
  return locateToken(candidate) !== undefined || locateSession(candidate) !== undefined;
}
