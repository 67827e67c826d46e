// The fields that say which workload a federation policy accepts.
import { GitHubFields } from './github-fields.tsx';
import { GitLabFields } from './gitlab-fields.tsx';
import { KubernetesFields } from './kubernetes-fields.tsx';
import { OtherFields } from './other-fields.tsx';
import type { Workload } from './workload.ts';
import type { WorkloadFieldsProps } from './workload-fields-props.ts';

export function WorkloadFields({ workload, ...props }: WorkloadFieldsProps<Workload>) {
  switch (workload.provider) {
    case 'github':
      return <GitHubFields workload={workload} {...props} />;
    case 'gitlab':
      return <GitLabFields workload={workload} {...props} />;
    case 'kubernetes':
      return <KubernetesFields workload={workload} {...props} />;
    case 'other':
      return <OtherFields workload={workload} {...props} />;
  }
}
