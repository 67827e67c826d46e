// The fields of the chosen way to sign in.
import Alert from '@cloudscape-design/components/alert';
import type { Role } from '../../api/types.ts';
import { ArnField } from '../../components/arn-field.tsx';
import { PolicyFields } from '../../components/federation/policy-fields.tsx';
import { TokenFields } from '../../components/tokens/token-fields.tsx';
import type { SignIn } from './sign-in.ts';

export interface SignInFieldsProps {
  readonly signIn: SignIn;
  readonly onChange: (signIn: SignIn) => void;
  readonly role: Role;
  /** The error of the request. */
  readonly error: unknown;
}

export function SignInFields({ signIn, onChange, role, error }: SignInFieldsProps) {
  if ('policy' in signIn) {
    const set = (policy: typeof signIn.policy) => onChange({ ...signIn, policy });
    return <PolicyFields draft={signIn.policy} onChange={set} role={role} error={error} />;
  }
  if ('arn' in signIn) {
    return <ArnField value={signIn.arn} onChange={(arn) => onChange({ ...signIn, arn })} error={error} />;
  }
  if ('token' in signIn) {
    const set = (token: typeof signIn.token) => onChange({ ...signIn, token });
    return (
      <TokenFields draft={signIn.token} onChange={set} role={role} error={error} path="token." nameLabel="Token name" />
    );
  }
  return (
    <Alert type="info">
      The account cannot sign in until you create a token, a federation policy or an IAM principal on its page.
    </Alert>
  );
}
