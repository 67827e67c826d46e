// The details of an audit entry: what changed, and how the request was made.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { serviceTokensQuery } from '../../api/tokens.ts';
import type { AuditEntry } from '../../api/types.ts';
import { useReturnFocus } from '../return-focus.ts';
import { Time } from '../time.tsx';
import { actionName } from './action-names.ts';
import { credentialName } from './credential-names.ts';
import { type Difference, differences } from './differences.ts';

/** The tokens that are read to show their names: the largest page of the API. */
const MOST_TOKENS = 100;

interface EntryDialogProps {
  readonly entry: AuditEntry;
  readonly onDismiss: () => void;
}

export function EntryDialog({ entry, onDismiss }: EntryDialogProps) {
  useReturnFocus();
  const tokenNames = useTokenNames(entry);
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
            { label: 'Actor', value: actor.user_id },
            { label: 'Target', value: entry.target },
            { label: 'Credential', value: credentialName(actor.authenticated_by) },
            { label: 'Source address', value: entry.source_ip },
            { label: 'Request ID', value: entry.request_id },
            ...(actor.iam_arn === undefined ? [] : [{ label: 'IAM principal', value: actor.iam_arn }]),
            ...(actor.federation === undefined
              ? []
              : [{ label: 'Federation', value: `${actor.federation.policy}: ${actor.federation.subject}` }]),
          ]}
        />
        <Differences items={differences(entry.changes, tokenNames)} />
      </SpaceBetween>
    </Modal>
  );
}

/** The names of the tokens that the Service User has now, by id. */
function useTokenNames({ target, changes }: AuditEntry): ReadonlyMap<string, string> {
  const isNeeded = target.endsWith('@service') && Object.keys(changes).some((path) => path.startsWith('tokens.'));
  const { data } = useInfiniteQuery({ ...serviceTokensQuery({ user_id: target }, MOST_TOKENS), enabled: isNeeded });
  const tokens = data?.pages.flatMap(({ items }) => items) ?? [];
  return new Map(tokens.map(({ id, name }) => [String(id), name]));
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
