// Numbers of things in texts.

/** @returns such as `1 token` or `2 tokens`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
