// Shows an error where it happened.
import Alert from '@cloudscape-design/components/alert';
import type { ReactNode } from 'react';
import { type FieldError, OUTCOME_UNKNOWN, toProblem } from '../api/problem.ts';
import { fieldName } from './field-names.ts';

interface ProblemAlertProps {
  readonly error: unknown;
  /** A sentence on what to check when it is unknown whether the change was made. */
  readonly check?: string;
  readonly action?: ReactNode;
}

/** Nothing if there is no error. */
export function ProblemAlert({ error, check, action }: ProblemAlertProps) {
  if (error === null || error === undefined) return null;
  const { title, message, code, fieldErrors } = toProblem(error);
  const isUnknown = code === OUTCOME_UNKNOWN;
  return (
    <Alert
      type={isUnknown ? 'warning' : 'error'}
      header={isUnknown ? 'It is unknown whether the change was made' : title}
      action={action}
    >
      {fieldErrors.length === 0 ? message : <FieldErrors errors={fieldErrors} />}
      {isUnknown && check !== undefined && ` ${check}`}
    </Alert>
  );
}

/** All of them: a field may be out of view, in another step or not on the page. */
function FieldErrors({ errors }: { readonly errors: readonly FieldError[] }) {
  const texts = errors.map(({ path, message }) =>
    path === '' ? `The request ${message}` : `${fieldName(path)}: ${message}`,
  );
  const [only] = texts;
  if (texts.length === 1) return only;
  return (
    <ul>
      {[...new Set(texts)].map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
