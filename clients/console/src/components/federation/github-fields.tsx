// The fields of a workload of GitHub Actions.
import Checkbox from '@cloudscape-design/components/checkbox';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { fieldError } from '../../api/problem.ts';
import { TextField } from '../text-field.tsx';
import type { GitHubWorkload } from './github.ts';
import { RestrictionField } from './restriction-field.tsx';
import type { WorkloadFieldsProps } from './workload-fields-props.ts';

export function GitHubFields({ workload, onChange, error }: WorkloadFieldsProps<GitHubWorkload>) {
  const { repository, hasIdsInSubject } = workload;
  const set = (changes: Partial<GitHubWorkload>) => onChange({ ...workload, ...changes });
  return (
    <SpaceBetween size="m">
      <TextField
        label="Repository"
        value={repository}
        onChange={(value) => set({ repository: value })}
        error={fieldError(error, 'repository')}
        placeholder="acme/etl"
      />
      <ColumnLayout columns={2}>
        <TextField
          label="Owner ID"
          value={workload.ownerId}
          onChange={(ownerId) => set({ ownerId })}
          error={fieldError(error, 'owner_id') ?? fieldError(error, 'claims.repository_owner_id')}
          isOptional={!hasIdsInSubject}
          inputMode="numeric"
          placeholder="1234567"
        />
        <TextField
          label="Repository ID"
          value={workload.repositoryId}
          onChange={(repositoryId) => set({ repositoryId })}
          error={fieldError(error, 'repository_id') ?? fieldError(error, 'claims.repository_id')}
          isOptional={!hasIdsInSubject}
          inputMode="numeric"
          placeholder="7654321"
        />
      </ColumnLayout>
      <IdsHint repository={repository} />
      <Checkbox
        checked={hasIdsInSubject}
        onChange={({ detail }) => set({ hasIdsInSubject: detail.checked })}
        description="Clear this if the repository was last created, renamed or transferred before 15 July 2026."
      >
        The subject of the tokens contains the IDs
      </Checkbox>
      <RestrictionField
        kinds={['branch', 'tag', 'environment']}
        value={workload}
        onChange={({ kind, name }) => set({ kind, name })}
        error={error}
      />
    </SpaceBetween>
  );
}

/** Another repository can get the name of this one, but not its ids. */
function IdsHint({ repository }: { readonly repository: string }) {
  return (
    <span>
      Another repository can get the name after a rename or a deletion, but not the IDs. This command shows both:{' '}
      <code>{`gh api repos/${repository.trim() || 'acme/etl'} --jq '[.owner.id, .id]'`}</code>
    </span>
  );
}
