// The subject and the claims of a workload of any OIDC issuer.
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { fieldError } from '../../api/problem.ts';
import { Optional } from '../optional.tsx';
import { TextField } from '../text-field.tsx';
import type { OtherWorkload } from './other-issuer.ts';
import type { WorkloadFieldsProps } from './workload-fields-props.ts';

export function OtherFields({ workload, onChange, error }: WorkloadFieldsProps<OtherWorkload>) {
  const set = (changes: Partial<OtherWorkload>) => onChange({ ...workload, ...changes });
  return (
    <SpaceBetween size="m">
      <TextField
        label="Subject"
        value={workload.subject}
        onChange={(subject) => set({ subject })}
        error={fieldError(error, 'subject')}
        description="The claim sub of the tokens, or a prefix of it that ends in :* or /*. Without it, only the claims decide."
        isOptional
      />
      <FormField
        label={<Optional>Claims</Optional>}
        description="Further claims that the tokens must have, as a JSON object. The number 123 differs from the text &quot;123&quot;."
        errorText={fieldError(error, 'claims')}
      >
        <Textarea
          value={workload.claims}
          rows={4}
          spellcheck={false}
          placeholder={'{ "project_id": "4321" }'}
          onChange={({ detail }) => set({ claims: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  );
}
