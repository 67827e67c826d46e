// What a deactivation cuts off.
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { DeactivationPreview } from '../../../api/types.ts';
import { Time } from '../../../components/time.tsx';

export function Consequences({ preview }: { readonly preview: DeactivationPreview }) {
  const { last_used: lastUsed, sessions, iam_principals: principals, datastores, active_tokens, user } = preview;
  const { federation_policies: policies } = preview;
  return (
    <KeyValuePairs
      columns={3}
      items={[
        { label: 'Last used', value: lastUsed === null ? 'Never' : <Time value={lastUsed} /> },
        {
          label: 'Active tokens',
          value: user.user_type === 'Service' ? String(active_tokens.length) : 'Its personal tokens are revoked',
        },
        { label: 'Sessions that end', value: sessions >= 1000 ? '1000 or more' : String(sessions) },
        { label: 'IAM principals that lose access', value: principals.join(', ') || 'None' },
        { label: 'Federation policies whose workloads lose access', value: <Policies policies={policies} /> },
        { label: 'Datastores out of reach', value: datastoresText(datastores) },
      ]}
    />
  );
}

function Policies({ policies }: { readonly policies: DeactivationPreview['federation_policies'] }) {
  if (policies.length === 0) return 'None';
  return (
    <ul>
      {policies.map(({ id, name, issuer, subject, enabled }) => (
        <li key={id}>
          {name}
          {!enabled && ' (disabled)'}
          <Box fontSize="body-s" color="text-body-secondary">
            {subject ?? 'Any subject'} of {issuer}
          </Box>
        </li>
      ))}
    </ul>
  );
}

const SHOWN = 5;

function datastoresText({ total, items }: DeactivationPreview['datastores']): string {
  if (items.length === 0) return 'None';
  const names = items
    .slice(0, SHOWN)
    .map(({ name }) => name)
    .join(', ');
  if (total === null) return `${names} and more than 10,000 others`;
  return total > SHOWN ? `${names} and ${total - SHOWN} others` : names;
}
