// What one can do with a federation policy.
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import type { FederationPolicy } from '../../../api/types.ts';

export type PolicyAction = 'use' | 'edit' | 'test' | 'delete';

interface PolicyActionsProps {
  readonly policy: FederationPolicy;
  readonly onAction: (action: PolicyAction) => void;
}

export function PolicyActions({ policy, onAction }: PolicyActionsProps) {
  return (
    <ButtonDropdown
      variant="inline-icon"
      ariaLabel={`Actions for ${policy.name}`}
      expandToViewport
      items={[
        { id: 'use', text: 'Use in a pipeline' },
        { id: 'edit', text: 'Edit' },
        { id: 'test', text: 'Test a token' },
        { id: 'delete', text: 'Delete' },
      ]}
      onItemClick={({ detail }) => onAction(detail.id as PolicyAction)}
    />
  );
}
