// What blocks the deactivation of an account now.
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import type { DeactivationPreview } from '../../../api/types.ts';
import { Time } from '../../../components/time.tsx';

interface BlockersProps {
  readonly preview: DeactivationPreview;
  readonly onRevokeAll: () => void;
}

export function Blockers({ preview, onRevokeAll }: BlockersProps) {
  return preview.blocked_by.map((code) => {
    if (code === 'active_tokens') return <ActiveTokens key={code} preview={preview} onRevokeAll={onRevokeAll} />;
    return (
      <Alert key={code} type="warning" header="The deactivation is blocked">
        {code === 'last_human_admin'
          ? 'This is the last active Admin who is a person. First make another person an Admin.'
          : `The reason is ${code}.`}
      </Alert>
    );
  });
}

function ActiveTokens({ preview: { active_tokens: tokens }, onRevokeAll }: BlockersProps) {
  return (
    <Alert
      type="warning"
      header={
        tokens.length === 1
          ? 'An active token blocks the deactivation'
          : `${tokens.length} active tokens block the deactivation`
      }
      action={<Button onClick={onRevokeAll}>Revoke all tokens</Button>}
    >
      {tokens.length === 1
        ? 'A program may still use it. Check where it is used, and revoke it first.'
        : 'Programs may still use them. Check where they are used, and revoke them first.'}
      <ul>
        {tokens.map(({ id, name, last_used: lastUsed }) => (
          <li key={id}>
            {name}:{' '}
            {lastUsed === null ? (
              'never used'
            ) : (
              <>
                last used <Time value={lastUsed} />
              </>
            )}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
