// What the fields of a workload are translated to: the claims that a token must have.
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { Trust } from './trust.ts';

export function AcceptedTokens({ trust }: { readonly trust: Trust }) {
  const { issuer, subject, claims } = trust;
  return (
    <KeyValuePairs
      items={[
        { label: 'Issuer (iss)', value: <code>{issuer || '-'}</code> },
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
