// The choice of teams. The API finds them by part of their name, because a workspace may have many.
import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { teamsQuery } from '../api/teams.ts';

/** Every account is in it. */
const PUBLIC = 'Public';
const PAGE_SIZE = 50;

interface TeamsFieldProps {
  /** Names of teams. */
  readonly value: readonly string[];
  readonly onChange: (teams: readonly string[]) => void;
  readonly error?: string | undefined;
}

export function TeamsField({ value, onChange, error }: TeamsFieldProps) {
  const [text, setText] = useState('');
  const teams = useInfiniteQuery(teamsQuery(text === '' ? {} : { name: text }, PAGE_SIZE));
  const found = teams.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <FormField
      label={
        <>
          Teams <i>- optional</i>
        </>
      }
      description="They decide which datastores the account reaches. Every account is in the team Public."
      errorText={error}
    >
      <Multiselect
        selectedOptions={value.filter((name) => name !== PUBLIC).map((name) => ({ value: name, label: name }))}
        options={found
          .filter(({ name }) => name !== PUBLIC)
          .map(({ name, description }) => ({ value: name, label: name, description }))}
        filteringType="manual"
        filteringAriaLabel="Find teams by name"
        placeholder="Choose teams"
        empty="No team found"
        statusType={teams.isFetching ? 'loading' : teams.error ? 'error' : teams.hasNextPage ? 'pending' : 'finished'}
        loadingText="Loading teams"
        errorText="The teams cannot be loaded."
        recoveryText="Try again"
        onLoadItems={({ detail }) => {
          setText(detail.filteringText);
          if (!detail.firstPage && teams.hasNextPage) void teams.fetchNextPage();
          if (detail.samePage) void teams.refetch();
        }}
        onChange={({ detail }) => onChange(detail.selectedOptions.map((option) => option.value ?? ''))}
      />
    </FormField>
  );
}
