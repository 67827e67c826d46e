// Filters above a table, whose values are in the URL.
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { ListState } from './list-state.ts';
import './filters.css';

/** Arranges filters in one row, or below each other on a narrow screen. */
export function FilterBar({ children }: { readonly children: ReactNode }) {
  return <div className="filter-bar">{children}</div>;
}

interface FilterProps {
  /** Name of the parameter in the URL. */
  readonly name: string;
  readonly label: string;
  readonly state: ListState;
}

const TYPING_MS = 300;

/** Filters by text, after the person has stopped typing. */
export function TextFilter({ name, label, state, placeholder }: FilterProps & { readonly placeholder?: string }) {
  const current = state.search[name] ?? '';
  const [text, setText] = useState(current);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The URL has changed: back, forward, or the filters were cleared.
  useEffect(() => setText(current), [current]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <FormField label={label}>
      <Input
        type="search"
        value={text}
        placeholder={placeholder ?? ''}
        clearAriaLabel={`Clear ${label}`}
        onChange={({ detail }) => {
          setText(detail.value);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => state.setSearch({ [name]: detail.value.trim() }), TYPING_MS);
        }}
      />
    </FormField>
  );
}

interface SelectFilterProps extends FilterProps {
  /** The first one is the default, and is not in the URL. */
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export function SelectFilter({ name, label, state, options }: SelectFilterProps) {
  const [first] = options;
  const selected = options.find(({ value }) => value === state.search[name]) ?? first ?? null;
  return (
    <FormField label={label}>
      <Select
        selectedOption={selected}
        options={options}
        onChange={({ detail }) => {
          const { value } = detail.selectedOption;
          state.setSearch({ [name]: value === first?.value ? undefined : value });
        }}
      />
    </FormField>
  );
}
