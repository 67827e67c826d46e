// The fields of a workload in a Kubernetes cluster.
import ColumnLayout from '@cloudscape-design/components/column-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { fieldError } from '../../api/problem.ts';
import { TextField } from '../text-field.tsx';
import type { KubernetesWorkload } from './kubernetes.ts';
import type { WorkloadFieldsProps } from './workload-fields-props.ts';

export function KubernetesFields({ workload, onChange, error }: WorkloadFieldsProps<KubernetesWorkload>) {
  const set = (changes: Partial<KubernetesWorkload>) => onChange({ ...workload, ...changes });
  return (
    <SpaceBetween size="m">
      <ColumnLayout columns={2}>
        <TextField
          label="Namespace"
          value={workload.namespace}
          onChange={(namespace) => set({ namespace })}
          error={fieldError(error, 'namespace')}
          placeholder="etl"
        />
        <TextField
          label="Service account"
          value={workload.serviceAccount}
          onChange={(serviceAccount) => set({ serviceAccount })}
          error={fieldError(error, 'service_account') ?? fieldError(error, 'subject')}
          placeholder="nightly"
        />
      </ColumnLayout>
      <TextField
        label="UID of the service account"
        value={workload.uid}
        onChange={(uid) => set({ uid })}
        error={fieldError(error, 'claims')}
        description="A service account that is deleted and created again has another UID, and is not accepted."
        isOptional
        placeholder="a709ef71-30e2-489a-bd19-ade97031b9db"
      />
    </SpaceBetween>
  );
}
