// Requests that change something.
import { type UseMutationResult, useMutation } from '@tanstack/react-query';
import { queryClient } from './query-client.ts';

export type OnSuccess<Result> = (result: Result) => void;

/**
 * Makes the body of a request when it is sent.
 *
 * @throws ApiProblem for a field that cannot be sent as it is.
 */
export type ToBody<Body> = () => Body;

/**
 * A change, after which everything on the page is read again: also after an error, because a change whose response was lost
 * may have been made.
 *
 * @param onSuccess - Runs as soon as the change is made. Callbacks of `mutate` do not run once the component is gone, as when
 * the change removes it from the page.
 * @param change - Must not return a secret, because the result is cached: pass it to a state instead.
 */
export function useChange<Input = void, Result = unknown>(
  change: (input: Input) => Promise<Result>,
  onSuccess: OnSuccess<Result> = () => {},
): UseMutationResult<Result, Error, Input> {
  return useMutation({ mutationFn: change, onSuccess, onSettled: () => queryClient.invalidateQueries() });
}
