// Walks the whole access review, page by page, until it is stopped.
import { useEffect, useState } from 'react';
import { readReviewPage } from '../../api/access-review.ts';
import type { ReviewEntry } from '../../api/types.ts';

export interface Review {
  readonly entries: readonly ReviewEntry[];
  readonly status: 'running' | 'complete' | 'stopped' | 'failed';
  readonly error?: unknown;
  stop(): void;
  restart(): void;
}

type State = Pick<Review, 'entries' | 'status' | 'error'>;
const START: State = { entries: [], status: 'running' };

export function useReview(): Review {
  const [state, setState] = useState<State>(START);
  const [walk, setWalk] = useState(() => new AbortController());
  useEffect(() => {
    // A walk that was aborted when the effect was cleaned up starts anew.
    if (walk.signal.aborted) return setWalk(new AbortController());
    void readAll(walk.signal, setState);
    return () => walk.abort();
  }, [walk]);
  return {
    ...state,
    stop() {
      setState((current) => ({ ...current, status: 'stopped' }));
      walk.abort();
    },
    restart() {
      setState(START);
      setWalk(new AbortController());
    },
  };
}

async function readAll(signal: AbortSignal, onState: (state: State) => void): Promise<void> {
  let entries: readonly ReviewEntry[] = [];
  try {
    for (let cursor: string | null = '*'; cursor !== null; ) {
      const page = await readReviewPage(cursor, signal);
      if (signal.aborted) return;
      entries = [...entries, ...page.items];
      cursor = page.next_cursor;
      onState({ entries, status: cursor === null ? 'complete' : 'running' });
    }
  } catch (error) {
    if (!signal.aborted) onState({ entries, status: 'failed', error });
  }
}
