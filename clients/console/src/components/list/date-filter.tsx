// Filters by a date, which is a day in UTC.
import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import type { ListState } from './list-state.ts';

interface DateFilterProps {
  /** Name of the parameter in the URL. */
  readonly name: string;
  readonly label: string;
  readonly state: ListState;
}

export function DateFilter({ name, label, state }: DateFilterProps) {
  const value = state.search[name];
  return (
    <FormField label={label}>
      <DatePicker
        value={isDate(value) ? value : ''}
        placeholder="YYYY/MM/DD"
        openCalendarAriaLabel={(selected) => `Choose ${label}${selected ? `, chosen ${selected}` : ''}`}
        onChange={({ detail }) => {
          // The field reports each character.
          if (detail.value === '' || isDate(detail.value)) state.setSearch({ [name]: detail.value });
        }}
      />
    </FormField>
  );
}

export function isDate(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
