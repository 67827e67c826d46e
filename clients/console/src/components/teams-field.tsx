// The choice of teams. The API finds them by part of their name, because a workspace may have many.
import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PUBLIC_TEAM, teamsQuery } from '../api/teams.ts';
import type { Team } from '../api/types.ts';

const PAGE_SIZE = 50;

interface TeamsFieldProps {
  /** Names of teams. */
  readonly value: readonly string[];
  readonly onChange: (teams: readonly string[]) => void;
  readonly error?: string | undefined;
  readonly description?: string;
  /** @default false: accounts are always in the team Public */
  readonly isPublicOffered?: boolean;
  /** The names of the teams that may be chosen. @default all, which the API finds */
  readonly choices?: readonly string[];
}

const OF_ACCOUNT = 'They decide which datastores the account reaches. Every account is in the team Public.';

export function TeamsField(props: TeamsFieldProps) {
  const { value, onChange, error, description = OF_ACCOUNT, isPublicOffered = false, choices } = props;
  const [text, setText] = useState('');
  const teams = useInfiniteQuery({
    ...teamsQuery(text === '' ? {} : { name: text }, PAGE_SIZE),
    enabled: choices === undefined,
  });
  const found = choices?.map(toOption) ?? teams.data?.pages.flatMap(({ items }) => items.map(toTeamOption)) ?? [];
  const isOffered = (option: { readonly value: string }) => isPublicOffered || option.value !== PUBLIC_TEAM;
  return (
    <FormField
      label={
        <>
          Teams <i>- optional</i>
        </>
      }
      description={description}
      errorText={error}
    >
      <Multiselect
        selectedOptions={value.map(toOption).filter(isOffered)}
        options={found.filter(isOffered)}
        filteringType={choices === undefined ? 'manual' : 'auto'}
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

function toOption(name: string) {
  return { value: name, label: name };
}

function toTeamOption({ name, description }: Team) {
  return { ...toOption(name), description };
}
