// The choice of a lifetime, within the token policy of the workspace.
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useQuery } from '@tanstack/react-query';
import { useMe } from '../../api/me.ts';
import { policyQuery } from '../../api/tokens.ts';
import type { Policy, Role } from '../../api/types.ts';

/** Days, null for never, undefined for what the server chooses. */
export type Lifetime = number | null | undefined;

const DAYS = [7, 30, 60, 90, 180, 365];
const NEVER = 'never';
const UNCHANGED = 'default';

interface LifetimeFieldProps {
  readonly value: Lifetime;
  readonly onChange: (lifetime: Lifetime) => void;
  /** The role of the account of the token. */
  readonly role: Role;
  /** What happens without a choice. */
  readonly defaultLabel: (policy: Policy | undefined) => string;
  readonly error?: string | undefined;
}

/** @param policy - Undefined if the person may not read it. */
export function defaultLifetime(policy: Policy | undefined): string {
  if (policy === undefined) return 'Default of the token policy';
  return `${Math.min(policy.default_lifetime_days, policy.max_lifetime_days)} days (default)`;
}

export function LifetimeField({ value, onChange, role, defaultLabel, error }: LifetimeFieldProps) {
  // Only Admins may read the policy. For others, the server refuses what it does not allow.
  const { data: policy } = useQuery({ ...policyQuery, enabled: useMe().role === 'Admin' });
  const longest = policy?.max_lifetime_days ?? Math.max(...DAYS);
  const mayNeverExpire = policy?.never_expiring_roles.includes(role) ?? false;
  const options = [
    { value: UNCHANGED, label: defaultLabel(policy) },
    ...DAYS.filter((days) => days <= longest).map((days) => ({ value: String(days), label: `${days} days` })),
    ...(mayNeverExpire ? [{ value: NEVER, label: 'Never expires', description: 'Not recommended' }] : []),
  ];
  const selected = value === undefined ? UNCHANGED : value === null ? NEVER : String(value);
  return (
    <FormField
      label="Expiration"
      description={policy && `The token policy allows at most ${policy.max_lifetime_days} days.`}
      errorText={error}
    >
      <Select
        selectedOption={options.find((option) => option.value === selected) ?? null}
        options={options}
        onChange={({ detail }) => {
          const { value: chosen } = detail.selectedOption;
          onChange(chosen === UNCHANGED ? undefined : chosen === NEVER ? null : Number(chosen));
        }}
      />
    </FormField>
  );
}
