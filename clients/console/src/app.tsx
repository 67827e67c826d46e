// The console for a person who is signed in.
import { I18nProvider } from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { meQuery } from './api/me.ts';
import { queryClient } from './api/query-client.ts';
import type { User } from './api/types.ts';
import { router } from './routes.tsx';
import { ExpiredSession } from './session/expired-session.tsx';

/**
 * Loads the first screen. Otherwise React would show for 300 ms that it is loading. A screen that cannot be loaded shows the
 * error.
 */
export async function prepare(person: User): Promise<void> {
  queryClient.setQueryData(meQuery.queryKey, person);
  await router.load();
}

export function App({ isExpired }: { readonly isExpired: boolean }) {
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        {isExpired && <ExpiredSession />}
      </QueryClientProvider>
    </I18nProvider>
  );
}
