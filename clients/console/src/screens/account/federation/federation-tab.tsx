// The federation policies of a Service User: which workloads sign in as it, without a secret.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Popover from '@cloudscape-design/components/popover';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { federationPoliciesQuery } from '../../../api/federation-policies.ts';
import type { FederationPolicy } from '../../../api/types.ts';
import { counted } from '../../../components/counted.ts';
import { ClaimList } from '../../../components/federation/accepted-tokens.tsx';
import { useListState } from '../../../components/list/list-state.ts';
import { ACTIONS, type ListColumn, ListTable } from '../../../components/list/list-table.tsx';
import { usePreferences } from '../../../components/list/preferences.ts';
import { addressesText, scopesText } from '../../../components/narrowing/narrowing-text.ts';
import { useDialog } from '../../../components/open-dialog.ts';
import { Time } from '../../../components/time.tsx';
import { useAccount } from '../use-account.ts';
import { CreatePolicyDialog } from './create-policy-dialog.tsx';
import { DeletePolicyDialog } from './delete-policy-dialog.tsx';
import { EditPolicyDialog } from './edit-policy-dialog.tsx';
import { type PolicyAction, PolicyActions } from './policy-actions.tsx';
import { TestPolicyDialog } from './test-policy-dialog.tsx';
import { UsePolicyDialog } from './use-policy-dialog.tsx';

const COLUMNS: readonly ListColumn<FederationPolicy>[] = [
  { id: 'name', header: 'Name', isRowHeader: true, minWidth: 200, cell: (policy) => <PolicyName policy={policy} /> },
  {
    id: 'state',
    header: 'State',
    minWidth: 110,
    cell: ({ enabled }) =>
      enabled ? (
        <StatusIndicator type="success">Enabled</StatusIndicator>
      ) : (
        <StatusIndicator type="stopped">Disabled</StatusIndicator>
      ),
  },
  { id: 'subject', header: 'Subject', minWidth: 200, cell: ({ subject }) => subject ?? 'Any' },
  { id: 'claims', header: 'Claims', minWidth: 180, cell: ({ claims }) => <ClaimList claims={claims} /> },
  { id: 'last_used', header: 'Last used', minWidth: 140, cell: (policy) => <LastExchange policy={policy} /> },
  { id: 'issuer', header: 'Issuer', minWidth: 180, cell: ({ issuer }) => issuer },
  { id: 'audience', header: 'Audience', minWidth: 180, cell: ({ audience }) => audience },
  { id: 'scopes', header: 'Scopes', minWidth: 140, cell: ({ scopes }) => scopesText(scopes) },
  {
    id: 'allowed_cidrs',
    header: 'Addresses',
    minWidth: 120,
    cell: ({ allowed_cidrs }) => addressesText(allowed_cidrs),
  },
  {
    id: 'last_refused',
    header: 'Last refused',
    minWidth: 120,
    cell: ({ last_refused }) => (last_refused === null ? 'Never' : <Time value={last_refused} />),
  },
];

export function FederationTab() {
  const account = useAccount();
  const state = useListState();
  const preferences = usePreferences('federation-policies');
  const { dialog, open, close } = useDialog<PolicyAction | 'create', FederationPolicy | undefined>();
  const isDeactivated = account.deleted_at !== null;
  const createButton = (
    <Button
      disabled={isDeactivated}
      {...(isDeactivated && { disabledReason: 'The account is deactivated.' })}
      onClick={() => open('create', undefined)}
    >
      Create federation policy
    </Button>
  );
  const actions: ListColumn<FederationPolicy> = {
    id: ACTIONS,
    header: 'Actions',
    minWidth: 110,
    cell: (policy) => <PolicyActions policy={policy} onAction={(action) => open(action, policy)} />,
  };
  const policy = dialog?.item;
  return (
    <>
      <ListTable
        title="Federation policies"
        headingVariant="h2"
        description="Pipelines and pods that sign in with an OIDC token of their platform. They need no secret."
        query={federationPoliciesQuery(account.user_id, preferences[0].pageSize)}
        columns={[...COLUMNS, actions]}
        trackBy={({ id }) => String(id)}
        state={state}
        preferences={preferences}
        actions={createButton}
        empty={
          <SpaceBetween size="m">
            <b>No federation policies</b>
            {createButton}
          </SpaceBetween>
        }
      />
      {dialog?.kind === 'create' && <CreatePolicyDialog account={account} onClose={close} />}
      {dialog?.kind === 'use' && policy && <UsePolicyDialog account={account} policy={policy} onClose={close} />}
      {dialog?.kind === 'edit' && policy && <EditPolicyDialog account={account} policy={policy} onClose={close} />}
      {dialog?.kind === 'test' && policy && <TestPolicyDialog account={account} policy={policy} onClose={close} />}
      {dialog?.kind === 'delete' && policy && <DeletePolicyDialog account={account} policy={policy} onClose={close} />}
    </>
  );
}

function PolicyName({ policy: { name, warnings } }: { readonly policy: FederationPolicy }) {
  return (
    <SpaceBetween size="xxs">
      <span>{name}</span>
      {warnings.length > 0 && (
        <Popover
          header={`Warnings about ${name}`}
          dismissAriaLabel="Close"
          renderWithPortal
          content={
            <SpaceBetween size="s">
              {warnings.map((warning) => (
                <div key={warning}>{warning}</div>
              ))}
            </SpaceBetween>
          }
        >
          <StatusIndicator type="warning">{counted(warnings.length, 'warning')}</StatusIndicator>
        </Popover>
      )}
    </SpaceBetween>
  );
}

function LastExchange({ policy: { last_used, last_subject } }: { readonly policy: FederationPolicy }) {
  if (last_used === null) return 'Never';
  return (
    <>
      <Time value={last_used} />
      {last_subject !== null && (
        <Box fontSize="body-s" color="text-body-secondary">
          by {last_subject}
        </Box>
      )}
    </>
  );
}
