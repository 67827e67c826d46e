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

/** Loads the code of the screen in the current URL. It makes no request to the API. A screen that cannot be loaded shows the error. */
export const loadScreen = (): Promise<void> => router.load();

/** Sets who is signed in, before the console is shown. */
export function setPerson(person: User): void {
  queryClient.setQueryData(meQuery.queryKey, person);
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
