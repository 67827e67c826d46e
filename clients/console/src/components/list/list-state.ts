// The state of a list in the URL: filters, order and page. Back, forward, reload and a copied link keep it.
import { useNavigate, useSearch } from '@tanstack/react-router';

/** Parameters by name. The default of each is absent. */
export type ListSearch = Readonly<Record<string, string | undefined>>;

export interface ListState {
  readonly search: ListSearch;
  /** From 1. */
  readonly page: number;
  /** Changes parameters, and returns to the first page. An empty value removes one. */
  setSearch(changes: ListSearch): void;
  setPage(page: number): void;
}

export function useListState(): ListState {
  const { page, ...search }: ListSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const go = (next: ListSearch) => {
    const present = Object.entries(next).filter(([, value]) => value !== undefined && value !== '');
    // The router types the parameters of each route. Lists read and verify their own.
    void navigate({ to: '.', search: Object.fromEntries(present) as never });
  };
  return {
    search,
    page: Math.max(1, Math.floor(Number(page)) || 1),
    setSearch: (changes) => go({ ...search, ...changes }),
    setPage: (next) => go({ ...search, page: next > 1 ? String(next) : undefined }),
  };
}
