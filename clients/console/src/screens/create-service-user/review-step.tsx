// The step that shows what is created.
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { derivedUserId } from '../../../../user-id.ts';
import { PUBLIC_TEAM } from '../../api/teams.ts';
import { policyQuery } from '../../api/tokens.ts';
import { type AccountDraft, toFields } from '../../components/account-draft.ts';
import { ClaimList } from '../../components/federation/accepted-tokens.tsx';
import { type PolicyDraft, toPolicyFields } from '../../components/federation/policy-draft.ts';
import { Labels } from '../../components/labels.tsx';
import { type NarrowingDraft, toNarrowing } from '../../components/narrowing/narrowing-draft.ts';
import { addressesText, scopesText } from '../../components/narrowing/narrowing-text.ts';
import { defaultLifetime } from '../../components/tokens/lifetime-field.tsx';
import type { TokenDraft } from '../../components/tokens/token-fields.tsx';
import { METHODS, type SignIn } from './sign-in.ts';

interface ReviewStepProps {
  readonly account: AccountDraft;
  readonly signIn: SignIn;
  /** @param step - From 0. */
  readonly onEdit: (step: number) => void;
}

export function ReviewStep({ account, signIn, onEdit }: ReviewStepProps) {
  const { name, role, teams, owners, purpose, labels } = toFields(account);
  return (
    <SpaceBetween size="l">
      <Part
        title="Account"
        onEdit={() => onEdit(0)}
        items={[
          { label: 'Name', value: name },
          { label: 'User ID', value: derivedUserId(account.name) },
          { label: 'Role', value: role },
          { label: 'Teams', value: [PUBLIC_TEAM, ...teams].join(', ') },
          { label: 'Owners', value: owners.join(', ') || '-' },
          { label: 'Purpose', value: purpose || '-' },
          { label: 'Labels', value: <Labels labels={labels} /> },
        ]}
      />
      <Part title="Sign-in" onEdit={() => onEdit(1)} items={signInItems(signIn)} />
    </SpaceBetween>
  );
}

interface PartProps {
  readonly title: string;
  readonly onEdit: () => void;
  readonly items: readonly KeyValuePairsProps.Item[];
}

function Part({ title, onEdit, items }: PartProps) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button ariaLabel={`Edit ${title}`} onClick={onEdit}>
              Edit
            </Button>
          }
        >
          {title}
        </Header>
      }
    >
      <KeyValuePairs columns={3} items={items} />
    </Container>
  );
}

function signInItems(signIn: SignIn): KeyValuePairsProps.Item[] {
  const method = METHODS.find(({ value }) => value === signIn.method);
  return [
    { label: 'Credential', value: method?.label },
    ...('policy' in signIn ? policyItems(signIn.policy) : []),
    ...('arn' in signIn ? [{ label: 'ARN', value: <code>{signIn.arn.trim()}</code> }] : []),
    ...('token' in signIn ? tokenItems(signIn.token) : []),
  ];
}

function policyItems(draft: PolicyDraft): KeyValuePairsProps.Item[] {
  const { name, issuer, audience, subject, claims } = toPolicyFields(draft);
  return [
    { label: 'Name of the policy', value: name },
    { label: 'Issuer (iss)', value: <code>{issuer}</code> },
    { label: 'Audience (aud)', value: <code>{audience}</code> },
    { label: 'Subject (sub)', value: subject === null ? 'Any' : <code>{subject}</code> },
    { label: 'Claims', value: <ClaimList claims={claims} /> },
    ...narrowingItems(draft.narrowing),
  ];
}

function tokenItems({ name, lifetime, narrowing }: TokenDraft): KeyValuePairsProps.Item[] {
  return [
    { label: 'Token name', value: name },
    { label: 'Expiration', value: <LifetimeText lifetime={lifetime} /> },
    ...narrowingItems(narrowing),
  ];
}

function LifetimeText({ lifetime }: Pick<TokenDraft, 'lifetime'>) {
  const { data: policy } = useQuery(policyQuery);
  if (lifetime === undefined) return defaultLifetime(policy);
  return lifetime === null ? 'Never' : `${lifetime} days`;
}

function narrowingItems(draft: NarrowingDraft): KeyValuePairsProps.Item[] {
  const { scopes, allowed_cidrs } = toNarrowing(draft);
  return [
    { label: 'Scopes', value: scopesText(scopes) },
    { label: 'Addresses', value: addressesText(allowed_cidrs) },
  ];
}
