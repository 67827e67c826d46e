// Saves a file without a request: its content is in no URL that leaves the page.

export function download(name: string, content: readonly string[], type = 'text/plain'): void {
  const url = URL.createObjectURL(new Blob([...content], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
