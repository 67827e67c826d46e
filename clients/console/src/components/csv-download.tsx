// Downloads a whole list as CSV. It reads one page after the other, and can be stopped.
import Button from '@cloudscape-design/components/button';
import { useEffect, useRef, useState } from 'react';
import type { CsvPage } from '../api/csv.ts';
import { toProblem } from '../api/problem.ts';
import { notify } from '../layout/notifications.tsx';
import { download } from './download.ts';

interface CsvDownloadProps {
  /** Name of the file, without its extension. */
  readonly fileName: string;
  /** Reads the page at the cursor; the first one has the cursor `*`. */
  readonly read: (cursor: string, signal: AbortSignal) => Promise<CsvPage>;
}

export function CsvDownload({ fileName, read }: CsvDownloadProps) {
  const [pages, setPages] = useState<number>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const start = async () => {
    const controller = new AbortController();
    running.current = controller;
    try {
      const texts = await readAll(read, controller.signal, setPages);
      download(`${fileName}.csv`, texts, 'text/csv');
    } catch (error) {
      if (!controller.signal.aborted) notify({ type: 'error', content: toProblem(error).message });
    }
    setPages(undefined);
  };
  if (pages === undefined) {
    return (
      <Button iconName="download" onClick={() => void start()}>
        Download CSV
      </Button>
    );
  }
  return (
    <Button iconName="close" onClick={() => running.current?.abort()}>
      {`Stop download (page ${pages + 1})`}
    </Button>
  );
}

async function readAll(
  read: CsvDownloadProps['read'],
  signal: AbortSignal,
  onPages: (count: number) => void,
): Promise<string[]> {
  const texts: string[] = [];
  let cursor: string | null = '*';
  while (cursor !== null) {
    onPages(texts.length);
    const page: CsvPage = await read(cursor, signal);
    texts.push(texts.length === 0 ? page.text : withoutHeader(page.text));
    cursor = page.nextCursor;
  }
  return texts;
}

/** The names of the columns, in the first line, contain no line break. */
function withoutHeader(csv: string): string {
  return csv.slice(csv.indexOf('\n') + 1);
}
