// Which jobs of a repository or a project are accepted: those of a branch, a tag or an environment.
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { fieldError } from '../../api/problem.ts';
import { TextField } from '../text-field.tsx';

const LABELS = { branch: 'Branch', tag: 'Tag', environment: 'Environment' } as const;
type Kind = keyof typeof LABELS;

interface RestrictionFieldProps<Offered extends Kind> {
  readonly kinds: readonly Offered[];
  readonly value: { readonly kind: Offered; readonly name: string };
  readonly onChange: (value: { readonly kind: Offered; readonly name: string }) => void;
  readonly error: unknown;
}

export function RestrictionField<Offered extends Kind>(props: RestrictionFieldProps<Offered>) {
  const { kinds, value, onChange, error } = props;
  return (
    <SpaceBetween size="m">
      <FormField label="Jobs of" description="Jobs of pull requests are not accepted: their code was not reviewed.">
        <RadioGroup
          value={value.kind}
          items={kinds.map((kind) => ({ value: kind, label: `A${kind === 'environment' ? 'n' : ''} ${kind}` }))}
          onChange={({ detail }) => onChange({ kind: detail.value as Offered, name: '' })}
        />
      </FormField>
      <TextField
        label={LABELS[value.kind]}
        value={value.name}
        onChange={(name) => onChange({ ...value, name })}
        error={fieldError(error, value.kind) ?? fieldError(error, 'subject')}
        placeholder={{ branch: 'main', tag: 'v1.0', environment: 'production' }[value.kind]}
      />
    </SpaceBetween>
  );
}
