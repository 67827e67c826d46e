// The files of the web console, as `infra/console/compress-files.ts` writes them. Only files in the list are read, whatever
// the path of a request is.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

interface FileDescription {
  readonly type: string;
  readonly etag: string;
  /** Whether the file is stored with brotli and with gzip. */
  readonly compressed: boolean;
}

export interface ConsoleFile extends FileDescription {
  readonly path: string;
}

interface EncodedContent {
  readonly content: Buffer;
  readonly encoding?: 'br' | 'gzip';
}

export class ConsoleFiles {
  private readonly folder: string;
  private readonly files: ReadonlyMap<string, FileDescription>;

  constructor(folder: string) {
    this.folder = folder;
    this.files = new Map(Object.entries<FileDescription>(JSON.parse(readFileSync(`${folder}/files.json`, 'utf8'))));
  }

  find(path: string): ConsoleFile | undefined {
    const description = this.files.get(path);
    return description && { ...description, path };
  }

  /** @param acceptEncoding - The header `Accept-Encoding` (RFC 9110, section 12.5.3). */
  read({ path, compressed }: ConsoleFile, acceptEncoding = ''): EncodedContent {
    const file = `${this.folder}/${path}`;
    if (!compressed) return { content: readFileSync(file) };
    if (accepts(acceptEncoding, 'br')) return { content: readFileSync(`${file}.br`), encoding: 'br' };
    const content = readFileSync(`${file}.gz`);
    return accepts(acceptEncoding, 'gzip') ? { content, encoding: 'gzip' } : { content: gunzipSync(content) };
  }
}

function accepts(header: string, coding: string): boolean {
  return header.split(',').some((item) => {
    const [name, ...parameters] = item
      .toLowerCase()
      .split(';')
      .map((part) => part.trim());
    return name === coding && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
  });
}
