// The step that chooses how the new account signs in.
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { METHODS, type Method, newSignIn } from './sign-in.ts';
import { SignInFields, type SignInFieldsProps } from './sign-in-fields.tsx';

export function SignInStep(props: SignInFieldsProps) {
  const { signIn, onChange } = props;
  const method = METHODS.find(({ value }) => value === signIn.method);
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">What signs in</Header>}>
        <FormField label="Credential">
          <Tiles
            value={signIn.method}
            items={METHODS}
            columns={3}
            onChange={({ detail }) => onChange(newSignIn(detail.value as Method))}
          />
        </FormField>
      </Container>
      <Container header={<Header variant="h2">{method?.label}</Header>}>
        <SignInFields {...props} />
      </Container>
    </SpaceBetween>
  );
}
