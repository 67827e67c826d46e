// The filters of audit entries, whose values are in the URL.
import type { AuditFilter } from '../../api/audit-log.ts';
import { DateFilter, isDate } from '../list/date-filter.tsx';
import { FilterBar, SelectFilter, TextFilter } from '../list/filters.tsx';
import type { ListSearch, ListState } from '../list/list-state.ts';
import { ACTIONS, actionName } from './action-names.ts';

const ACTION_OPTIONS = [
  { value: '', label: 'Any action' },
  ...ACTIONS.map((action) => ({ value: action, label: actionName(action) })),
];

interface AuditFiltersProps {
  readonly state: ListState;
  /** @default true; the history of an account has one target */
  readonly hasTarget?: boolean;
}

export function AuditFilters({ state, hasTarget = true }: AuditFiltersProps) {
  return (
    <FilterBar>
      <TextFilter name="actor" label="Actor" placeholder="User ID" state={state} />
      {hasTarget && <TextFilter name="target" label="Target" placeholder="User ID, team:7, policy" state={state} />}
      <SelectFilter name="action" label="Action" options={ACTION_OPTIONS} state={state} />
      <DateFilter name="from" label="From (UTC)" state={state} />
      <DateFilter name="to" label="Before (UTC)" state={state} />
    </FilterBar>
  );
}

export const AUDIT_FILTERS = ['actor', 'target', 'action', 'from', 'to'];

/** The filter of the API for the parameters in the URL. Parameters that the API would refuse are ignored. */
export function auditFilter({ actor, target, action: named, from, to }: ListSearch): AuditFilter {
  const action = ACTIONS.find((one) => one === named);
  return {
    ...(actor && { actor }),
    ...(target && { target }),
    ...(action && { action }),
    ...(isDate(from) && { from }),
    ...(isDate(to) && { to }),
  };
}
