// Suggests the known name that a client probably meant.
import { closest, distance } from 'fastest-levenshtein';

/** The part of a name that may differ from the name that was meant. */
const MAX_DIFFERENCE = 0.34;

/** The known name that is closest to the given one; undefined if none is close. */
export function suggestion(given: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const plain = plainName(given);
  const nearest = closest(plain, known.map(plainName));
  const meant = known.find((name) => plainName(name) === nearest);
  return distance(plain, nearest) <= MAX_DIFFERENCE * nearest.length ? meant : undefined;
}

/** A name without case and punctuation, in which names are compared. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
