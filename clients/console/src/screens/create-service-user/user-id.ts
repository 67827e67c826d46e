// The user ID that a Service User gets, shown before it is created.

/** As the API derives it from the name. Undefined if nothing of the name is left: the API refuses it. */
export function userIdOf(name: string): string | undefined {
  const stem = name
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replaceAll(/\s/g, '_')
    .replaceAll(/[^a-z0-9_]/g, '');
  return /[a-z0-9]/.test(stem) ? `${stem}@service` : undefined;
}
