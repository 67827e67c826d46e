// A Lambda function has no `~/.aws`. This stub removes the code of the SDK that reads configuration files.
export function readFile(path: string): Promise<never> {
  return Promise.reject(Object.assign(new Error(`No such file: ${path}`), { code: 'ENOENT' }));
}
