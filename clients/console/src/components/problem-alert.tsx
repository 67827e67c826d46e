// Shows an error where it happened.
import Alert from '@cloudscape-design/components/alert';
import type { ReactNode } from 'react';
import { OUTCOME_UNKNOWN, toProblem } from '../api/problem.ts';

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
      {message}
      {isUnknown && check !== undefined && ` ${check}`}
      {fieldErrors.length > 1 && (
        <ul>
          {fieldErrors.map(({ path, message: text }) => (
            <li key={`${path} ${text}`}>
              {path}: {text}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}
