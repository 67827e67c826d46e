// The actions of a row in a table.
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';

interface RowActionsProps {
  /** The name of the row, for screen readers. */
  readonly of: string;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}

export function RowActions({ of, onEdit, onDelete }: RowActionsProps) {
  return (
    <SpaceBetween direction="horizontal" size="s">
      <Button variant="inline-link" ariaLabel={`Edit ${of}`} onClick={onEdit}>
        Edit
      </Button>
      <Button variant="inline-link" ariaLabel={`Delete ${of}`} onClick={onDelete}>
        Delete
      </Button>
    </SpaceBetween>
  );
}
