// The fields of a new token.
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { fieldError } from '../../api/problem.ts';
import type { Role } from '../../api/types.ts';
import { type NarrowingDraft, NOT_NARROWED, toNarrowing } from '../narrowing/narrowing-draft.ts';
import { NarrowingFields } from '../narrowing/narrowing-fields.tsx';
import { defaultLifetime, type Lifetime, LifetimeField } from './lifetime-field.tsx';

export interface TokenDraft {
  readonly name: string;
  readonly lifetime: Lifetime;
  readonly narrowing: NarrowingDraft;
}

export const EMPTY_TOKEN: TokenDraft = { name: '', lifetime: undefined, narrowing: NOT_NARROWED };

/** The fields as the API takes them. */
export const toTokenFields = ({ name, lifetime, narrowing }: TokenDraft) => ({
  name: name.trim(),
  ...(lifetime !== undefined && { expires_in_days: lifetime }),
  ...toNarrowing(narrowing),
});

interface TokenFieldsProps {
  readonly draft: TokenDraft;
  readonly onChange: (draft: TokenDraft) => void;
  /** The role of the account of the token. */
  readonly role: Role;
  /** The error of the request. */
  readonly error: unknown;
  /** The path of the token in the request, such as `token.`. @default the request is the token */
  readonly path?: string;
  readonly nameLabel?: string;
  readonly autoFocus?: boolean;
}

export function TokenFields(props: TokenFieldsProps) {
  const { draft, onChange, role, error, path = '', nameLabel = 'Name', autoFocus = false } = props;
  return (
    <SpaceBetween size="m">
      <FormField
        label={nameLabel}
        description="Where the token is used, such as production. The name is unique within the account."
        errorText={fieldError(error, `${path}name`)}
      >
        <Input
          value={draft.name}
          autoFocus={autoFocus}
          onChange={({ detail }) => onChange({ ...draft, name: detail.value })}
        />
      </FormField>
      <LifetimeField
        value={draft.lifetime}
        onChange={(lifetime) => onChange({ ...draft, lifetime })}
        role={role}
        defaultLabel={defaultLifetime}
        error={fieldError(error, `${path}expires_in_days`)}
      />
      <NarrowingFields
        draft={draft.narrowing}
        onChange={(narrowing) => onChange({ ...draft, narrowing })}
        role={role}
        error={error}
        path={path}
      />
    </SpaceBetween>
  );
}
