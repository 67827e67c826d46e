// JSON pointers (RFC 6901), which name a value inside of a document.

/** A pointer to a part of the document; the empty pointer, which means the whole document, is left out. */
export const JSON_POINTER = /^(?:\/(?:[^~/]|~[01])*)+$/;

/** An index of an array (RFC 6901, section 4). */
const INDEX = /^(?:0|[1-9]\d*)$/;

/** The names on the way to the value, decoded. */
export function pathOfPointer(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value at the path; undefined when the document has none. Only own properties count, not inherited ones. */
export function valueAt(document: unknown, path: readonly string[]): unknown {
  return path.reduce(child, document);
}

function child(parent: unknown, name: string): unknown {
  if (Array.isArray(parent)) return INDEX.test(name) ? parent[Number(name)] : undefined;
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, name)) return undefined;
  return (parent as Record<string, unknown>)[name];
}
