// The choice of owners. The API finds people by part of their name, and by their e-mail address.
import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { User } from '../api/types.ts';
import { userQuery, usersQuery } from '../api/users.ts';
import { Optional } from './optional.tsx';

const PAGE_SIZE = 50;

interface OwnersFieldProps {
  /** User IDs of people. */
  readonly value: readonly string[];
  readonly onChange: (owners: readonly string[]) => void;
  readonly isRequired: boolean;
  readonly error?: string | undefined;
}

export function OwnersField({ value, onChange, isRequired, error }: OwnersFieldProps) {
  const [text, setText] = useState('');
  const people = useInfiniteQuery(usersQuery({ type: 'Human', ...(text !== '' && { name: text }) }, PAGE_SIZE));
  const email = text.trim().toLowerCase();
  const { data: named } = useQuery({ ...userQuery(email), enabled: /^\S+@\S+\.\S+$/.test(email) });
  const found = people.data?.pages.flatMap(({ items }) => items) ?? [];
  const isFound = named && found.some(({ user_id }) => user_id === named.user_id);
  const shown = named?.user_type === 'Human' && named.deleted_at === null && !isFound ? [named, ...found] : found;
  return (
    <FormField
      label={isRequired ? 'Owners' : <Optional>Owners</Optional>}
      description="The people who are responsible."
      errorText={error}
    >
      <Multiselect
        selectedOptions={value.map((userId) => ({ value: userId, label: userId }))}
        options={shown.map(toOption)}
        filteringType="manual"
        filteringAriaLabel="Find people by name or e-mail address"
        filteringPlaceholder="Part of the name, or the e-mail address"
        placeholder="Choose people"
        empty="No person found"
        statusType={
          people.isFetching ? 'loading' : people.error ? 'error' : people.hasNextPage ? 'pending' : 'finished'
        }
        loadingText="Loading people"
        errorText="The people cannot be loaded."
        recoveryText="Try again"
        onLoadItems={({ detail }) => {
          setText(detail.filteringText);
          if (!detail.firstPage && people.hasNextPage) void people.fetchNextPage();
          if (detail.samePage) void people.refetch();
        }}
        onChange={({ detail }) => onChange(detail.selectedOptions.map((option) => option.value ?? ''))}
      />
    </FormField>
  );
}

function toOption({ user_id, name }: User) {
  return name === user_id ? { value: user_id, label: name } : { value: user_id, label: name, description: user_id };
}
