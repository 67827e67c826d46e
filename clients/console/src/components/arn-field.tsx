// The ARN of an IAM principal.
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { fieldError } from '../api/problem.ts';

interface ArnFieldProps {
  readonly value: string;
  readonly onChange: (arn: string) => void;
  /** The error of the request. */
  readonly error: unknown;
  readonly autoFocus?: boolean;
}

export function ArnField({ value, onChange, error, autoFocus = false }: ArnFieldProps) {
  return (
    <FormField
      label="ARN"
      description="The ARN of a role or a user. Add #AROA... to accept one role only, also when another one gets its name."
      errorText={fieldError(error, 'iam_principals')}
    >
      <Input
        value={value}
        autoFocus={autoFocus}
        placeholder="arn:aws:iam::111122223333:role/pipeline"
        onChange={({ detail }) => onChange(detail.value)}
      />
    </FormField>
  );
}
