// The details of an audit entry: what changed, and how the request was made.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { AuditEntry } from '../../api/types.ts';
import { AccountLink } from '../account-link.tsx';
import { useReturnFocus } from '../return-focus.ts';
import { Time } from '../time.tsx';
import { actionName } from './action-names.ts';
import { credentialName } from './credential-names.ts';
import { type Difference, differences } from './differences.ts';
import { Target, useTeamNames } from './target.tsx';
import { namesIn, useTokenNames } from './token-names.ts';

interface EntryDialogProps {
  readonly entry: AuditEntry;
  readonly onDismiss: () => void;
}

export function EntryDialog({ entry, onDismiss }: EntryDialogProps) {
  useReturnFocus();
  const hasTokens = Object.keys(entry.changes).some((path) => path.startsWith('tokens.'));
  const tokens = new Map([...namesIn([entry]), ...useTokenNames(hasTokens ? entry.target : undefined)]);
  const teams = useTeamNames(entry);
  const { actor } = entry;
  return (
    <Modal
      visible
      size="large"
      header={actionName(entry.action)}
      closeAriaLabel="Close"
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onDismiss}>
            Close
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="l">
        <KeyValuePairs
          columns={3}
          items={[
            { label: 'Time', value: <Time value={entry.at} format="full" /> },
            { label: 'Actor', value: <AccountLink userId={actor.user_id} /> },
            { label: 'Target', value: <Target entry={entry} /> },
            { label: 'Credential', value: credentialName(actor.authenticated_by) },
            { label: 'Source address', value: entry.source_ip },
            { label: 'Request ID', value: entry.request_id },
            ...(actor.iam_arn === undefined ? [] : [{ label: 'IAM principal', value: actor.iam_arn }]),
            ...(actor.federation === undefined
              ? []
              : [{ label: 'Federation', value: `${actor.federation.policy}: ${actor.federation.subject}` }]),
          ]}
        />
        <Differences items={differences(entry.changes, { tokens, teams })} />
      </SpaceBetween>
    </Modal>
  );
}

function Differences({ items }: { readonly items: readonly Difference[] }) {
  return (
    <Table
      variant="embedded"
      wrapLines
      items={items}
      trackBy="field"
      ariaLabels={{ tableLabel: 'Changes' }}
      empty="No field changed."
      columnDefinitions={[
        { id: 'field', header: 'Field', isRowHeader: true, width: 200, cell: ({ field }) => field },
        { id: 'from', header: 'Before', cell: ({ from }) => from },
        { id: 'to', header: 'After', cell: ({ to }) => to },
      ]}
    />
  );
}
