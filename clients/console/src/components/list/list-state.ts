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
  // A text filter applies its value later, when another filter may have changed the URL: changes are made to the URL of that time.
  const change = (changes: ListSearch) => {
    // The router types the parameters of each route. Lists read and verify their own.
    void navigate({ to: '.', search: ((current: ListSearch) => withoutEmpty({ ...current, ...changes })) as never });
  };
  return {
    search,
    page: Math.max(1, Math.floor(Number(page)) || 1),
    setSearch: (changes) => change({ ...changes, page: undefined }),
    setPage: (next) => change({ page: next > 1 ? String(next) : undefined }),
  };
}

function withoutEmpty(search: ListSearch): ListSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ''));
}
