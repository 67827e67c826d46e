// Building blocks of Markdown pages.

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A link to a heading of the same page, with the anchor that GitHub gives it. */
export function linkTo(heading: string, text = heading): string {
  const anchor = heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');
  return `[${text}](#${anchor})`;
}

export function code(text: string): string {
  return `\`${text}\``;
}

export function jsonBlock(value: unknown): string {
  return ['```json', indented(value, ''), '```'].join('\n');
}

const LINE_WIDTH = 100;

/** JSON with a line break only where a line would be too long. */
function indented(value: unknown, indent: string): string {
  const line = inline(value);
  if (typeof value !== 'object' || value === null || line.length + indent.length < LINE_WIDTH) return line;
  const deeper = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const parts = Object.entries(value).map(([key, part]) => {
    const name = Array.isArray(value) ? '' : `${JSON.stringify(key)}: `;
    return deeper + name + indented(part, deeper);
  });
  return [open, parts.join(',\n'), indent + close].join('\n');
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${inline(part)}`);
  return parts.length > 0 ? `{ ${parts.join(', ')} }` : '{}';
}
