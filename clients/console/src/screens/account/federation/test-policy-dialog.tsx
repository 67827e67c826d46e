// Tests a federation policy with a token. The token is in the state of the dialog only, and is discarded with it.
import Alert from '@cloudscape-design/components/alert';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import Textarea from '@cloudscape-design/components/textarea';
import { useBlocker } from '@tanstack/react-router';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { useTestFederationPolicy } from '../../../api/federation-policies.ts';
import { fieldError } from '../../../api/problem.ts';
import type { FederationPolicy, FederationPolicyCheck, User } from '../../../api/types.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { SnippetTabs } from '../../../components/snippet-tabs.tsx';
import { tokenSnippet } from './token-snippet.ts';

interface TestPolicyDialogProps {
  readonly account: User;
  readonly policy: FederationPolicy;
  readonly onClose: () => void;
}

export function TestPolicyDialog({ account, policy, onClose }: TestPolicyDialogProps) {
  const [token, setToken] = useState('');
  const test = useTestFederationPolicy(account.user_id, policy.id);
  // An element that has left the page can stay in memory, and its value with it.
  const clear = () => flushSync(() => setToken(''));
  const close = () => {
    clear();
    onClose();
  };
  useBlocker({
    enableBeforeUnload: false,
    shouldBlockFn() {
      clear();
      return false;
    },
  });
  return (
    <Dialog
      title={`Test ${policy.name}`}
      confirm="Test"
      size="large"
      change={test}
      check="A test changes nothing: try again."
      // A test changes nothing that could be cancelled.
      dismissText={test.data ? 'Close' : 'Cancel'}
      isDisabled={token.trim() === ''}
      onConfirm={() => test.mutate(token.trim())}
      onDismiss={close}
    >
      <ExpandableSection headerText="How to get a token" headerDescription="With a run of the workload.">
        <SnippetTabs label="How to get a token" snippets={[tokenSnippet(policy)]} />
      </ExpandableSection>
      <FormField
        label="Token"
        description="An OIDC token (JWT) from a run of the workload. The test does not sign in with it, and closing the dialog discards it."
        errorText={fieldError(test.error, 'subject_token')}
      >
        <Textarea
          value={token}
          rows={4}
          autoFocus
          autoComplete={false}
          spellcheck={false}
          placeholder="eyJ..."
          onChange={({ detail }) => {
            setToken(detail.value);
            test.reset();
          }}
        />
      </FormField>
      <div role="status">{test.data && <Result isMatch={test.data.matched} checks={test.data.checks} />}</div>
    </Dialog>
  );
}

interface ResultProps {
  readonly isMatch: boolean;
  readonly checks: readonly FederationPolicyCheck[];
}

function Result({ isMatch, checks }: ResultProps) {
  return (
    <>
      {isMatch ? (
        <Alert type="success">The policy accepts the token.</Alert>
      ) : (
        <Alert type="error">The policy does not accept the token. See the checks that failed.</Alert>
      )}
      <Table
        variant="embedded"
        ariaLabels={{ tableLabel: 'Checks' }}
        items={checks}
        trackBy="check"
        wrapLines
        columnDefinitions={[
          { id: 'check', header: 'Check', isRowHeader: true, minWidth: 160, cell: ({ check }) => checkName(check) },
          {
            id: 'result',
            header: 'Result',
            minWidth: 110,
            cell: ({ passed }) => (
              <StatusIndicator type={passed ? 'success' : 'error'}>{passed ? 'Passed' : 'Failed'}</StatusIndicator>
            ),
          },
          { id: 'detail', header: 'Details', cell: ({ detail }) => detail },
        ]}
      />
    </>
  );
}

const CHECKS: Readonly<Record<string, string>> = {
  user: 'Service User',
  enabled: 'Policy',
  token: 'Token',
  format: 'Format of the token',
  header: 'Header of the token',
  issuer: 'Issuer',
  keys: 'Keys of the issuer',
  key: 'Key of the token',
  signature: 'Signature',
  times: 'Times of the token',
  audience: 'Audience',
  subject: 'Subject',
};

/** Later versions of the API may have further checks. */
function checkName(check: string): string {
  return CHECKS[check] ?? check.replace(/^claims\./, 'Claim ');
}
