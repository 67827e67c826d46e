// The fields of a workload of GitLab CI.
import Checkbox from '@cloudscape-design/components/checkbox';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { fieldError } from '../../api/problem.ts';
import { TextField } from '../text-field.tsx';
import type { GitLabWorkload } from './gitlab.ts';
import { RestrictionField } from './restriction-field.tsx';
import type { WorkloadFieldsProps } from './workload-fields-props.ts';

export function GitLabFields({ workload, onChange, error }: WorkloadFieldsProps<GitLabWorkload>) {
  const set = (changes: Partial<GitLabWorkload>) => onChange({ ...workload, ...changes });
  return (
    <SpaceBetween size="m">
      <TextField
        label="Project path"
        value={workload.projectPath}
        onChange={(projectPath) => set({ projectPath })}
        error={fieldError(error, 'project_path')}
        placeholder="acme/etl"
      />
      <TextField
        label="Project ID"
        value={workload.projectId}
        onChange={(projectId) => set({ projectId })}
        error={fieldError(error, 'claims.project_id')}
        description="The page of the project shows it. Another project can get the path after a rename or a deletion, but not the ID."
        isOptional
        inputMode="numeric"
        placeholder="4321"
      />
      <RestrictionField
        kinds={['branch', 'tag']}
        value={workload}
        onChange={({ kind, name }) => set({ kind, name })}
        error={error}
      />
      <Checkbox checked={workload.isProtected} onChange={({ detail }) => set({ isProtected: detail.checked })}>
        Only if it is protected
      </Checkbox>
    </SpaceBetween>
  );
}
