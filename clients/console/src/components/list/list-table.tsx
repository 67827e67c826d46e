// A list of the API as a table: counter, filters, order, preferences, pages by cursor. Its state is in the URL.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CollectionPreferences from '@cloudscape-design/components/collection-preferences';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import type { listQuery } from '../../api/pages.ts';
import { ProblemAlert } from '../problem-alert.tsx';
import type { ListState } from './list-state.ts';
import type { TablePreferences } from './preferences.ts';

export interface ListColumn<Item> {
  readonly id: string;
  readonly header: string;
  readonly cell: (item: Item) => ReactNode;
  /** Value of the parameter `sort` of the API. @default the list cannot be sorted by this column */
  readonly sort?: string;
  /** The column that names the row. */
  readonly isRowHeader?: boolean;
  readonly minWidth?: number;
}

/** The id of the column with the actions of a row. As the last column, it is always in view. */
export const ACTIONS = 'actions';

export interface ListTableProps<Item> {
  /** The name of the items, such as `Service Users`. */
  readonly title: string;
  /** @default h1: the table is the screen */
  readonly headingVariant?: 'h1' | 'h2';
  readonly description?: ReactNode;
  readonly query: ReturnType<typeof listQuery<Item>>;
  readonly columns: readonly ListColumn<Item>[];
  readonly trackBy: (item: Item) => string;
  readonly state: ListState;
  readonly preferences: readonly [TablePreferences, (preferences: TablePreferences) => void];
  /** The order without parameters in the URL. */
  readonly defaultSort?: { readonly sort: string; readonly descending?: boolean };
  /** Names of the parameters in the URL that filter the list. */
  readonly filterNames?: readonly string[];
  readonly filters?: ReactNode;
  /** Buttons next to the title. */
  readonly actions?: ReactNode;
  /** Shown if there are no items at all: what they are for, and how to create the first one. */
  readonly empty: ReactNode;
}

export function ListTable<Item>(props: ListTableProps<Item>) {
  const { title, headingVariant = 'h1', description, columns, trackBy, state, filters, actions, empty } = props;
  const { filterNames = [], preferences } = props;
  const list = useInfiniteQuery(props.query);
  const pages = list.data?.pages ?? [];
  const loaded = pages.reduce((sum, { items }) => sum + items.length, 0);
  const pageIndex = list.hasNextPage ? state.page : Math.min(state.page, Math.max(1, pages.length));
  const page = pages[pageIndex - 1];
  // A link to a later page reads the pages before it, whose cursors lead there.
  const { fetchNextPage, hasNextPage, isFetching } = list;
  useEffect(() => {
    if (page === undefined && hasNextPage && !isFetching) void fetchNextPage();
  }, [page, hasNextPage, isFetching, fetchNextPage]);
  const [{ wrapLines, hidden }] = preferences;
  const isFiltered = filterNames.some((name) => state.search[name] !== undefined);
  const clear = () => state.setSearch(Object.fromEntries(filterNames.map((name) => [name, undefined])));
  return (
    <SpaceBetween size="m">
      <ProblemAlert error={list.error} action={<Button onClick={() => void list.refetch()}>Try again</Button>} />
      <Table
        variant={headingVariant === 'h1' ? 'full-page' : 'container'}
        stickyHeader={headingVariant === 'h1'}
        header={
          <Header
            variant={headingVariant === 'h1' ? 'awsui-h1-sticky' : 'h2'}
            counter={list.data && counter(loaded, pages[0]?.total ?? null, hasNextPage)}
            description={description}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  iconName="refresh"
                  ariaLabel={`Refresh ${title}`}
                  loading={list.isRefetching}
                  onClick={() => void list.refetch()}
                />
                {actions}
              </SpaceBetween>
            }
          >
            {title}
          </Header>
        }
        items={page?.items ?? []}
        trackBy={trackBy}
        loading={page === undefined && (isFetching || hasNextPage)}
        loadingText={`Loading ${title}`}
        wrapLines={wrapLines}
        stickyColumns={{ first: 1, ...(columns.at(-1)?.id === ACTIONS && { last: 1 }) }}
        columnDefinitions={columns.map(({ id, header, cell, sort, isRowHeader, minWidth }) => ({
          id,
          header,
          cell,
          ...(sort !== undefined && { sortingField: sort }),
          ...(isRowHeader && { isRowHeader }),
          ...(minWidth !== undefined && { minWidth }),
        }))}
        columnDisplay={columns.map(({ id }) => ({ id, visible: !hidden.includes(id) }))}
        {...sorting(props)}
        ariaLabels={{ tableLabel: title }}
        filter={filters}
        pagination={
          <Pagination
            currentPageIndex={pageIndex}
            pagesCount={Math.max(1, pages.length)}
            openEnd={hasNextPage}
            disabled={isFetching}
            onChange={({ detail }) => state.setPage(detail.currentPageIndex)}
            onNextPageClick={({ detail }) => {
              if (!detail.requestedPageAvailable && hasNextPage) state.setPage(pageIndex + 1);
            }}
          />
        }
        preferences={<Preferences columns={columns} preferences={preferences} />}
        empty={list.error ? null : <Empty>{isFiltered ? <NoMatch onClear={clear} /> : empty}</Empty>}
      />
    </SpaceBetween>
  );
}

/** `(7)`, or `(50/1200)` while not all are loaded, or `(50+)` if the API does not count them. */
function counter(loaded: number, total: number | null, hasMore: boolean): string {
  if (!hasMore) return `(${loaded})`;
  return total === null ? `(${loaded}+)` : `(${loaded}/${total})`;
}

function sorting<Item>({ columns, state, defaultSort }: ListTableProps<Item>) {
  if (defaultSort === undefined) return { sortingDisabled: true };
  const sort = state.search.sort ?? defaultSort.sort;
  const isDescending =
    state.search.sort_dir === undefined ? (defaultSort.descending ?? false) : state.search.sort_dir === 'desc';
  const column = columns.find((one) => one.sort === sort);
  return {
    ...(column && { sortingColumn: { sortingField: sort } }),
    sortingDescending: isDescending,
    onSortingChange({ detail }: { detail: { sortingColumn: { sortingField?: string }; isDescending?: boolean } }) {
      const { sortingColumn, isDescending: descending = false } = detail;
      state.setSearch({ sort: sortingColumn.sortingField, sort_dir: descending ? 'desc' : 'asc' });
    },
  };
}

function Preferences<Item>({ columns, preferences }: Pick<ListTableProps<Item>, 'columns' | 'preferences'>) {
  const [{ pageSize, wrapLines, hidden }, save] = preferences;
  return (
    <CollectionPreferences
      preferences={{
        pageSize,
        wrapLines,
        contentDisplay: columns.map(({ id }) => ({ id, visible: !hidden.includes(id) })),
      }}
      pageSizePreference={{
        options: [20, 50, 100].map((value) => ({ value, label: `${value} per page` })),
      }}
      wrapLinesPreference={{}}
      contentDisplayPreference={{
        options: columns.map(({ id, header, isRowHeader }) => ({
          id,
          label: header,
          ...(isRowHeader && { alwaysVisible: true }),
        })),
        enableColumnFiltering: false,
      }}
      onConfirm={({ detail }) =>
        save({
          pageSize: detail.pageSize ?? pageSize,
          wrapLines: detail.wrapLines ?? wrapLines,
          hidden: (detail.contentDisplay ?? []).filter(({ visible }) => !visible).map(({ id }) => id),
        })
      }
    />
  );
}

function Empty({ children }: { readonly children: ReactNode }) {
  return (
    <Box margin={{ vertical: 'xs' }} textAlign="center" color="inherit">
      {children}
    </Box>
  );
}

function NoMatch({ onClear }: { readonly onClear: () => void }) {
  return (
    <SpaceBetween size="m">
      <b>Nothing matches the filters</b>
      <Button onClick={onClear}>Clear filters</Button>
    </SpaceBetween>
  );
}
