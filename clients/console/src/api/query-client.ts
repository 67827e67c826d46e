// The cache of what the server said. It never contains a secret: requests that return one are mutations, whose results are
// discarded with the component that made them.
import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem.ts';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Other Admins change the same data: what is shown again is read again.
      staleTime: 0,
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
    },
    // A secret in the result of a mutation must not stay in memory.
    mutations: { gcTime: 0, retry: false },
  },
});
