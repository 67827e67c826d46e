// A function has no `~/.aws` for the SDK to read: what reads files stays out of the bundle.
export function readFile(path: string): Promise<never> {
  return Promise.reject(Object.assign(new Error(`No such file: ${path}`), { code: 'ENOENT' }));
}
