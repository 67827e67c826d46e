// The token policy of the workspace, and what a change of it would affect.
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { policyQuery, useUpdatePolicy } from '../../api/tokens.ts';
import { Help } from '../../components/help.tsx';
import { LeaveQuestion } from '../../components/leave-question.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { notify } from '../../layout/notifications.tsx';
import { AffectedTokens } from './affected-tokens.tsx';
import { changedFields, type Draft, toDraft } from './draft.ts';
import { PolicyFields } from './policy-fields.tsx';

export function TokenPolicyScreen() {
  const { data: policy } = useSuspenseQuery(policyQuery);
  const [draft, setDraft] = useState<Draft>(() => toDraft(policy));
  const update = useUpdatePolicy();
  const changed = changedFields(policy, draft);
  const isChanged = Object.keys(changed).length > 0;
  const save = () =>
    update.mutate(changed, {
      onSuccess(saved) {
        setDraft(toDraft(saved));
        notify({ type: 'success', content: 'The token policy was changed.' });
      },
    });
  return (
    <Page
      title="Token policy"
      description="Limits for the tokens of all accounts. They apply when a token is created, rotated or restored, and when a role changes. Existing tokens do not change."
      help={<TokenPolicyHelp />}
    >
      <LeaveQuestion isEdited={isChanged} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isChanged && !update.isPending) save();
        }}
      >
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button
                variant="link"
                formAction="none"
                disabled={!isChanged}
                onClick={() => {
                  setDraft(toDraft(policy));
                  update.reset();
                }}
              >
                Discard changes
              </Button>
              <Button variant="primary" disabled={!isChanged} loading={update.isPending}>
                Save
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <PolicyFields draft={draft} onChange={setDraft} error={update.error} />
            <AffectedTokens draft={draft} />
            <ProblemAlert error={update.error} check="Reload this page to see the token policy." />
          </SpaceBetween>
        </Form>
      </form>
    </Page>
  );
}

function TokenPolicyHelp() {
  return (
    <Help title="Token policy" pages={{ Rules: 'rules.md', Tasks: 'tasks.md' }}>
      <p>
        The policy limits new credentials. It does not revoke a token: a token that outlives a new maximum stays valid
        until it expires, and gets the new limit when it is rotated.
      </p>
      <h3>Who may change it</h3>
      <p>Admins who are people. A Service User cannot change the policy.</p>
    </Help>
  );
}
