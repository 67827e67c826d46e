// The subject and the claims that the fields of a workload are translated to.
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { Trust } from './trust.ts';

type Accepted = Pick<Trust, 'subject' | 'claims'>;

export function AcceptedTokens({ trust: { subject, claims } }: { readonly trust: Accepted }) {
  return (
    <KeyValuePairs
      columns={2}
      items={[
        { label: 'Subject (sub)', value: subject === null ? 'Any' : <code>{subject}</code> },
        { label: 'Claims', value: <ClaimList claims={claims} /> },
      ]}
    />
  );
}

export function ClaimList({ claims }: Pick<Trust, 'claims'>) {
  const entries = Object.entries(claims);
  if (entries.length === 0) return '-';
  return entries.map(([name, value]) => (
    <Box key={name}>
      <code>
        {name}={JSON.stringify(value)}
      </code>
    </Box>
  ));
}
