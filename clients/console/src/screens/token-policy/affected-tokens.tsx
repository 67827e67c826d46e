// The tokens that the entered values concern. They do not change, but the next rotation or restoration applies the values.
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { type Count, countText, tokenCountQuery } from '../../api/token-counts.ts';
import { dayFromNow } from '../../components/days.ts';
import { ScreenLink } from '../../components/screen-link.tsx';
import { type ListFilter, paths } from '../../paths.ts';
import type { Draft } from './draft.ts';

/** Later than the expiration of every token that expires. */
const EVER = '9999-12-31';

export function AffectedTokens({ draft: entered }: { readonly draft: Draft }) {
  const draft = useDeferredValue(entered);
  const active = useTokenCount({ status: 'Active' });
  const expiring = useTokenCount({ status: 'Active', expires_before: EVER });
  const withinMaximum = useTokenCount({ status: 'Active', expires_before: dayIn(draft.numbers.max_lifetime_days, 1) });
  const unusedFilter = { status: 'Active', unused_since: dayIn(draft.numbers.unused_after_days, -1) } as const;
  const unused = useTokenCount(unusedFilter);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Active tokens that the entered values concern. No token changes when you save."
        >
          What it affects
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        items={[
          {
            label: 'Expire later than the maximum lifetime from now',
            value: <TokenCount count={difference(expiring, withinMaximum)} filter={{ status: 'Active' }} />,
          },
          {
            label: 'Never expire',
            value: <TokenCount count={difference(active, expiring)} filter={{ status: 'Active' }} />,
          },
          { label: 'Unused for that long', value: <TokenCount count={unused} filter={unusedFilter} /> },
        ]}
      />
    </Container>
  );
}

function useTokenCount(filter: Parameters<typeof tokenCountQuery>[0]): Count | undefined {
  return useQuery({ ...tokenCountQuery(filter), placeholderData: keepPreviousData }).data;
}

/** A day in as many days as the text says. Longer times than the policy allows are cut. */
function dayIn(text: string, direction: 1 | -1): string {
  const days = Math.min(Math.max(0, Math.floor(Number(text)) || 0), 365);
  return dayFromNow(direction * days);
}

/** Undefined if it is unknown, because the API does not count that many tokens. */
function difference(all: Count | undefined, part: Count | undefined): Count | 'unknown' | undefined {
  if (all === undefined || part === undefined) return undefined;
  if (all.isMore || part.isMore) return 'unknown';
  return { value: Math.max(0, all.value - part.value), isMore: false };
}

function TokenCount({ count, filter }: { readonly count: Count | 'unknown' | undefined; readonly filter: ListFilter }) {
  if (count === undefined) return <StatusIndicator type="loading">Counting</StatusIndicator>;
  if (count === 'unknown') return 'Too many tokens to count';
  return <ScreenLink href={paths.serviceTokens(filter)}>{`${countText(count)} tokens`}</ScreenLink>;
}
