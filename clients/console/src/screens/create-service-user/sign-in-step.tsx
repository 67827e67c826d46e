// The step that chooses how the new account signs in. What was typed for another way is shown again when it is chosen again.
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { METHODS, type Method, newSignIn, type SignIns } from './sign-in.ts';
import { SignInFields, type SignInFieldsProps } from './sign-in-fields.tsx';

interface SignInStepProps extends Omit<SignInFieldsProps, 'signIn'> {
  readonly signIns: SignIns;
}

export function SignInStep({ signIns, ...fields }: SignInStepProps) {
  const [signIn] = signIns;
  const choose = (chosen: Method) =>
    fields.onChange(signIns.find(({ method }) => method === chosen) ?? newSignIn(chosen));
  const method = METHODS.find(({ value }) => value === signIn.method);
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">What signs in</Header>}>
        <FormField label="Credential">
          <Tiles
            value={signIn.method}
            items={METHODS}
            columns={3}
            onChange={({ detail }) => choose(detail.value as Method)}
          />
        </FormField>
      </Container>
      <Container header={<Header variant="h2">{method?.label}</Header>}>
        <SignInFields key={signIn.method} signIn={signIn} {...fields} />
      </Container>
    </SpaceBetween>
  );
}
