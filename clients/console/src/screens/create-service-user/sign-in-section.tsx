// The choice of how the new account signs in.
import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Role } from '../../api/types.ts';
import { EMPTY_TOKEN, type TokenDraft, TokenFields } from '../../components/tokens/token-fields.tsx';

const TOKEN = 'token';
const LATER = 'later';

interface SignInSectionProps {
  /** The first token; undefined for none. */
  readonly token: TokenDraft | undefined;
  readonly onChange: (token: TokenDraft | undefined) => void;
  readonly role: Role;
  readonly error: unknown;
}

export function SignInSection({ token, onChange, role, error }: SignInSectionProps) {
  return (
    <Container header={<Header variant="h2">How it signs in</Header>}>
      <SpaceBetween size="l">
        <FormField label="Credential">
          <RadioGroup
            value={token ? TOKEN : LATER}
            items={[
              { value: TOKEN, label: 'With a first token', description: 'You get its secret when the account exists.' },
              { value: LATER, label: 'Set up later', description: 'The account is created without a credential.' },
            ]}
            onChange={({ detail }) => onChange(detail.value === TOKEN ? EMPTY_TOKEN : undefined)}
          />
        </FormField>
        {token ? (
          <TokenFields
            draft={token}
            onChange={onChange}
            role={role}
            error={error}
            path="token."
            nameLabel="Token name"
          />
        ) : (
          <Alert type="info">
            Automation on AWS needs no secret: add its role in the tab IAM principals of the account.
          </Alert>
        )}
      </SpaceBetween>
    </Container>
  );
}
